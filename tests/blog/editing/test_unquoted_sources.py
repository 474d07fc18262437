"""A save deletes the source of which it removed the last quotation, unless a person edited it."""

import threading

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection, transaction

from blog import revisions
from blog.content import document
from blog.editing import restore_revision, save_post
from blog.editing.trash import empty_trash
from blog.models import Post, Source
from tests.support import factories as make
from tests.support.desk import change, fields, signed_in
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.django_db
OLD, NEW = make.quotation("A.", source_name="Ana Ruz"), make.quotation("A.", source_name="Bo Berg")


@pytest.fixture
def author():
    return make.user("Author")


def save(post: Post, html: str, by) -> None:
    save_post(post, by=by, document=document.parse(html))


def list_names() -> list[str]:
    return list(Source.objects.values_list("name", flat=True))


@pytest.mark.parametrize("html", [NEW, "<p>Words.</p>"])
def test_source_without_quotations_is_deleted_by_the_save(html, author):
    post = make.draft(OLD, authors=(author,))
    save(post, html, author)
    assert list_names() == (["Bo Berg"] if html == NEW else [])


def test_speaker_without_quotations_is_deleted(author):
    html = make.quotation("A.", source_name="Court", speaker_name="Ana Ruz")
    post = make.draft(html, authors=(author,))
    save(post, make.quotation("A.", source_name="Court"), author)
    assert list_names() == ["Court"]


def test_source_of_a_corrected_published_post_is_deleted(author):
    post = make.draft(OLD, authors=(author,))
    Post.objects.update(status="published", published_at="2024-01-01T00:00Z")
    post.refresh_from_db()
    nodes = document.parse(NEW)
    document.check(nodes, post, author, publishing=False)
    save_post(post, by=author, document=nodes, is_checked=True)
    assert list_names() == ["Bo Berg"]


@pytest.mark.parametrize("make_other", [make.draft, make.post])
def test_source_quoted_by_another_post_stays(make_other, author):
    post = make.draft(OLD, authors=(author,))
    other = make_other(OLD)
    if make_other is make.draft:
        other.set_trashed()
    save(post, NEW, author)
    assert list_names() == ["Ana Ruz", "Bo Berg"]


@pytest.mark.parametrize(
    "edited",
    [
        {"about": "A judge."},
        {"url": "https://example.org/"},
        {"family_name": "Ruz"},
        {"created_by": None},  # Loaded by a script, or its author's account was deleted.
    ],
)
def test_source_with_further_facts_stays(edited, author):
    post = make.draft(OLD, authors=(author,))
    Source.objects.update(**edited)
    save(post, NEW, author)
    assert list_names() == ["Ana Ruz", "Bo Berg"]


def test_source_that_was_edited_on_its_page_stays(author):
    post = make.draft(OLD, authors=(author,))
    LogEntry.objects.log_actions(author.pk, [Source.objects.get()], CHANGE, "")
    save(post, NEW, author)
    assert list_names() == ["Ana Ruz", "Bo Berg"]


def test_restored_revision_creates_its_source_again(author):
    html = make.quotation("A.", source_name="Ana Ruz", source_role="judge", source_kind="person")
    post = make.draft(html, authors=(author,))
    save(post, html.replace("A.", "B."), author)
    revision = revisions.models.Revision.objects.saved_for(post).first()
    save(post, NEW, author)
    assert list_names() == ["Bo Berg"]
    restore_revision(post, revision, by=author)
    source = Source.objects.get()
    assert (source.name, source.role, source.slug) == ("Ana Ruz", "judge", "ana-ruz")
    assert post.pullquotes.get().source == source


def test_open_form_with_a_deleted_source_can_be_saved(author):
    post = make.draft(OLD, authors=(author,))
    client = signed_in(author)
    other = make.draft("<p>x</p>", authors=(author,))
    form = fields(client, change(other))
    form["document"] = document.to_html(document.load_document(post)).replace(
        " data-id=", " data-x="
    )
    save(post, NEW, author)
    assert client.post(change(other), form).status_code == 302
    assert other.pullquotes.get().source.name == "Ana Ruz"


def test_emptied_trash_deletes_the_sources_of_its_posts(author):
    post, other = make.draft(OLD + NEW, authors=(author,)), make.draft(NEW, authors=(author,))
    post.set_trashed()
    Post.all_objects.filter(pk=post.pk).update(trashed_at="2020-01-01T00:00Z")
    empty_trash.call()
    assert list_names() == ["Bo Berg"]
    assert other.pullquotes.get().source.name == "Bo Berg"


@pytest.mark.django_db(transaction=True)
def test_source_that_another_save_credits_meanwhile_stays(author):
    """The other save has read the source, and stores its quotation later."""
    post = make.draft(OLD, authors=(author,))
    other = make.draft("<p>x</p>", authors=(author,))
    failures = []

    def remove() -> None:
        try:
            save(Post.objects.get(pk=post.pk), NEW, author)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    with transaction.atomic():
        save(other, OLD, author)
        thread = threading.Thread(target=remove)
        thread.start()
        thread.join(timeout=PATIENCE)
    assert not failures
    assert not thread.is_alive()
    assert other.pullquotes.get().source.name == "Ana Ruz"
    assert sorted(list_names()) == ["Ana Ruz", "Bo Berg"]
