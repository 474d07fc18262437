"""The form of a post decides: one step saves what was typed and takes the post on."""

import pytest

from blog import editing, workflow
from blog.models import Post
from tests.support import factories as make
from tests.support.desk import (
    ADD,
    change,
    errors,
    fields,
    send,
    signed_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def author():
    return make.user("Author", byline="Ana")


@pytest.fixture
def editor():
    return make.user("Editor", byline="Ben")


def test_handing_in_saves_what_was_typed(author):
    response = send(
        signed_in(author), ADD, title="New", document="<p>A.</p>", transition="handed_in"
    )
    post = Post.objects.get()
    assert response.url == change(post)
    assert (post.status, post.html) == ("review", "<p>A.</p>\n")
    transition = post.transitions.get()
    assert (transition.kind, transition.by, transition.was) == ("handed_in", author, "draft")
    assert transition.revision == post.revisions.get()


def test_the_form_says_who_handed_it_in_and_what_was_asked_for(author, editor):
    post = make.draft(authors=(author,))
    editing.hand_in(post, by=author)
    client = signed_in(editor)
    assert "Submitted by Ana on " in client.get(change(post)).text
    response = send(client, change(post), transition="changes", words="Who said <b>it</b>?")
    assert response.status_code == 302
    shown = signed_in(author).get(change(post)).text
    assert "Changes requested by Ben on " in shown
    assert "Who said &lt;b&gt;it&lt;/b&gt;?" in shown
    assert "Ben" in signed_in(author).get(f"/admin/blog/post/{post.pk}/history/").text


def test_what_ends_in_a_time_of_the_clock_has_one_full_stop(editor):
    post = make.draft()
    editing.schedule(post, by=editor, at=make.moment(2999))
    shown = signed_in(editor).get(change(post)).text
    assert "<p>It will be published on January 1, 2999, noon.</p>" in shown
    editing.schedule(post, by=editor, at=make.moment(2999, 1, 1, 16))
    shown = signed_in(editor).get(change(post)).text
    assert "<p>It will be published on January 1, 2999, 4 p.m.</p>" in shown


@pytest.mark.parametrize(
    ("transition", "sent", "place"),
    [
        ("changes", {"words": ""}, "words"),
        ("changes", {"words": "x" * 2001}, "words"),
        ("scheduled", {"schedule_at": ""}, "schedule_at"),
        ("scheduled", {"schedule_at": "2001-01-01T10:00"}, "schedule_at"),
        ("scheduled", {"schedule_at": "soon"}, "schedule_at"),
        ("published", {"published_at_0": "2999-01-01", "published_at_1": "10:00"}, "__all__"),
        ("withdrawn", {}, "transition"),
        ("approve it", {}, "transition"),
        ("approved", {"seen": "7"}, "__all__"),
        ("published", {"document": ""}, "document"),
    ],
)
def test_what_is_missing_is_said_at_its_place_and_changes_nothing(transition, sent, place, editor):
    post = make.post(status="review")
    response = send(signed_in(editor), change(post), transition=transition, **sent)
    assert list(errors(response)) == [place]
    post.refresh_from_db()
    assert (post.status, post.transitions.count()) == ("review", 0)


def test_the_time_of_a_scheduled_post_is_its_own_field(editor):
    post = make.post(status="review")
    sent = {"transition": "scheduled", "schedule_at": "2999-01-01T10:00"}
    assert send(signed_in(editor), change(post), **sent).status_code == 302
    post.refresh_from_db()
    assert (post.is_scheduled, post.published_at.year) == (True, 2999)
    assert send(signed_in(editor), change(post), transition="published").status_code == 302
    post.refresh_from_db()
    assert post.is_public


def test_an_author_whose_open_draft_an_editor_publishes_saves_all_the_same(author, editor):
    post = make.draft("<p>One.</p><p>Two.</p>", authors=(author,))
    hers, his = signed_in(author), signed_in(editor)
    opened = fields(hers, change(post))
    assert send(his, change(post), transition="published").status_code == 302
    sent = opened | {"document": opened["document"].replace("Two.", "Two, by Ana.")}
    # Nothing but what readers, who see it by now, are to be told is asked of her.
    assert list(errors(hers.post(change(post), sent))) == ["change_kind"]
    assert hers.post(change(post), sent | {"change_kind": "typo"}).status_code == 302
    post.refresh_from_db()
    assert (post.is_public, "by Ana" in post.html) == (True, True)


def test_of_two_who_decide_at_once_the_later_one_looks_again(editor):
    post = make.post(status="review")
    other = signed_in(make.user("Editor"))
    opened = fields(other, change(post))
    send(signed_in(editor), change(post), transition="changes", words="Who said it?")
    response = other.post(change(post), opened | {"transition": "published"})
    (told,) = errors(response)["__all__"]
    assert "because Ben changed the status" in told
    post.refresh_from_db()
    assert (post.status, post.transitions.count()) == ("draft", 1)
    assert send(other, change(post), transition="published").status_code == 302


def test_a_save_by_its_author_after_the_approval_says_that_it_is_over(author, editor):
    make.site(approval_required=True)
    post = make.draft(authors=(author,))
    editing.hand_in(post, by=author)
    send(signed_in(editor), change(post), transition="approved")
    assert workflow.get_approval(post)
    client = signed_in(author)
    assert send(client, change(post)).status_code == 302  # Nothing changed.
    assert workflow.get_approval(post)
    send(client, change(post), title="Another")
    assert workflow.get_approval(post) is None
    assert "An editor must approve the post again" in client.get(change(post)).text


def test_restoring_an_old_revision_is_a_change_as_well(author, editor):
    make.site(approval_required=True)
    client = signed_in(author)
    send(client, ADD, title="First", document="<p>A.</p>")
    post = Post.objects.get()
    send(client, change(post), title="Second", transition="handed_in")
    editing.approve(post, by=editor)
    latest, first = post.revisions.latest_first().first(), post.revisions.order_by("pk")[0]
    sent = {"revision": first.pk, "latest": latest.pk}
    client.post(f"/admin/blog/post/{post.pk}/history/restore/", sent)
    post.refresh_from_db()
    assert post.title == "First"
    assert post.transitions.latest_first().first().kind == "withdrawn"


def test_an_editor_does_not_publish_their_own_in_the_step_that_changes_it(editor):
    make.site(approval_required=True)
    post = make.draft(authors=(editor,))
    editing.hand_in(post, by=editor)
    editing.approve(post, by=make.user("Editor"))
    client = signed_in(editor)
    response = send(client, change(post), title="Changed", transition="published")
    assert "approved again" in errors(response)["__all__"][0]
    assert send(client, change(post), transition="published").status_code == 302
    post.refresh_from_db()
    assert post.is_public


def test_schedule_field_has_the_planned_date_and_help_promises_nothing(editor):
    post = make.draft(published_at=make.moment(2999))
    form = signed_in(editor).get(change(post)).context["adminform"].form
    assert form["schedule_at"].value().startswith("2999-")
    assert "only if an editor chooses" in str(form.fields["published_at"].help_text)
    post = make.draft(published_at=make.moment(2001))
    form = signed_in(editor).get(change(post)).context["adminform"].form
    assert not form["schedule_at"].value()
