"""Several new posts stored together."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from blog.checks.models import FindingCount, Link
from blog.content import document
from blog.editing import NewPost, create_posts
from blog.models import Label, LabelAlias, Page, Post, PullQuote, Source
from blog.revisions.models import Revision
from tests.support import factories as make

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROSE = '<p>The ferry sailed at <a href="https://example.org/{0}">nine</a>, {0}.</p>'
QUOTATION = make.quotation("We sail, {0}.", attribution="Ann Lee")


def build(number: int, html: str = PROSE, **changes) -> NewPost:
    post = Post(slug=f"post-{number}", status=Post.Status.PUBLISHED)
    fields = {"title": f"Post {number}", "published_at": MARCH, "language": "en"}
    values = {"labels": ["Harbours", f"Pier {number % 2}"], **changes}
    return NewPost(post, fields, document.parse(html.format(number)), **values)


def capture(count: int, html: str = PROSE) -> list[str]:
    by = make.user("superuser")
    new = [build(number, html) for number in range(count)]
    with CaptureQueriesContext(connection) as queries:
        create_posts(new, by=by)
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("count", [2, 12])
def test_posts_take_the_same_queries_for_any_number(count):
    for name in ("Harbours", "Pier 0", "Pier 1"):
        Label.objects.create(name=name)
    assert len(capture(count)) == 17


def test_post_without_quotations_is_written_once():
    statements = [sql for sql in capture(2) if '"blog_post"' in sql.partition("(")[0]]
    assert [sql.split()[0] for sql in statements] == ["INSERT"]
    for post in Post.objects.all():
        assert f"nine</a>, {post.title[-1]}." in post.html
        assert post.excerpt.startswith("The ferry sailed")


@pytest.mark.parametrize("count", [2, 12])
def test_quotations_of_posts_are_read_together(count, settings):
    settings.EVIDENCE = True
    html = make.quotation("We sail for the north, {0}.", attribution="Ann Lee", url="https://a.b/")
    statements = [sql for sql in capture(count, html) if "blog_pullquote" in sql]
    # For the HTML, for the pages to look at, and similar ones twice: their keys, then their rows.
    assert len([sql for sql in statements if not sql.startswith(("INSERT", "UPDATE"))]) == 4


def test_source_renamed_before_the_commit_is_shown_in_all_posts(
    django_capture_on_commit_callbacks,
):
    html = make.quotation("We sail, {0}.", attribution="Ann Lee", source_name="Ann Lee")
    with django_capture_on_commit_callbacks() as callbacks:
        new = [*(build(number, html) for number in range(2)), build(2)]
        create_posts(new, by=make.user("superuser"))
    source = Source.objects.get()
    Source.objects.filter(pk=source.pk).update(name="Ann Leigh", slug="ann-leigh")
    for callback in callbacks:
        callback()
    shown = [post.html for post in Post.objects.order_by("pk")]
    assert ["ann-leigh" in html for html in shown] == [True, True, False]


def test_posts_have_the_parts_of_a_save():
    by, author = make.user("superuser"), make.user("Author")
    saved = create_posts([build(1), build(2, authors=[author.pk])], by=by, note="Moved")
    assert [post.byline for post in Post.objects.order_by("pk")] == [[by], [author]]
    assert {label.name for label in saved[0].post.labels.all()} == {"Harbours", "Pier 1"}
    assert [each.revision for each in saved] == [*Revision.objects.order_by("pk")]
    assert Revision.objects.filter(note="Moved", by=by).count() == 2
    assert {link.posts.get() for link in Link.objects.all()} == {each.post for each in saved}
    assert {count.post for count in FindingCount.objects.all()} == {each.post for each in saved}


def test_quotations_of_new_posts_have_its_date():
    capture(2, QUOTATION)
    quotations = PullQuote.objects.select_related("post")
    assert {(each.text, each.published_at) for each in quotations} == {
        ("We sail, 0.", MARCH),
        ("We sail, 1.", MARCH),
    }
    assert all(f'id="quote-{each.pk}"' in each.post.html for each in quotations)


def test_alias_and_name_of_one_label_are_one_label():
    label = Label.objects.create(name="Harbours")
    LabelAlias.objects.create(label=label, name="Ports")
    new = [build(1, labels=["ports", "HARBOURS"]), build(2, labels=["Piers", "piers"])]
    first, second = create_posts(new, by=make.user("superuser"))
    assert list(first.post.labels.all()) == [label]
    assert [each.name for each in second.post.labels.all()] == ["Piers"]


def test_slug_that_is_taken_refuses_all():
    make.post(slug="post-2")
    with pytest.raises(IntegrityError):
        create_posts([build(1), build(2)], by=make.user("superuser"))


def test_page_has_neither_labels_nor_authors():
    page = NewPost(Page(slug="about", title="About"), document=document.parse("<p>We.</p>"))
    (saved,) = create_posts([page], by=make.user("superuser"))
    stored = Page.objects.get()
    assert (stored, stored.byline, saved.revision.byline) == (saved.post, [], [])
