"""What screen readers call parts of pages: no two of a kind are called the same."""

import pytest

from tests.support import factories as make
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db


def named(page, element) -> str:
    """The accessible name of an element that has aria-label or aria-labelledby."""
    if label := element.get("aria-label"):
        return label
    keys = (element.get("aria-labelledby") or "").split()
    result = [text(page, f"//*[@id='{key}']") for key in keys]
    assert all(len(one) == 1 for one in result), keys
    return " ".join(one[0] for one in result)


def test_comments_are_articles_named_by_author_and_time(client):
    post = make.post()
    first = make.comment(post, name="Ada")
    make.comment(post, name="Ada", under=first)
    make.comment(post, name="", under=first)
    make.comment(post, name="آدا <b>")
    page = read(client, post.get_absolute_url())
    articles = page.xpath(f"//article[{has_class('comment')}]")
    names = [named(page, article) for article in articles]
    assert len(names) == 4
    assert [name.split(" ")[0] for name in names] == ["Ada", "Ada", "Anonymous", "آدا"]
    assert all(any(sign.isdigit() for sign in name) for name in names)


@pytest.mark.parametrize("address", ["comment/?to={pk}", "/comments/{pk}/report/"])
def test_single_comment_is_a_named_article(address, client):
    post = make.post()
    comment = make.comment(post, name="Ada")
    path = address.format(pk=comment.pk)
    page = read(client, path if path[0] == "/" else post.get_absolute_url() + path)
    (article,) = page.xpath(f"//article[{has_class('comment')}]")
    assert named(page, article).startswith("Ada ")


def test_sign_in_page_has_forms_with_different_names(client):
    page = read(client, "/accounts/login/")
    names = [named(page, form) for form in page.xpath("//main//form")]
    assert names == ["Sign in", "Sign in with a passkey"]


def test_checkbox_precedes_its_label(client):
    page = read(client, "/accounts/login/")
    (box,) = page.xpath("//input[@type='checkbox']")
    assert box.getnext().tag == "label"
    assert box.getnext().get("for") == box.get("id")
    (password,) = page.xpath("//input[@type='password']")
    assert password.xpath("preceding-sibling::label/@for") == [password.get("id")]


def test_related_posts_are_named_by_their_heading(client):
    post, _other = (make.post(title=title, labels=["Water"]) for title in ("One", "Two"))
    page = read(client, post.get_absolute_url())
    (aside,) = page.xpath("//aside")
    assert named(page, aside) == "Related posts"


@pytest.mark.parametrize("address", ["{post}", "/corrections/"])
def test_links_to_changes_of_one_day_have_different_names(address, client):
    post = make.post()
    for phrase in ("The river is the Orle.", "It was Tuesday.", "كان يوم الثلاثاء"):
        make.correction(post, text=phrase)
    page = read(client, address.format(post=post.get_absolute_url()))
    names = text(page, f"//*[{has_class('correction-more')}]/a")
    assert len(names) == len(set(names)) == 3
    assert all(name.startswith("What changed: ") for name in names)
