"""Reports of comments by readers: limits and effects."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.moderation.models import Report
from blog.comments.reports import report_comment
from blog.views import reports
from tests.support import factories as make
from tests.support.desk import signed_in
from tests.support.pages import has_class, read, text

pytestmark = pytest.mark.django_db
State = Comment.State


@pytest.fixture
def comment() -> Comment:
    return make.comment(make.post(), "Doubtful words.")


def report(comment: Comment, client: int, reason: str = ""):
    address = f"/comments/{comment.pk}/report/"
    return Client().post(address, {"reason": reason}, REMOTE_ADDR=f"203.0.113.{client}")


def get_state(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def test_report_page_shows_the_comment_and_confirms_the_report(comment, client):
    page = read(client, f"/comments/{comment.pk}/report/")
    assert text(page, f"//*[{has_class('comment-text')}]") == ["Doubtful words."]
    response = client.post(f"/comments/{comment.pk}/report/", {"reason": " Not\0 so. "})
    page = read(client, response["Location"])
    assert text(page, "//*[@role='status']") == ["Thank you. A moderator will look at your report."]
    assert Report.objects.get().reason == "Not so."
    assert get_state(comment) == State.APPROVED


def test_comment_reported_by_three_clients_returns_to_the_queue(comment):
    for client in (1, 1, 1, 2):
        report(comment, client)
    assert (Report.objects.count(), get_state(comment)) == (2, State.APPROVED)
    assert report(comment, 3).status_code == 302
    assert get_state(comment) == State.WAITING
    action = comment.moderation_actions.get()
    assert (action.by, action.reason) == (None, "reported")
    assert Client().get(f"/comments/{comment.pk}/report/").status_code == 404
    assert Client().get(f"/comments/{comment.pk}/report/?sent").status_code == 200


def test_reported_comment_approved_by_moderator_stays_approved(comment):
    for client in (1, 2, 3):
        report(comment, client)
    moderate(comment_ids=[comment.pk], to=State.APPROVED, by=make.user("Moderator"))
    for client in (4, 5, 6, 7):
        report(comment, client)
    assert (Report.objects.count(), get_state(comment)) == (7, State.APPROVED)


def test_comment_approved_before_its_reports_returns_to_the_queue(comment):
    moderate(comment_ids=[comment.pk], to=State.WAITING, by=None)
    moderate(comment_ids=[comment.pk], to=State.APPROVED, by=make.user("Moderator"))
    for client in (1, 2, 3):
        report(comment, client)
    assert get_state(comment) == State.WAITING


def get_counts(client) -> list[str]:
    return text(read(client, "/admin/"), "//ul[@class='overview-counts']/li")[:3]


@pytest.mark.slow
def test_dashboard_shows_reported_comments_that_are_still_approved(comment):
    """Approving the comment again resolves its reports; later reports count again."""
    desk = signed_in(make.user("Moderator"))
    url = "/admin/blog/comment/?state=approved&reported=on"
    label = "1 reported after approval"
    assert label not in get_counts(desk)
    report(comment, 1)
    make.comment(comment.post, "Not reported.")
    assert label in get_counts(desk)
    page = read(desk, url)
    assert page.xpath("//li[@data-reported]/@data-comment") == [str(comment.pk)]
    approved = {"to": "approved", "about": f"{comment.pk}:approved"}
    desk.post("/admin/blog/comment/decide/", approved)
    assert (comment.moderation_actions.count(), get_state(comment)) == (1, State.APPROVED)
    assert label not in get_counts(desk)
    assert read(desk, url).xpath("//li[@data-comment]") == []
    desk.post("/admin/blog/comment/decide/", approved)
    assert comment.moderation_actions.count() == 1
    Report.objects.create(comment=comment, created_at=timezone.now() + timedelta(minutes=1))
    assert label in get_counts(desk)


def test_undone_approval_resolves_no_report(comment):
    report(comment, 1)
    by = make.user("Moderator")
    batch = moderate(comment_ids=[comment.pk], to=State.APPROVED, by=by).batch
    assert not Report.objects.unanswered().exists()
    undo_moderation(batch=batch, by=by)
    assert Report.objects.unanswered().get().comment == comment


def test_hidden_comment_cannot_be_reported(client):
    shown = make.post()
    hidden = [make.comment(shown, state=state) for state in State if state != State.APPROVED]
    hidden += [make.comment(make.draft()), make.comment(make.scheduled())]
    for comment in hidden:
        assert client.get(f"/comments/{comment.pk}/report/").status_code == 404
        assert report(comment, 1).status_code == 404


def test_reports_by_a_client_are_rate_limited(comment, monkeypatch):
    monkeypatch.setattr(reports, "MAX_PER_CLIENT", 1)
    others = make.comment(comment.post)
    assert report(comment, 1).status_code == 302
    response = report(others, 1, "Kept words.")
    assert (response.status_code, Report.objects.count()) == (429, 1)
    assert int(response["Retry-After"]) > 0
    assert b"Kept words." in response.content


def test_report_without_csrf_token_is_refused_with_its_text(comment):
    client = Client(enforce_csrf_checks=True)
    response = client.post(f"/comments/{comment.pk}/report/", {"reason": "Kept words."})
    assert (response.status_code, Report.objects.count()) == (403, 0)
    assert b"Kept words." in response.content
    assert response["Cache-Control"] == "private, no-store"


def test_too_long_report_is_refused(comment):
    response = report(comment, 1, "x" * 501)
    assert (response.status_code, Report.objects.count()) == (422, 0)


def test_report_of_a_comment_deleted_meanwhile_is_not_found(comment, monkeypatch):
    def report_deleted(**arguments):
        Comment.objects.filter(pk=comment.pk).delete()
        return report_comment(**arguments)

    monkeypatch.setattr(reports, "report_comment", report_deleted)
    assert report(comment, 1).status_code == 404
