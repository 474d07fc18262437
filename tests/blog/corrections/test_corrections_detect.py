"""Changing what readers have seen asks whether it is a typo, an update or a correction."""

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
ASKED = ["change_kind"]
TOLD = {"change_kind": "correction", "change_text": "It was two, not one."}


@pytest.fixture
def client():
    return signed_in(make.user("Editor", byline="Ed"))


@pytest.fixture
def post():
    return make.post(HTML, title="Title", published_at=make.moment(2024), labels=["China"])


def unanswered(client, post: Post) -> dict[str, str]:
    sent = fields(client, change(post))
    sent.pop("change_kind", None)
    return sent


def asked(client, post: Post, **changes) -> list[str]:
    """The errors of a save without an answer."""
    response = client.post(change(post), unanswered(client, post) | changes)
    return [] if response.status_code == 302 else list(errors(response))


def kinds(post: Post) -> list[str]:
    return list(post.corrections.order_by("pk").values_list("kind", flat=True))


SEEN = {
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
UNSEEN = {
    "labels": {"labels": "China, Japan"},
    "address": {"slug": "another"},
    "comments": {"comments_mode": "closed"},
    "note": {"note": "Looked through once more"},
    "nothing": {},
    "taken back": {"status": "draft", "title": "Another"},
    "put off": {"published_at_0": "2999-01-01"},
}


@pytest.mark.parametrize("changes", SEEN.values(), ids=SEEN)
def test_what_readers_see_is_asked_about(changes, client, post):
    assert asked(client, post, **changes) == ASKED
    assert (Post.objects.get().title, kinds(post)) == ("Title", [])


def test_who_wrote_it_is_asked_about_and_told(client, post):
    others = {
        f"byline_{place}": make.user("Author", byline=name).pk
        for place, name in enumerate(("Ana", "Ben"))
    }
    was = str(post.byline[0])
    assert asked(client, post, **others) == ASKED
    assert send(client, change(post), **others, **TOLD).status_code == 302
    page = read(client, post.corrections.get().get_absolute_url())
    (shown,) = page.xpath("//div[@class='changes']")
    told = " ".join(shown.text_content().split())
    assert f"added: Ana, Ben end of change removed: {was} end of change" in told
    assert asked(client, post, byline_0=others["byline_1"], byline_1=others["byline_0"]) == ASKED


def test_a_byline_of_before_revisions_had_it_is_no_change(client, post):
    assert send(client, change(post), title="Another").status_code == 302
    assert send(client, change(post), status="draft").status_code == 302
    post.revisions.update(byline=None)
    assert asked(client, post, status="published") == []


@pytest.mark.parametrize("changes", UNSEEN.values(), ids=UNSEEN)
def test_what_readers_do_not_see_is_not(changes, client, post):
    assert asked(client, post, **changes) == []
    assert kinds(post) == []


@pytest.mark.parametrize("changes", UNSEEN.values(), ids=UNSEEN)
def test_an_answer_that_nobody_asked_for_tells_nothing(changes, client, post):
    assert send(client, change(post), **changes, **TOLD).status_code == 302
    assert kinds(post) == []


@pytest.mark.parametrize("made", [make.draft, make.scheduled], ids=["draft", "scheduled"])
def test_what_is_not_out_is_not_asked_about(made, client):
    post = made(HTML)
    assert asked(client, post, title="Another") == []
    assert send(client, change(post), title="A third", **TOLD).status_code == 302
    assert kinds(post) == []


def test_publishing_a_draft_is_not_asked_about(client):
    post = make.draft(HTML)
    assert asked(client, post, title="Another", status="published") == []
    assert (Post.objects.get().is_public, kinds(post)) == (True, [])


def test_a_page_that_stands_by_itself_is_not_asked_about(client):
    page = make.page()
    sent = fields(client, f"/admin/blog/page/{page.pk}/change/")
    assert "change_kind" not in sent
    response = client.post(f"/admin/blog/page/{page.pk}/change/", sent | {"title": "Another"})
    assert response.status_code == 302


WRONG = {
    "no sentence": ({"change_kind": "correction"}, ["change_text"]),
    "only spaces": ({"change_kind": "update", "change_text": " \n "}, ["change_text"]),
    "unheard of": ({"change_kind": "lie", "change_text": "x"}, ["change_kind"]),
    "too long": ({"change_kind": "update", "change_text": "x" * 601}, ["change_text"]),
    "nothing but a NUL": ({"change_kind": "update", "change_text": "\0"}, ["change_text"]),
}


@pytest.mark.parametrize(("answer", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_answer_changes_nothing_and_keeps_all_that_was_typed(
    answer, expected, client, post
):
    typed = {"title": "Another", "summary": "Typed", "labels": "Japan", "note": "Why"}
    sent = unanswered(client, post) | typed | answer
    response = client.post(change(post), sent)
    assert list(errors(response)) == expected
    form = response.context["adminform"].form
    assert {name: form[name].value() for name in typed} == typed
    assert form["change_text"].value() == answer.get("change_text", "")
    assert (Post.objects.get().title, kinds(post)) == ("Title", [])


def test_an_answer_is_stored_with_who_and_what_changed(client, post):
    assert send(client, change(post), title="Another", **TOLD).status_code == 302
    told = Correction.objects.get()
    before, after = Revision.objects.filter(post=post).order_by("pk")
    assert (told.post, told.kind, told.text) == (post, "correction", "It was two, not one.")
    assert (str(told.by), told.before, told.after) == ("Ed", before, after)
    assert (before.fields["title"], after.fields["title"]) == ("Title", "Another")


def test_a_typo_is_in_the_history_and_has_no_words_for_readers(client, post):
    send(client, change(post), title="Titel", change_kind="typo", change_text="Never mind.")
    told = Correction.objects.get()
    assert (told.kind, told.text, told.changes) == ("typo", "", "")
    assert told.after.fields["title"] == "Titel"


def test_what_came_back_with_other_words_is_told_against_what_readers_saw(client, post):
    """Not against what was only a draft between."""
    assert asked(client, post, status="draft", document="<p>Between.</p>") == []
    assert asked(client, post, status="published", document=HTML.replace("One", "Two")) == ASKED
    send(client, change(post), status="published", document=HTML.replace("One", "Two"), **TOLD)
    told = Correction.objects.get()
    assert [told.before.fields["status"], told.after.fields["status"]] == ["published"] * 2
    assert ("One" in told.changes, "Two" in told.changes) == (True, True)
    assert "Between" not in told.changes


def test_what_came_back_as_it_was_is_not_asked_about(client, post):
    assert asked(client, post, status="draft", title="Between") == []
    assert asked(client, post, status="published", title="Title") == []


def test_a_draft_that_was_only_scheduled_was_seen_by_nobody(client):
    post = make.scheduled(HTML)
    assert asked(client, post, status="draft", title="Between") == []
    past = {"published_at_0": "2024-01-01", "published_at_1": "00:00"}
    assert asked(client, post, status="published", title="Out", **past) == []


def test_out_of_the_bin_it_is_as_it_was(client, post):
    post.set_trashed()
    post.clear_trashed()
    assert asked(client, post) == []
    assert asked(client, post, title="Another") == ASKED


def test_two_at_once_each_tell_of_what_they_changed(client, post):
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


def test_who_changed_what_another_had_changed_already_tells_nothing(client, post):
    opened = fields(client, change(post))
    sent = opened | {"title": "Another", **TOLD}
    assert client.post(change(post), sent).status_code == 302
    assert client.post(change(post), sent).status_code == 302
    assert kinds(post) == ["correction"]


def test_an_author_tells_readers_of_their_own_post():
    ada = make.user("Author")
    post = make.post(HTML, authors=(ada,))
    assert asked(signed_in(ada), post, title="Another") == ASKED
    assert send(signed_in(ada), change(post), title="Another", **TOLD).status_code == 302
    assert kinds(post) == ["correction"]


def test_no_other_way_out_goes_round_the_question(client, post):
    """Such as the calendar's: what came back as it was goes out, other words do not."""
    editor = make.user("Editor")
    send(client, change(post), status="draft")
    editing.publish(post, by=editor)
    editing.unpublish(post, by=editor)
    send(client, change(post), status="draft", title="Another", change_kind="")
    with pytest.raises(workflow.NotAllowed, match="The post has changed since readers last saw it"):
        editing.publish(post, by=editor)
    assert (Post.objects.get().status, kinds(post)) == ("draft", [])


LATER = {"transition": "scheduled", "schedule_at": "2999-01-01T09:00"}


def test_what_was_taken_back_is_asked_about_when_it_is_scheduled_again(client, post):
    send(client, change(post), transition="taken_back")
    refused = client.post(change(post), unanswered(client, post) | LATER | {"title": "Another"})
    warned = {"warned": refused.context["warning_keys"], "title": "Another"}
    warned["transition"] = "scheduled anyway"
    refused = client.post(change(post), unanswered(client, post) | LATER | warned)
    assert list(errors(refused)) == ASKED
    done = client.post(change(post), unanswered(client, post) | LATER | warned | TOLD)
    assert done.status_code == 302
    post.refresh_from_db()
    (told,) = post.corrections.all()
    assert (post.is_scheduled, told.before.fields["title"]) == (True, "Title")
    assert asked(client, post) == []
    assert asked(client, post, published_at_0="2999-02-02") == []
    assert asked(client, post, title="A third") == ASKED


def test_the_calendar_and_the_board_schedule_again_what_says_the_same(client, post):
    editor = make.user("Editor")
    send(client, change(post), transition="taken_back")
    at = make.moment(2999)
    editing.schedule(post, by=editor, at=at)
    editing.unpublish(post, by=editor)
    send(client, change(post), title="Another", change_kind="")
    with pytest.raises(workflow.NotAllowed, match="The post has changed since readers last saw it"):
        editing.schedule(post, by=editor, at=at)
    assert Post.objects.get().status == "draft"


def restoring(client, post: Post, **answer) -> str:
    """'asked' or 'done'."""
    first = Revision.objects.filter(post=post).order_by("pk")[0]
    latest = Revision.objects.saved_for(post)[0]
    sent = {"revision": first.pk, "latest": latest.pk}
    response = client.post(reverse("admin:blog_post_restore", args=[post.pk]), sent | answer)
    return "done" if response.status_code == 302 else "asked"


@pytest.mark.parametrize("role", ["Editor", "superuser"])
def test_bringing_back_a_revision_asks_and_changes_nothing_until_it_is_answered(role, post):
    client = signed_in(make.user(role))  # Whose page says how many comments wait: a query more.
    send(client, change(post), title="Another")
    saves = Revision.objects.count()
    assert restoring(client, post) == "asked"
    assert restoring(client, post, change_kind="update") == "asked"
    assert (Post.objects.get().title, Revision.objects.count()) == ("Another", saves)
    assert restoring(client, post, **TOLD) == "done"
    assert Post.objects.get().title == "Title"
    told = Correction.objects.latest("pk")
    assert (told.kind, told.text) == ("correction", "It was two, not one.")
    assert told.before.fields["title"] == "Another"


def test_bringing_back_what_readers_do_not_see_is_not_asked_about(client, post):
    send(client, change(post), labels="Japan")
    assert restoring(client, post) == "done"
    draft = make.draft(HTML, title="Draft")
    for title in ("First", "Second"):
        send(client, change(draft), title=title)
    assert restoring(client, draft) == "done"
    assert Correction.objects.count() == 0


def test_a_block_that_is_brought_back_is_asked_about(client, post):
    send(client, change(post), document=HTML.replace("One.", "Two."))
    block = {"block": "0", "at": "0", "instead": "1"}
    assert restoring(client, post, **block) == "asked"
    assert restoring(client, post, **block, **TOLD) == "done"
    assert "One." in Post.objects.get().html


def test_the_question_keeps_what_was_to_be_brought_back(client, post):
    send(client, change(post), document=HTML.replace("One.", "Two."))
    first, latest = Revision.objects.filter(post=post).order_by("pk")
    sent = {"revision": first.pk, "latest": latest.pk, "block": "0", "at": "0", "instead": "1"}
    address = reverse("admin:blog_post_restore", args=[post.pk])
    page = client.post(address, sent)
    assert {name: str(value) for name, value in page.context["sent"]} == {
        name: str(value) for name, value in sent.items()
    }


def test_a_draft_that_could_not_be_published_does_not_count_as_seen(client):
    post = make.draft("<p>One.</p>")
    refused = send(
        client, change(post), document=make.quotation("“Whose?”"), transition="published"
    )
    assert "blocks publishing" in errors(refused)["__all__"][0]
    assert "Readers have already seen this post" not in refused.content.decode()


def test_draft_save_keeps_the_note_until_publication(client, post):
    send(client, change(post), transition="taken_back")
    send(client, change(post), document=HTML.replace("One", "Two"), **TOLD)
    assert kinds(post) == []
    sent = fields(client, change(post))
    assert {name: sent[name] for name in TOLD} == TOLD
    page = client.get(change(post))
    assert b"Show what changed" in page.content
    send(client, change(post), transition="handed_in")
    editor = make.user("Editor")
    editing.publish(post, by=editor)
    told = Correction.objects.get()
    assert (told.kind, told.text) == (TOLD["change_kind"], TOLD["change_text"])
    assert "Two" in told.changes
    assert Post.objects.get().correction_draft is None


def test_draft_note_of_a_text_as_readers_saw_it_is_dropped(client, post):
    send(client, change(post), transition="taken_back")
    send(client, change(post), title="Another", **TOLD)
    send(client, change(post), title="Title", status="published")
    assert kinds(post) == []
    assert Post.objects.get().correction_draft is None


def test_draft_never_published_keeps_no_note(client):
    post = make.draft(HTML)
    send(client, change(post), title="Another", **TOLD)
    assert Post.objects.get().correction_draft is None


def test_question_of_a_restore_says_what_is_restored(client, post):
    send(client, change(post), title="Another", change_kind="typo")
    first = Revision.objects.filter(post=post).order_by("pk")[0]
    url = reverse("admin:blog_post_restore", args=[post.pk])
    for more, question in (({}, "Restore the version of"), ({"block": 0}, "Restore one block of")):
        latest = Revision.objects.saved_for(post)[0]
        sent = {"revision": first.pk, "latest": latest.pk, "at": 1} | more
        assert question in client.post(url, sent).text
