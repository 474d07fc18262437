"""Required correction notes for visible changes of posts that were public."""

import pytest
from django.urls import reverse

from blog import editing, workflow
from blog.corrections.models import Correction
from blog.models import Post
from blog.revisions.models import Revision
from tests.support import factories as make
from tests.support.desk import (
    change,
    errors,
    fields,
    send,
    signed_in,
)
from tests.support.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HTML = "<p>One.</p>" + make.quotation("“Said.”", attribution="Ana", source_name="Ana")
NOTE_ERRORS = ["change_kind"]
NOTE = {"change_kind": "correction", "change_text": "It was two, not one."}


@pytest.fixture
def client():
    return signed_in(make.user("Editor", byline="Ed"))


@pytest.fixture
def post():
    return make.post(HTML, title="Title", published_at=make.moment(2024), labels=["China"])


def get_fields_without_note(client, post: Post) -> dict[str, str]:
    sent = fields(client, change(post))
    sent.pop("change_kind", None)
    return sent


def save_without_note(client, post: Post, **changes) -> list[str]:
    """Return the fields with errors after a save without a note."""
    response = client.post(change(post), get_fields_without_note(client, post) | changes)
    return [] if response.status_code == 302 else list(errors(response))


def list_kinds(post: Post) -> list[str]:
    return list(post.corrections.order_by("pk").values_list("kind", flat=True))


VISIBLE_CHANGES = {
    "title": {"title": "Another"},
    "summary": {"summary": "What it is about"},
    "words": {"document": HTML.replace("One.", "Two.")},
    "a quotation": {"document": HTML.replace("Said.", "Said so.")},
    "an attribution": {"document": HTML.replace('attribution="Ana"', 'attribution="Ben"')},
    "order": {"document": make.quotation("“Said.”", attribution="Ana") + "<p>One.</p>"},
    "a link": {"document": HTML.replace("One.", '<a href="/else/">One.</a>')},
    "date": {"published_at_0": "2024-02-01"},
    "put off in other words": {"published_at_0": "2999-01-01", "title": "Another"},
}
HIDDEN_CHANGES = {
    "labels": {"labels": "China, Japan"},
    "address": {"slug": "another"},
    "comments": {"comments_mode": "closed"},
    "note": {"note": "Looked through once more"},
    "nothing": {},
    "taken back": {"status": "draft", "title": "Another"},
    "put off": {"published_at_0": "2999-01-01"},
}


@pytest.mark.parametrize("changes", VISIBLE_CHANGES.values(), ids=VISIBLE_CHANGES)
def test_visible_change_requires_note(changes, client, post):
    assert save_without_note(client, post, **changes) == NOTE_ERRORS
    assert (Post.objects.get().title, list_kinds(post)) == ("Title", [])


def test_change_of_authors_requires_note_and_is_shown(client, post):
    others = {
        f"byline_{place}": make.user("Author", byline=name).pk
        for place, name in enumerate(("Ana", "Ben"))
    }
    byline_before = str(post.byline[0])
    assert save_without_note(client, post, **others) == NOTE_ERRORS
    assert send(client, change(post), **others, **NOTE).status_code == 302
    page = read(client, post.corrections.get().get_absolute_url())
    (block,) = page.xpath("//div[@class='changes']")
    changes_text = " ".join(block.text_content().split())
    assert f"added: Ana, Ben end of change removed: {byline_before} end of change" in changes_text
    assert (
        save_without_note(client, post, byline_0=others["byline_1"], byline_1=others["byline_0"])
        == NOTE_ERRORS
    )


def test_unknown_byline_of_old_revision_requires_no_note(client, post):
    assert send(client, change(post), title="Another").status_code == 302
    assert send(client, change(post), status="draft").status_code == 302
    post.revisions.update(byline=None)
    assert save_without_note(client, post, status="published") == []


@pytest.mark.parametrize("changes", HIDDEN_CHANGES.values(), ids=HIDDEN_CHANGES)
def test_hidden_change_requires_no_note(changes, client, post):
    assert save_without_note(client, post, **changes) == []
    assert list_kinds(post) == []


@pytest.mark.parametrize("changes", HIDDEN_CHANGES.values(), ids=HIDDEN_CHANGES)
def test_note_on_hidden_change_is_ignored(changes, client, post):
    assert send(client, change(post), **changes, **NOTE).status_code == 302
    assert list_kinds(post) == []


@pytest.mark.parametrize("create", [make.draft, make.scheduled], ids=["draft", "scheduled"])
def test_change_of_post_that_was_never_public_requires_no_note(create, client):
    post = create(HTML)
    assert save_without_note(client, post, title="Another") == []
    assert send(client, change(post), title="A third", **NOTE).status_code == 302
    assert list_kinds(post) == []


def test_first_publication_requires_no_note(client):
    post = make.draft(HTML)
    assert save_without_note(client, post, title="Another", status="published") == []
    assert (Post.objects.get().is_public, list_kinds(post)) == (True, [])


def test_change_of_page_requires_no_note(client):
    page = make.page()
    sent = fields(client, f"/admin/blog/page/{page.pk}/change/")
    assert "change_kind" not in sent
    response = client.post(f"/admin/blog/page/{page.pk}/change/", sent | {"title": "Another"})
    assert response.status_code == 302


INVALID_NOTES = {
    "no sentence": ({"change_kind": "correction"}, ["change_text"]),
    "only spaces": ({"change_kind": "update", "change_text": " \n "}, ["change_text"]),
    "unheard of": ({"change_kind": "lie", "change_text": "x"}, ["change_kind"]),
    "too long": ({"change_kind": "update", "change_text": "x" * 601}, ["change_text"]),
    "nothing but a NUL": ({"change_kind": "update", "change_text": "\0"}, ["change_text"]),
}


@pytest.mark.parametrize(("note_fields", "expected"), INVALID_NOTES.values(), ids=INVALID_NOTES)
def test_invalid_note_is_refused_and_keeps_input(note_fields, expected, client, post):
    typed = {"title": "Another", "summary": "Typed", "labels": "Japan", "note": "Why"}
    sent = get_fields_without_note(client, post) | typed | note_fields
    response = client.post(change(post), sent)
    assert list(errors(response)) == expected
    form = response.context["adminform"].form
    assert {name: form[name].value() for name in typed} == typed
    assert form["change_text"].value() == note_fields.get("change_text", "")
    assert (Post.objects.get().title, list_kinds(post)) == ("Title", [])


def test_note_is_stored_with_user_and_revisions(client, post):
    assert send(client, change(post), title="Another", **NOTE).status_code == 302
    correction = Correction.objects.get()
    before, after = Revision.objects.filter(post=post).order_by("pk")
    assert (correction.post, correction.kind, correction.text) == (
        post,
        "correction",
        "It was two, not one.",
    )
    assert (str(correction.by), correction.before, correction.after) == ("Ed", before, after)
    assert (before.fields["title"], after.fields["title"]) == ("Title", "Another")


def test_typo_is_recorded_without_text(client, post):
    send(client, change(post), title="Titel", change_kind="typo", change_text="Never mind.")
    correction = Correction.objects.get()
    assert (correction.kind, correction.text, correction.changes) == ("typo", "", "")
    assert correction.after.fields["title"] == "Titel"


def test_republished_post_is_compared_with_last_public_version(client, post):
    """The changes are not relative to the draft in between."""
    assert save_without_note(client, post, status="draft", document="<p>Between.</p>") == []
    assert (
        save_without_note(client, post, status="published", document=HTML.replace("One", "Two"))
        == NOTE_ERRORS
    )
    send(client, change(post), status="published", document=HTML.replace("One", "Two"), **NOTE)
    correction = Correction.objects.get()
    assert [correction.before.fields["status"], correction.after.fields["status"]] == [
        "published"
    ] * 2
    assert ("One" in correction.changes, "Two" in correction.changes) == (True, True)
    assert "Between" not in correction.changes


def test_post_republished_unchanged_requires_no_note(client, post):
    assert save_without_note(client, post, status="draft", title="Between") == []
    assert save_without_note(client, post, status="published", title="Title") == []


def test_post_that_was_only_scheduled_requires_no_note(client):
    post = make.scheduled(HTML)
    assert save_without_note(client, post, status="draft", title="Between") == []
    past = {"published_at_0": "2024-01-01", "published_at_1": "00:00"}
    assert save_without_note(client, post, status="published", title="Out", **past) == []


def test_restored_post_requires_note_only_for_changes(client, post):
    post.set_trashed()
    post.clear_trashed()
    assert save_without_note(client, post) == []
    assert save_without_note(client, post, title="Another") == NOTE_ERRORS


def test_concurrent_corrections_contain_only_own_changes(client, post):
    opened = fields(client, change(post))
    other = signed_in(make.user("Editor", byline="Ben"))
    one = {"change_text": "Ed’s."} | {"change_kind": "update", "title": "Another"}
    assert client.post(change(post), opened | one).status_code == 302
    mine = {"document": opened["document"].replace("One.", "Two."), "change_text": "Ben’s."}
    assert other.post(change(post), opened | mine | {"change_kind": "update"}).status_code == 302
    eds, bens = Correction.objects.order_by("pk")
    assert (eds.after, eds.text, bens.text) == (bens.before, "Ed’s.", "Ben’s.")
    assert ("Another" in eds.changes, "Two." in eds.changes) == (True, False)
    assert ("Another" in bens.changes, "Two." in bens.changes) == (False, True)


def test_same_correction_saved_twice_is_recorded_once(client, post):
    opened = fields(client, change(post))
    sent = opened | {"title": "Another", **NOTE}
    assert client.post(change(post), sent).status_code == 302
    assert client.post(change(post), sent).status_code == 302
    assert list_kinds(post) == ["correction"]


def test_author_can_correct_own_post():
    ada = make.user("Author")
    post = make.post(HTML, authors=(ada,))
    assert save_without_note(signed_in(ada), post, title="Another") == NOTE_ERRORS
    assert send(signed_in(ada), change(post), title="Another", **NOTE).status_code == 302
    assert list_kinds(post) == ["correction"]


def test_publishing_operations_refuse_visible_change_without_note(client, post):
    """Operations without a form publish only an unchanged post."""
    editor = make.user("Editor")
    send(client, change(post), status="draft")
    editing.publish(post, by=editor)
    editing.unpublish(post, by=editor)
    send(client, change(post), status="draft", title="Another", change_kind="")
    with pytest.raises(workflow.NotAllowed, match="The post has changed since readers last saw it"):
        editing.publish(post, by=editor)
    assert (Post.objects.get().status, list_kinds(post)) == ("draft", [])


SCHEDULE = {"transition": "scheduled", "schedule_at": "2999-01-01T09:00"}


def test_rescheduled_post_requires_note_for_visible_change(client, post):
    send(client, change(post), transition="taken_back")
    refused = client.post(
        change(post), get_fields_without_note(client, post) | SCHEDULE | {"title": "Another"}
    )
    warned = {"warned": refused.context["warning_keys"], "title": "Another"}
    warned["transition"] = "scheduled anyway"
    refused = client.post(change(post), get_fields_without_note(client, post) | SCHEDULE | warned)
    assert list(errors(refused)) == NOTE_ERRORS
    response = client.post(
        change(post), get_fields_without_note(client, post) | SCHEDULE | warned | NOTE
    )
    assert response.status_code == 302
    post.refresh_from_db()
    (correction,) = post.corrections.all()
    assert (post.is_scheduled, correction.before.fields["title"]) == (True, "Title")
    assert save_without_note(client, post) == []
    assert save_without_note(client, post, published_at_0="2999-02-02") == []
    assert save_without_note(client, post, title="A third") == NOTE_ERRORS


def test_scheduling_operations_accept_only_unchanged_post(client, post):
    editor = make.user("Editor")
    send(client, change(post), transition="taken_back")
    when = make.moment(2999)
    editing.schedule(post, by=editor, publish_at=when)
    editing.unpublish(post, by=editor)
    send(client, change(post), title="Another", change_kind="")
    with pytest.raises(workflow.NotAllowed, match="The post has changed since readers last saw it"):
        editing.schedule(post, by=editor, publish_at=when)
    assert Post.objects.get().status == "draft"


def restore_revision(client, post: Post, **note_fields) -> str:
    """Return 'refused' or 'done'."""
    first = Revision.objects.filter(post=post).order_by("pk")[0]
    latest = Revision.objects.saved_for(post)[0]
    sent = {"revision": first.pk, "latest": latest.pk}
    response = client.post(reverse("admin:blog_post_restore", args=[post.pk]), sent | note_fields)
    return "done" if response.status_code == 302 else "refused"


@pytest.mark.parametrize("role", ["Editor", "superuser"])
def test_restored_revision_with_visible_change_requires_note(role, post):
    client = signed_in(make.user(role))  # Their page has one more query, for waiting comments.
    send(client, change(post), title="Another")
    saves = Revision.objects.count()
    assert restore_revision(client, post) == "refused"
    assert restore_revision(client, post, change_kind="update") == "refused"
    assert (Post.objects.get().title, Revision.objects.count()) == ("Another", saves)
    assert restore_revision(client, post, **NOTE) == "done"
    assert Post.objects.get().title == "Title"
    correction = Correction.objects.latest("pk")
    assert (correction.kind, correction.text) == ("correction", "It was two, not one.")
    assert correction.before.fields["title"] == "Another"


def test_restored_revision_with_hidden_change_requires_no_note(client, post):
    send(client, change(post), labels="Japan")
    assert restore_revision(client, post) == "done"
    draft = make.draft(HTML, title="Draft")
    for title in ("First", "Second"):
        send(client, change(draft), title=title)
    assert restore_revision(client, draft) == "done"
    assert Correction.objects.count() == 0


def test_restored_block_requires_note(client, post):
    send(client, change(post), document=HTML.replace("One.", "Two."))
    block = {"block": "0", "position": "0", "instead": "1"}
    assert restore_revision(client, post, **block) == "refused"
    assert restore_revision(client, post, **block, **NOTE) == "done"
    assert "One." in Post.objects.get().html


def test_note_form_of_restore_keeps_submitted_fields(client, post):
    send(client, change(post), document=HTML.replace("One.", "Two."))
    first, latest = Revision.objects.filter(post=post).order_by("pk")
    block = {"block": "0", "position": "0", "instead": "1"}
    sent = {"revision": first.pk, "latest": latest.pk} | block
    address = reverse("admin:blog_post_restore", args=[post.pk])
    page = client.post(address, sent)
    assert {name: str(value) for name, value in page.context["sent"]} == {
        name: str(value) for name, value in sent.items()
    }


def test_draft_that_failed_to_publish_requires_no_note(client):
    post = make.draft("<p>One.</p>")
    refused = send(
        client, change(post), document=make.quotation("“Whose?”"), transition="published"
    )
    assert "blocks publishing" in errors(refused)["__all__"][0]
    assert "Readers have already seen this post" not in refused.content.decode()


def test_note_saved_with_draft_is_recorded_on_publication(client, post):
    send(client, change(post), transition="taken_back")
    send(client, change(post), document=HTML.replace("One", "Two"), **NOTE)
    assert list_kinds(post) == []
    sent = fields(client, change(post))
    assert {name: sent[name] for name in NOTE} == NOTE
    page = client.get(change(post))
    assert b"Show what changed" in page.content
    send(client, change(post), transition="handed_in")
    editor = make.user("Editor")
    editing.publish(post, by=editor)
    correction = Correction.objects.get()
    assert (correction.kind, correction.text) == (NOTE["change_kind"], NOTE["change_text"])
    assert "Two" in correction.changes
    assert Post.objects.get().correction_draft is None


def test_draft_note_of_reverted_change_is_discarded(client, post):
    send(client, change(post), transition="taken_back")
    send(client, change(post), title="Another", **NOTE)
    send(client, change(post), title="Title", status="published")
    assert list_kinds(post) == []
    assert Post.objects.get().correction_draft is None


def test_note_on_draft_that_was_never_public_is_discarded(client):
    post = make.draft(HTML)
    send(client, change(post), title="Another", **NOTE)
    assert Post.objects.get().correction_draft is None


def test_note_form_of_restore_names_version_or_block(client, post):
    send(client, change(post), title="Another", change_kind="typo")
    first = Revision.objects.filter(post=post).order_by("pk")[0]
    url = reverse("admin:blog_post_restore", args=[post.pk])
    for extra, question in (({}, "Restore the version of"), ({"block": 0}, "Restore one block of")):
        latest = Revision.objects.saved_for(post)[0]
        sent = {"revision": first.pk, "latest": latest.pk, "position": 1} | extra
        assert question in client.post(url, sent).text
