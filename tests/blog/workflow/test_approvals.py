"""Approvals cover the content of a post, but not its planned date."""

from datetime import UTC, datetime

import pytest

from blog import editing, workflow
from blog.models import Post
from blog.planning.entries import get_version_token
from blog.revisions.models import Revision
from blog.workflow.models import WorkflowTransition
from tests.support import factories as make
from tests.support.desk import (
    change,
    frozen_clock,
    send,
    signed_in,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
now = frozen_clock(NOW)
PLANNED_DATE = datetime(2096, 11, 28, 9, tzinfo=UTC)  # The database has the real time.
MOVE_URL = "/admin/blog/post/calendar/move/"
BOARD_URL = "/admin/blog/post/board/"
JSON = {"headers": {"accept": "application/json"}}


@pytest.fixture
def post(author, editor):
    """Return an approved post with a planned date, on a site that requires approvals."""
    make.site(approval_required=True)
    post = make.post(
        "<p>نص عربي and words.</p>", authors=(author,), status="review", published_at=PLANNED_DATE
    )
    editing.approve(post, by=editor)
    assert workflow.get_approval(post)
    return post


def move_in_calendar(person, post: Post, to: str) -> dict:
    post.refresh_from_db()
    sent = {"post": post.pk, "to": to, "seen": get_version_token(post)}
    answer = signed_in(person).post(MOVE_URL, sent, **JSON)
    assert answer.status_code == 200, answer.text
    return answer.json()


def is_approved(post: Post) -> bool:
    """Check the approval in the database, on the board and in the form, which must agree."""
    post.refresh_from_db()
    client = signed_in(make.user("Editor", byline="Ana"))
    columns = client.get(BOARD_URL).context["columns"]
    (column,) = [each.key for each in columns if post.pk in [card.post.pk for card in each.cards]]
    answers = {
        bool(workflow.get_approval(post)),
        column == "approved",
        "Approved by Ed" in client.get(change(post)).text,
    }
    assert len(answers) == 1, answers
    return answers.pop()


@pytest.mark.parametrize("days", [["2026-12-01"], ["2026-12-01", "2026-11-27", "2026-12-01"]])
def test_calendar_move_of_approved_post_keeps_approval(days, post, editor):
    for day in days:
        move_in_calendar(editor, post, day)
    assert is_approved(post)
    assert WorkflowTransition.objects.get().revision_id == Revision.objects.latest("pk").pk


@pytest.mark.slow
def test_calendar_move_undone_and_repeated_keeps_approval(post, editor):
    undo = move_in_calendar(editor, post, "2026-12-01")["undo"]
    assert signed_in(editor).post(MOVE_URL, undo, **JSON).status_code == 200
    post.refresh_from_db()
    assert post.published_at == PLANNED_DATE and is_approved(post)
    move_in_calendar(editor, post, "2026-12-01")
    assert is_approved(post)


def test_calendar_move_of_own_post_keeps_approval(author, editor):
    make.site(approval_required=True)
    own = make.user("Editor", byline="Olga")
    post = make.post(authors=(own,), status="review", published_at=PLANNED_DATE)
    editing.approve(post, by=editor)
    move_in_calendar(own, post, "2026-12-24")
    assert is_approved(post)
    editing.publish(post, by=own)
    assert Post.objects.get(pk=post.pk).is_public


@pytest.mark.slow
@pytest.mark.parametrize("who", ["author", "editor"])
@pytest.mark.parametrize("day", ["2026-12-03", ""])
def test_form_changing_only_the_date_keeps_approval(who, day, post, request):
    client = signed_in(request.getfixturevalue(who))
    page = client.get(change(post)).text
    dates = {"published_at_0": day, "published_at_1": "07:26:00" if day else ""}
    assert 'name="published_at_0"' in page
    assert send(client, change(post), **dates).status_code == 302
    assert is_approved(post)
    assert "must approve the post again" not in client.get(change(post)).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Another title"},
        {"summary": "ملخص"},
        {"labels": "Fishing"},
        {"language": "ar"},
        {"document": "<p>نص عربي and other words.</p>"},
        {"document": "<p>Other words.</p>", "published_at_0": "2026-12-03"},
    ],
)
def test_form_changing_content_by_author_withdraws_approval(changes, post, author):
    client = signed_in(author)
    assert send(client, change(post), **changes).status_code == 302
    assert not is_approved(post)
    assert "must approve the post again" in client.get(change(post)).text


def test_calendar_move_does_not_restore_withdrawn_approval(post, author, editor):
    send(signed_in(author), change(post), title="Another title")
    move_in_calendar(editor, post, "2026-12-01")
    assert not is_approved(post)


def test_own_post_moved_and_changed_requires_new_approval(editor):
    make.site(approval_required=True)
    make.user("Editor", byline="Ines")
    own = make.user("Editor", byline="Olga")
    post = make.post(authors=(own,), status="review", published_at=PLANNED_DATE)
    editing.approve(post, by=editor)
    move_in_calendar(own, post, "2026-12-24")
    send(signed_in(own), change(post), document="<p>Sneaked in.</p>")
    assert not is_approved(post)
    with pytest.raises(workflow.NotAllowed):
        editing.schedule(post, by=own, publish_at=PLANNED_DATE)


@pytest.mark.parametrize(("who", "status"), [("author", "review"), ("editor", "published")])
def test_scheduled_post_changed_by_author_returns_to_review(who, status, author, editor, request):
    """Authors cannot publish, so their changes need a review."""
    post = make.post("<p>Words.</p>", authors=(author,), status="review")
    editing.schedule(post, by=editor, publish_at=PLANNED_DATE)
    client = signed_in(request.getfixturevalue(who))
    for title in ("Once", "Twice"):
        assert send(client, change(post), title=title).status_code == 302
    post.refresh_from_db()
    assert (post.title, post.status) == ("Twice", status)
    kinds = [transition.kind for transition in post.transitions.latest_first()]
    assert kinds == (["withdrawn", "scheduled"] if status == "review" else ["scheduled"])
    is_announced = "Moved back to review" in client.get(change(post)).text
    assert is_announced == (status == "review")
