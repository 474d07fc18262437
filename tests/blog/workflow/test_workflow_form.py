"""Transitions in the post form, which saves and applies them in one step."""

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
from tests.support.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def author():
    return make.user("Author", byline="Ana")


@pytest.fixture
def editor():
    return make.user("Editor", byline="Ben")


def test_submission_for_review_saves_post(author):
    response = send(
        signed_in(author), ADD, title="New", document="<p>A.</p>", transition="handed_in"
    )
    post = Post.objects.get()
    assert response.url == change(post)
    assert (post.status, post.html) == ("review", "<p>A.</p>\n")
    transition = post.transitions.get()
    assert (transition.kind, transition.by, transition.was) == ("handed_in", author, "draft")
    assert transition.revision == post.revisions.get()


def test_submission_shows_message_to_editors(author, editor):
    post = make.draft(authors=(author,))
    assert 'maxlength="2000"' in signed_in(author).get(change(post)).text
    message = "Is <b>this</b> too long?"
    send(signed_in(author), change(post), transition="handed_in", reason=message)
    assert post.transitions.get().reason == message
    page = signed_in(editor).get(change(post)).text
    assert "Is &lt;b&gt;this&lt;/b&gt; too long?</blockquote>" in page


@pytest.mark.parametrize("role", ["Publishing author", "Editor", "superuser"])
def test_review_is_offered_to_publishers_only_if_another_editor_exists(role):
    user = make.user(role)
    client, post = signed_in(user), make.draft(authors=(user,))
    for address in (ADD, change(post)):
        assert 'value="handed_in"' not in client.get(address).text
    make.user("Publishing author")  # May not review it.
    make.user("Editor", is_active=False)
    assert 'value="handed_in"' not in client.get(change(post)).text
    make.user("Editor")
    for address in (ADD, change(post)):
        assert 'value="handed_in"' in client.get(address).text


def test_review_is_offered_to_authors_even_without_an_editor(author):
    assert 'value="handed_in"' in signed_in(author).get(ADD).text


def test_submission_with_too_long_message_keeps_draft_and_message(author):
    post = make.draft(authors=(author,))
    response = send(
        signed_in(author), change(post), transition="handed_in", reason=(message := "x" * 2001)
    )
    assert list(errors(response)) == ["reason"]
    assert message in response.text
    assert not post.transitions.exists()


def test_message_to_editors_is_dropped_by_another_transition(editor):
    post = make.draft(authors=(editor,))
    send(signed_in(editor), change(post), transition="published", reason="Is this too long?")
    assert post.transitions.get().reason == ""


def test_form_shows_submitter_and_requested_changes(author, editor):
    post = make.draft(authors=(author,))
    editing.hand_in(post, by=author)
    client = signed_in(editor)
    assert "Submitted by Ana on " in client.get(change(post)).text
    response = send(client, change(post), transition="changes", reason="Who said <b>it</b>?")
    assert response.status_code == 302
    page = signed_in(author).get(change(post)).text
    assert "Changes requested by Ben on " in page
    assert "Who said &lt;b&gt;it&lt;/b&gt;?" in page
    assert "Ben" in signed_in(author).get(f"/admin/blog/post/{post.pk}/history/").text


def test_sentence_ending_with_time_has_one_full_stop(editor):
    post = make.draft()
    editing.schedule(post, by=editor, publish_at=make.moment(2999, 1, 1, 16))
    page = signed_in(editor).get(change(post)).text
    assert "<p>The post will be published on January 1, 2999, 4:00 p.m.</p>" in page


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "will be published on Tuesday, January 1, 2999, 4:00 p.m.</li>"),
        ("fr", "le mardi 1 janvier 2999 à 16:00.</li>"),
    ],
)
def test_message_of_schedule_names_day_and_has_one_full_stop(language, sentence, editor):
    make.site(language=language, time_zone="UTC")
    client, when = signed_in(editor), "2999-01-01T16:00"
    send(client, change(make.draft("<p>A.</p>")), transition="scheduled", schedule_at=when)
    assert sentence in client.get(ADD).text


@pytest.mark.parametrize(
    ("transition", "sent", "field"),
    [
        ("changes", {"reason": ""}, "reason"),
        ("changes", {"reason": "x" * 2001}, "reason"),
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
def test_transition_with_invalid_field_shows_error_at_field(transition, sent, field, editor):
    post = make.post(status="review")
    response = send(signed_in(editor), change(post), transition=transition, **sent)
    assert list(errors(response)) == [field]
    post.refresh_from_db()
    assert (post.status, post.transitions.count()) == ("review", 0)


def test_scheduling_uses_its_own_date_field(editor):
    post = make.post(status="review")
    sent = {"transition": "scheduled", "schedule_at": "2999-01-01T10:00"}
    assert send(signed_in(editor), change(post), **sent).status_code == 302
    post.refresh_from_db()
    assert (post.is_scheduled, post.published_at.year) == (True, 2999)
    assert send(signed_in(editor), change(post), transition="published").status_code == 302
    post.refresh_from_db()
    assert post.is_public


def test_author_saves_draft_published_while_form_is_open(author, editor):
    post = make.draft("<p>One.</p><p>Two.</p>", authors=(author,))
    author_client, editor_client = signed_in(author), signed_in(editor)
    opened = fields(author_client, change(post))
    assert send(editor_client, change(post), transition="published").status_code == 302
    sent = opened | {"document": opened["document"].replace("Two.", "Two, by Ana.")}
    # The post is public now, so only a correction note is required.
    assert list(errors(author_client.post(change(post), sent))) == ["change_kind"]
    assert author_client.post(change(post), sent | {"change_kind": "typo"}).status_code == 302
    post.refresh_from_db()
    assert (post.is_public, "by Ana" in post.html) == (True, True)


def test_transition_from_outdated_form_is_refused_once(editor):
    post = make.post(status="review")
    other = signed_in(make.user("Editor"))
    opened = fields(other, change(post))
    send(signed_in(editor), change(post), transition="changes", reason="Who said it?")
    response = other.post(change(post), opened | {"transition": "published"})
    (message,) = errors(response)["__all__"]
    assert "because Ben changed the status" in message
    post.refresh_from_db()
    assert (post.status, post.transitions.count()) == ("draft", 1)
    assert send(other, change(post), transition="published").status_code == 302


def test_save_by_author_after_approval_shows_notice(author, editor):
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


def test_restored_revision_withdraws_approval(author, editor):
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


def test_editor_cannot_change_and_publish_own_post_in_one_step(editor):
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


def test_schedule_field_is_prefilled_with_future_planned_date(editor):
    post = make.draft(published_at=make.moment(2999))
    form = signed_in(editor).get(change(post)).context["adminform"].form
    assert form["schedule_at"].value().startswith("2999-")
    assert "only once it is scheduled" in str(form.fields["published_at"].help_text)
    post = make.draft(published_at=make.moment(2001))
    form = signed_in(editor).get(change(post)).context["adminform"].form
    assert not form["schedule_at"].value()


@pytest.mark.parametrize(("year", "state"), [(2999, "scheduled"), (2001, "published")])
def test_help_of_a_fixed_date_names_the_state(year, state, author):
    post = make.post(authors=[author], published_at=make.moment(year))
    form = signed_in(author).get(change(post)).context["adminform"].form
    assert f"date of a {state} post" in str(form.fields["published_at"].help_text)


def test_help_of_the_date_of_a_page_names_the_page(editor):
    form = signed_in(editor).get("/admin/blog/page/add/").context["adminform"].form
    assert "The page is published" in str(form.fields["published_at"].help_text)


@pytest.mark.parametrize(("create", "is_linked"), [(make.post, True), (make.draft, False)])
def test_save_says_so_and_links_to_a_public_post(create, is_linked):
    post = create(title="High water")
    client = signed_in(make.user("Editor"))
    client.get(change(post))
    assert send(client, change(post), summary="It rose.", _continue="1").status_code == 302
    (message,) = read(client, change(post)).xpath("//ul[@class='messagelist']/li")
    assert message.text_content().startswith("Saved.")
    links = [post.get_absolute_url()] if is_linked else []
    assert message.xpath(".//a/@href") == links
