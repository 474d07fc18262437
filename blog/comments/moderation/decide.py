"""The one way in which a comment changes its state, and the way back."""

import uuid
from collections.abc import Callable, Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from blog.comments.models import UNDONE, Comment, Decision
from blog.comments.moderation import akismet, bayes
from blog.comments.report_models import Report


def decide(
    keys: Iterable[int],
    to: str,
    *,
    by: User | None,
    reason: str = "",
    seen: Mapping[int, str] | None = None,
) -> tuple[uuid.UUID, int]:
    """Puts the comments into the state `to`; gives what `undo` takes, and how many changed.

    Those that are in it already are left alone, without an entry, and those that are not in the
    state that was `seen`, as somebody decided meanwhile. One that readers reported can be approved
    again, which answers them. `by` is None where the rules or readers' reports decide. A handful of
    queries, however many there are.
    """
    with transaction.atomic():
        comments = [c for c in _locked(keys) if seen is None or c.state == seen.get(c.pk)]
        reported = _reported(comments, to, by)
        return _change(
            [c for c in comments if c.state != to or c.pk in reported],
            lambda c: (to, bayes.lesson(to) if by else ""),
            by,
            reason,
        )


def undo(batch: uuid.UUID, *, by: User | None) -> tuple[uuid.UUID, int]:
    """Takes decisions back that were taken together: as `decide`, and can be undone as well.

    What somebody decided otherwise meanwhile stays as it is.
    """
    with transaction.atomic():
        taken = {d.comment_id: d for d in Decision.objects.filter(batch=batch)}
        comments = [c for c in _locked(taken) if c.state == taken[c.pk].became]
        before = {key: (decision.was, decision.was_taught) for key, decision in taken.items()}
        return _change(comments, lambda c: before[c.pk], by, UNDONE)


def _reported(comments: list[Comment], to: str, by: User | None) -> set[int]:
    """Of approved comments that somebody approves again: those whose reports nobody answered."""
    approved = [c.pk for c in comments if by and c.state == to == Comment.State.APPROVED]
    if not approved:
        return set()
    reports = Report.objects.unanswered().filter(comment__in=approved)
    return set(reports.values_list("comment", flat=True))


def _locked(keys: Iterable[int]) -> list[Comment]:
    """By thread: two who decide about the same threads wait for one another in the same order."""
    comments = Comment.objects.filter(pk__in=list(keys)).order_by("path")
    return list(comments.select_for_update(no_key=True))


def _change(
    comments: list[Comment],
    to: Callable[[Comment], tuple[str, str]],
    by: User | None,
    reason: str,
) -> tuple[uuid.UUID, int]:
    """`to` gives the state and what a comment teaches from now on."""
    batch, now = uuid.uuid4(), timezone.now()
    decisions, lessons = [], []
    for comment in comments:
        was, was_taught = comment.state, comment.taught
        comment.state, comment.taught = to(comment)
        lessons.append((comment, was_taught, comment.taught))
        if comment.state == Comment.State.WAITING:
            comment.waiting_since = now
        comment.notice_at = comment.next_notice(now)
        decisions.append(
            Decision(
                comment=comment,
                by=by,
                was=was,
                became=comment.state,
                was_taught=was_taught,
                reason=reason[:300],
                batch=batch,
            )
        )
    Comment.objects.bulk_update(comments, ["state", "waiting_since", "notice_at", "taught"])
    Decision.objects.bulk_create(decisions)
    bayes.teach(lessons)
    _correct([comment for comment, *_ in lessons])
    return batch, len(comments)


def _correct(comments: list[Comment]) -> None:
    """Akismet learns what a moderator decided against its opinion. At most two queries."""
    if not akismet.is_on():
        return
    opinions = {Comment.Lesson.SPAM: "akismet-ham", Comment.Lesson.HAM: "akismet-spam"}
    for lesson, code in opinions.items():
        mistaken = [
            comment.pk
            for comment in comments
            if comment.taught == lesson and {"code": code} in comment.reasons
        ]
        if mistaken:
            akismet.correct.enqueue(mistaken, lesson)
