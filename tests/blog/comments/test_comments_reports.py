"""Readers report a comment: who may, how often, and what it brings about."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blog.comments.models import Comment
from blog.comments.moderate import moderate, undo_moderation
from blog.comments.moderation.models import Report
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


def state(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.state


def test_the_page_shows_what_is_reported_and_then_thanks_for_it(comment, client):
    page = read(client, f"/comments/{comment.pk}/report/")
    assert text(page, f"//*[{has_class('comment-text')}]") == ["Doubtful words."]
    answer = client.post(f"/comments/{comment.pk}/report/", {"reason": " Not\0 so. "})
    page = read(client, answer["Location"])
    assert text(page, "//*[@role='status']") == ["Thank you. A moderator will look at your report."]
    assert Report.objects.get().reason == "Not so."
    assert state(comment) == State.APPROVED


def test_three_clients_put_it_back_into_the_queue(comment):
    for client in (1, 1, 1, 2):
        report(comment, client)
    assert (Report.objects.count(), state(comment)) == (2, State.APPROVED)
    assert report(comment, 3).status_code == 302
    assert state(comment) == State.WAITING
    action = comment.moderation_actions.get()
    assert (action.by, action.reason) == (None, "reported")
    assert Client().get(f"/comments/{comment.pk}/report/").status_code == 404
    assert Client().get(f"/comments/{comment.pk}/report/?sent").status_code == 200


def test_what_a_moderator_has_approved_in_spite_of_reports_stays(comment):
    for client in (1, 2, 3):
        report(comment, client)
    moderate(comment_ids=[comment.pk], to=State.APPROVED, by=make.user("Editor"))
    for client in (4, 5, 6, 7):
        report(comment, client)
    assert (Report.objects.count(), state(comment)) == (7, State.APPROVED)


def test_what_was_approved_before_anybody_reported_it_goes_back(comment):
    moderate(comment_ids=[comment.pk], to=State.WAITING, by=None)
    moderate(comment_ids=[comment.pk], to=State.APPROVED, by=make.user("Editor"))
    for client in (1, 2, 3):
        report(comment, client)
    assert state(comment) == State.WAITING


def counts(client) -> list[str]:
    return text(read(client, "/admin/"), "//ul[@class='overview-counts']/li")[:3]


@pytest.mark.slow
def test_moderators_are_told_of_what_is_reported_and_still_shown(comment):
    """Until one of them approves it once more; what is reported since is told again."""
    desk = signed_in(make.user("Moderator"))
    shown = "/admin/blog/comment/?state=approved&reported=on"
    told = "1 reported after approval"
    assert told not in counts(desk)
    report(comment, 1)
    make.comment(comment.post, "Not reported.")
    assert counts(desk)[2] == told
    page = read(desk, shown)
    assert page.xpath("//li[@data-reported]/@data-comment") == [str(comment.pk)]
    approved = {"to": "approved", "about": f"{comment.pk}:approved"}
    desk.post("/admin/blog/comment/decide/", approved)
    assert (comment.moderation_actions.count(), state(comment)) == (1, State.APPROVED)
    assert told not in counts(desk)
    assert read(desk, shown).xpath("//li[@data-comment]") == []
    desk.post("/admin/blog/comment/decide/", approved)
    assert comment.moderation_actions.count() == 1
    Report.objects.create(comment=comment, created_at=timezone.now() + timedelta(minutes=1))
    assert counts(desk)[2] == told


def test_approval_that_was_taken_back_answers_no_report(comment):
    report(comment, 1)
    by = make.user("Moderator")
    batch = moderate(comment_ids=[comment.pk], to=State.APPROVED, by=by).batch
    assert not Report.objects.unanswered().exists()
    undo_moderation(batch=batch, by=by)
    assert Report.objects.unanswered().get().comment == comment


def test_what_is_not_shown_cannot_be_reported(client):
    shown = make.post()
    hidden = [make.comment(shown, state=state) for state in State if state != State.APPROVED]
    hidden += [make.comment(make.draft()), make.comment(make.scheduled())]
    for comment in hidden:
        assert client.get(f"/comments/{comment.pk}/report/").status_code == 404
        assert report(comment, 1).status_code == 404


def test_one_client_reports_no_more_than_it_reads(comment, monkeypatch):
    monkeypatch.setattr(reports, "MOST", 1)
    others = make.comment(comment.post)
    assert report(comment, 1).status_code == 302
    answer = report(others, 1, "Kept words.")
    assert (answer.status_code, Report.objects.count()) == (429, 1)
    assert int(answer["Retry-After"]) > 0
    assert b"Kept words." in answer.content


def test_a_report_needs_the_pages_own_form(comment):
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"/comments/{comment.pk}/report/", {"reason": "Kept words."})
    assert (answer.status_code, Report.objects.count()) == (403, 0)
    assert b"Kept words." in answer.content
    assert answer["Cache-Control"] == "private, no-store"


def test_too_many_words_are_refused(comment):
    answer = report(comment, 1, "x" * 501)
    assert (answer.status_code, Report.objects.count()) == (422, 0)
