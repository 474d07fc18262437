"""Layouts of the home page, and posts pinned to its top."""

import pytest

from blog.editing.pinning import pin_posts, unpin_posts
from blog.models import Post
from blog.workflow import NotAllowed
from tests.blog.content.test_site_state import is_state_changed_by
from tests.support import factories as make
from tests.support.desk import change, signed_in
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
TITLES = f"//main//h2[{has_class('p-name')}]"
LAYOUTS = ("whole", "summaries", "lead")
LIST = "/admin/blog/post/"
PIN = "//form[@data-pin]/button[@name='pinned']/@value"


def pin_url(post: Post) -> str:
    return f"{LIST}{post.pk}/pin/"


@pytest.fixture
def editor():
    return make.user("Editor")


@pytest.fixture
def posts(editor) -> list[Post]:
    """Five posts, the newest first; the second and the fourth have a picture."""
    return [
        make.post(
            "<p>Text.</p>" + (make.figure(make.photo(editor)) if number % 2 else ""),
            title=f"Story {number}",
            authors=(editor,),
            published_at=make.moment(2024, 3, 9 - number),
        )
        for number in range(5)
    ]


def pin(editor, *posts: Post) -> None:
    for post in posts:
        pin_posts(Post.objects.filter(pk=post.pk), by=editor)


def test_lead_layout_shows_a_lead_story_and_a_grid(client, posts):
    make.site(home_layout="lead", posts_per_page=4)
    page = read(client, "/")
    assert text(page, "//*[contains(@class, 'front-lead')]//h2") == ["Story 0"]
    assert text(page, "//*[contains(@class, 'front-card')]//h2") == [
        "Story 1",
        "Story 2",
        "Story 3",
    ]
    assert len(page.xpath("//img[@loading='lazy']")) == 2
    assert not page.xpath(f"//*[{has_class('post-body')}]")
    (older,) = page.xpath("//nav[@class='paging']//a[@rel='next']/@href")
    assert text(read(client, f"/{older}"), TITLES) == ["Story 4"]


def test_lead_story_shows_its_first_picture_at_once(client, posts):
    make.site(home_layout="lead")
    posts[0].set_trashed()
    (image,) = read(client, "/").xpath("//*[contains(@class, 'front-lead')]//img")
    assert image.get("fetchpriority") == "high"
    assert image.get("alt") == ""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_home_page_without_posts_says_so(client, layout):
    make.site(home_layout=layout)
    assert text(read(client, "/"), "//p[@class='empty-lead']")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("has_dates", [True, False])
def test_home_page_takes_two_queries(
    client, editor, posts, layout, has_dates, django_assert_num_queries
):
    make.site(home_layout=layout, home_date_headers=has_dates)
    for _with_pins in range(2):
        read(client, "/")
        with django_assert_num_queries(2):
            page = read(client, "/")
        assert len(text(page, TITLES)) == 5
        pin(editor, posts[3])


@pytest.mark.parametrize("layout", ["whole", "summaries"])
def test_without_date_headers_each_post_has_its_date(client, posts, layout):
    make.site(home_layout=layout, home_date_headers=False)
    page = read(client, "/")
    assert not page.xpath(f"//*[{has_class('day')}]")
    assert len(page.xpath(f"//article//p[{has_class('date-header')}]/time")) == 5


@pytest.mark.parametrize("layout", LAYOUTS)
def test_pinned_posts_come_first_and_once(client, editor, posts, layout):
    make.site(home_layout=layout, posts_per_page=2)
    pin(editor, posts[4], posts[1])
    page = read(client, "/")
    assert text(page, TITLES) == ["Story 1", "Story 4", "Story 0", "Story 2"]
    assert "Pinned" in page.text_content()
    # Further pages have all posts in the order of their dates.
    (older,) = page.xpath("//nav[@class='paging']//a[@rel='next']/@href")
    assert text(read(client, f"/{older}"), TITLES) == ["Story 3", "Story 4"]


def test_pinned_draft_is_at_the_top_once_it_is_published(client, editor, posts):
    draft = make.draft(title="Later", authors=(editor,))
    pin(editor, draft)
    assert text(read(client, "/"), TITLES)[0] == "Story 0"
    Post.objects.filter(pk=draft.pk).update(
        status="published", published_at=make.moment(2024, 1, 1)
    )
    assert text(read(client, "/"), TITLES)[0] == "Later"
    draft.refresh_from_db()
    draft.set_trashed()
    assert text(read(client, "/"), TITLES)[0] == "Story 0"


def test_fourth_post_is_not_pinned(editor, posts):
    pin(editor, *posts[:3])
    with pytest.raises(NotAllowed):
        pin(editor, posts[3])
    pin(editor, posts[0])  # It is pinned already.
    assert Post.objects.filter(pinned_at__isnull=False).count() == 3
    unpin_posts(Post.objects.filter(pk=posts[0].pk), by=editor)
    pin(editor, posts[3])
    with pytest.raises(NotAllowed):
        pin_posts(Post.objects.all(), by=editor)
    assert Post.objects.filter(pinned_at__isnull=False).count() == 3


def test_author_cannot_pin(posts):
    author = make.user("Author")
    for operation in (pin_posts, unpin_posts):
        with pytest.raises(NotAllowed):
            operation(Post.objects.all(), by=author)


@pytest.mark.slow
def test_editor_pins_in_the_list(client, editor, posts):
    desk = signed_in(editor)
    data = {"action": "pin_to_home_page", "_selected_action": [posts[2].pk]}
    response = desk.post(LIST, data, follow=True)
    assert "Pinned 1 post to the home page." in response.content.decode()
    assert text(read(client, "/"), TITLES)[0] == "Story 2"
    data = {"action": "pin_to_home_page", "_selected_action": [post.pk for post in posts]}
    response = desk.post(LIST, data, follow=True)
    assert "At most 3 posts can be pinned." in response.content.decode()
    data = {"action": "unpin_from_home_page", "_selected_action": [posts[2].pk]}
    desk.post(LIST, data)
    assert text(read(client, "/"), TITLES)[0] == "Story 0"


@pytest.mark.slow
def test_editor_pins_with_the_button_of_a_row(client, editor, posts):
    desk, key = signed_in(editor), posts[2].pk
    address = f"{LIST}?state=public&q=Story"
    response = desk.post(address, {"pin": key, "action": ""}, follow=True)
    assert response.redirect_chain == [(address, 302)]
    assert "Pinned to the top of the home page." in response.content.decode()
    assert text(read(client, "/"), TITLES)[0] == "Story 2"
    buttons = "//td[contains(@class, 'pin_button')]/button[@name='unpin']/@value"
    assert read(desk, LIST).xpath(buttons) == [str(key)]
    desk.post(LIST, {"unpin": key})
    assert text(read(client, "/"), TITLES)[0] == "Story 0"


@pytest.mark.slow
def test_form_pins_and_unpins_without_javascript(client, editor, posts):
    desk = signed_in(editor)
    form = change(posts[2])
    assert read(desk, form).xpath(PIN) == ["1"]
    response = desk.post(pin_url(posts[2]), {"pinned": "1"}, follow=True)
    assert response.redirect_chain == [(form, 302)]
    assert text(read(client, "/"), TITLES)[0] == "Story 2"
    assert read(desk, form).xpath(PIN) == ["0"]
    desk.post(pin_url(posts[2]), {"pinned": "0"})
    assert text(read(client, "/"), TITLES)[0] == "Story 0"


def test_refused_pin_says_why_and_changes_nothing(editor, posts):
    pin(editor, *posts[:3])
    desk = signed_in(editor)
    response = desk.post(pin_url(posts[3]), {"pinned": "1"}, headers={"Accept": "application/json"})
    assert response.status_code == 400
    assert "At most 3 posts can be pinned." in response.json()["error"]
    assert Post.objects.filter(pinned_at__isnull=False).count() == 3


@pytest.mark.parametrize("key", ["0", "x", "9" * 30])
def test_unknown_post_is_not_pinned(editor, posts, key):
    desk = signed_in(editor)
    assert desk.post(LIST, {"pin": key}).status_code == 404
    assert desk.post(f"{LIST}{key}/pin/", {"pinned": "1"}).status_code == 404


def test_template_and_trashed_post_are_not_pinned(editor, posts):
    template = make.draft(title="Weekly", authors=(editor,), is_template=True)
    posts[0].set_trashed()
    desk = signed_in(editor)
    for post in (template, posts[0]):
        assert desk.post(pin_url(post), {"pinned": "1"}).status_code == 404
        assert desk.post(f"{LIST}?state=trash", {"pin": post.pk}).status_code == 404
    assert not read(desk, change(template)).xpath(PIN)
    assert not Post.all_objects.filter(pinned_at__isnull=False).exists()


@pytest.mark.slow
def test_author_pins_neither_in_the_list_nor_in_the_form(posts):
    author = make.user("Publishing author")
    post = make.post(authors=(author,))
    desk = signed_in(author)
    assert desk.post(LIST, {"pin": post.pk}).status_code == 403
    assert desk.post(pin_url(post), {"pinned": "1"}).status_code == 403
    assert not read(desk, change(post)).xpath(PIN)
    assert not read(desk, LIST).xpath("//button[@name='pin']")
    assert not Post.objects.filter(pinned_at__isnull=False).exists()


@pytest.mark.slow
def test_author_is_not_offered_pinning():
    author = make.user("Author")
    make.draft(authors=(author,))
    page = read(signed_in(author), LIST)
    assert not page.xpath("//option[contains(@value, 'pin')]")


def test_pinning_changes_the_state(editor, posts):
    rows = Post.objects.filter(pk=posts[0].pk)
    assert is_state_changed_by(lambda: pin_posts(rows, by=editor))
    assert is_state_changed_by(lambda: unpin_posts(rows, by=editor))
