"""Moderation: applying actions to comments, undoing them, picks and locked threads.

Nothing else changes the state of a stored comment. `ModerationAction` rows record each action.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.comments.models import SECOND_THOUGHTS, UNDONE, Comment, ModerationAction
from blog.comments.moderation import akismet, bayes
from blog.comments.moderation.models import Report
from blog.comments.moderation.score import ASKED
from blog.common.audit import record_change

# For so long, and so many of them, a moderator's last actions can be undone after a reload.
UNDO_AGE, UNDOABLE = timedelta(days=1), 5
EDITED_SINCE = gettext_lazy("Edited since you read it. Read the new text before you decide.")


class CannotUndo(Exception):
    """With a sentence for the moderator."""


@dataclass(frozen=True)
class ModerationConflict:
    """A comment that stays as it is, as somebody else moderated it meanwhile or its author edited
    it. `message` says which, in the language of the request; `comment` is as it is by now."""

    comment: Comment
    message: str


@dataclass(frozen=True)
class ModerationResult:
    """`batch` is what `undo_moderation` takes; `changed` maps keys of comments to their new state;
    `conflicts` are those that were named and stay as they are."""

    batch: uuid.UUID
    changed: Mapping[int, str] = field(default_factory=dict)
    conflicts: tuple[ModerationConflict, ...] = ()


@dataclass(frozen=True)
class UndoableBatch:
    """What a moderator did in one go, and when: so many comments became `state`."""

    batch: uuid.UUID
    state: Comment.State
    count: int
    at: datetime


@dataclass(frozen=True)
class MarkedComment:
    """`message` tells the moderator what was changed; '' where nothing was."""

    is_changed: bool
    message: str


@transaction.atomic
def moderate(
    *,
    comment_ids: Iterable[int],
    to: str,
    by: User | None,
    reason: str = "",
    seen: Mapping[int, str] | None = None,
    batch: uuid.UUID | None = None,
) -> ModerationResult:
    """Put comments into the state `to`.

    Comments that are in it already are left alone, without an entry. `seen` maps keys to the
    `version` that the moderator saw: comments with another state or text by now are conflicts. One
    that readers reported can be approved again, which answers the reports. `by` is None where the
    filters or readers' reports decide; only moderators' actions train the spam filter. `batch` is
    a new one unless something else is to be undone with these actions.

    Five queries whatever the number of comments; one more with conflicts, and those that tell
    Akismet of its mistakes.
    """
    locked = _locked(comment_ids)
    comments = [c for c in locked if seen is None or c.version == seen.get(c.pk)]
    reported = _find_reported(comments, to, by)
    changed = [c for c in comments if c.state != to or c.pk in reported]
    now, label = timezone.now(), bayes.training_label(to) if by else ""
    before = [(c, c.state, c.trained_as) for c in changed]
    for comment in changed:
        comment.state, comment.trained_as = to, label
        if to == Comment.State.WAITING:
            comment.waiting_since = now
        comment.notice_at = comment.next_notice(now)
    result = _store(before, by, reason, batch)
    unchanged = [] if seen is None else [c for c in locked if c.pk not in result.changed]
    return replace(result, conflicts=_find_conflicts(unchanged, seen or {}))


@transaction.atomic
def undo_moderation(*, batch: uuid.UUID, by: User | None) -> ModerationResult:
    """Undo the actions of one's own batch; this can be undone as well.

    Comments that somebody moderated meanwhile stay as they are, and are conflicts; so do those
    that would be approved again with a text that was edited since. What waits again keeps its
    place in the queue, and moderators are not told of it again. `CannotUndo` where `by` has no
    such batch. Six queries, one more with conflicts.
    """
    actions = {d.comment_id: d for d in ModerationAction.objects.filter(batch=batch, by=by)}
    if not actions:
        raise CannotUndo(_("This can no longer be undone."))
    locked = _locked(actions)
    read = {c.pk: c.version for c in locked if not _is_edited_since(c, actions[c.pk])}
    changed = [
        c
        for c in locked
        if c.state == (action := actions[c.pk]).became
        and (c.pk in read or action.was != Comment.State.APPROVED)
    ]
    now = timezone.now()
    before = [(c, c.state, c.trained_as) for c in changed]
    for comment in changed:
        action = actions[comment.pk]
        comment.state, comment.trained_as = action.was, action.was_trained_as
        was_announced = action.at > comment.waiting_since + SECOND_THOUGHTS
        is_old = comment.state == Comment.State.WAITING and was_announced
        comment.notice_at = None if is_old else comment.next_notice(now)
    result = _store(before, by, UNDONE)
    unchanged = [c for c in locked if c.pk not in result.changed]
    return replace(result, conflicts=_find_conflicts(unchanged, read))


def find_undoable(*, by: User) -> list[UndoableBatch]:
    """Find a moderator's own last batches, the latest first, of which something can be undone: of
    the last day, undone ones aside. One query."""
    last = ModerationAction.objects.filter(comment=OuterRef("comment")).order_by("-at", "-pk")
    since = timezone.now() - UNDO_AGE
    own = ModerationAction.objects.filter(by=by, at__gte=since)
    own = own.exclude(batch=None).exclude(reason=UNDONE).filter(pk=Subquery(last.values("pk")[:1]))
    counted = own.values("batch", "became").annotate(at=Max("at"), count=Count("pk"))
    return [
        UndoableBatch(row["batch"], Comment.State(row["became"]), row["count"], row["at"])
        for row in counted.order_by("-at")[:UNDOABLE]
        if row["batch"]
    ]


def set_pick(*, comment: Comment, is_pick: bool, by: User) -> MarkedComment:
    """Make a comment an editors' pick, or no longer one. Two queries, one where nothing changes."""
    rows = Comment.objects.filter(pk=comment.pk, is_pick=not is_pick)
    message = _("Marked as an editors’ pick.") if is_pick else _("No longer an editors’ pick.")
    return _record_mark(comment, rows.update(is_pick=is_pick), message, by)


def set_thread_locked(*, comment: Comment, is_locked: bool, by: User) -> MarkedComment:
    """Lock the thread of a comment against new replies, or unlock it. The lock is a field of the
    thread's first comment. Two queries, one where nothing changes."""
    rows = Comment.objects.filter(pk=comment.thread, is_locked=not is_locked)
    message = _("Thread locked.") if is_locked else _("Thread unlocked.")
    return _record_mark(comment, rows.update(is_locked=is_locked), message, by)


@transaction.atomic
def record_akismet_opinion(*, comment_id: int, opinion: str) -> ModerationResult:
    """Replace the note that Akismet is asked by its opinion, a code of `score.WORDS`, and apply it.

    Nothing changes where a moderator decided, or the comment was edited, meanwhile. Two queries,
    and those of `moderate`.
    """
    unchanged = ModerationResult(uuid.uuid4())
    comment = Comment.objects.select_for_update(no_key=True).filter(pk=comment_id).first()
    question = find_akismet_question(comment) if comment else None
    if comment is None or question is None:
        return unchanged
    others = [reason for reason in comment.reasons if reason != question]
    comment.reasons = [*others, {"code": opinion}]
    comment.save(update_fields=["reasons"])
    if comment.state != Comment.State.WAITING:
        return unchanged
    if opinion == "akismet-spam":
        to = Comment.State.SPAM
    elif opinion == "akismet-ham" and question["then"] == Comment.State.APPROVED:
        to = Comment.State.APPROVED
    else:
        return unchanged
    return moderate(comment_ids=[comment_id], to=to, by=None, reason="Akismet")


def find_akismet_question(comment: Comment) -> dict[str, str] | None:
    """Find the note that Akismet is being asked. No query."""
    return next((reason for reason in comment.reasons if reason.get("code") == ASKED), None)


def _record_mark(comment: Comment, changed: int, message: str, by: User) -> MarkedComment:
    if not changed:
        return MarkedComment(is_changed=False, message="")
    record_change(comment, by=by, message=message)
    return MarkedComment(is_changed=True, message=message)


def _is_edited_since(comment: Comment, action: ModerationAction) -> bool:
    return comment.edited_at is not None and comment.edited_at > action.at


def _find_reported(comments: list[Comment], to: str, by: User | None) -> set[int]:
    """Find approved comments that a moderator approves again, with unanswered reports."""
    approved = [c.pk for c in comments if by and c.state == to == Comment.State.APPROVED]
    if not approved:
        return set()
    reports = Report.objects.unanswered().filter(comment__in=approved)
    return set(reports.values_list("comment", flat=True))


def _find_conflicts(
    unchanged: list[Comment], seen: Mapping[int, str]
) -> tuple[ModerationConflict, ...]:
    """Say who moderated these comments last, or that they were edited. One query, none without
    any."""
    if not unchanged:
        return ()
    actions = ModerationAction.objects.filter(comment__in=unchanged).select_related("by")
    latest = actions.order_by("comment", "-at", "-pk").distinct("comment")
    last = {action.comment_id: action for action in latest}
    return tuple(
        ModerationConflict(comment, _describe(comment, last.get(comment.pk), seen.get(comment.pk)))
        for comment in unchanged
    )


def _describe(comment: Comment, last: ModerationAction | None, seen: str | None) -> str:
    """`last` is the last action, `seen` the version that the moderator saw; None where they saw
    none of its texts."""
    is_edited = not comment.has_text_of(seen or "")
    has_state = comment.state == (seen or "").partition("-")[0]
    if last is None or is_edited and (not seen or has_state or last.by is None):
        return str(EDITED_SINCE)
    return _("%(state)s by %(who)s %(time)s ago. Your action was not applied.") % {
        "state": comment.get_state_display(),
        "who": last.by or _("the rules"),
        "time": timesince(last.at, timezone.now()),
    }


def _locked(comment_ids: Iterable[int]) -> list[Comment]:
    """Lock by thread, so that two who moderate the same threads lock in the same order."""
    comments = Comment.objects.filter(pk__in=list(comment_ids)).order_by("path")
    return list(comments.select_for_update(no_key=True))


def _store(
    changes: list[tuple[Comment, str, str]],
    by: User | None,
    reason: str,
    batch: uuid.UUID | None = None,
) -> ModerationResult:
    """Store the new states and training labels of comments, and record the actions. Each comes
    with its state and label before."""
    batch, now = batch or uuid.uuid4(), timezone.now()
    comments = [comment for comment, _was, _was_trained_as in changes]
    for comment in comments:
        comment.decided_at = now
    fields = ["state", "waiting_since", "decided_at", "notice_at", "trained_as"]
    Comment.objects.bulk_update(comments, fields)
    ModerationAction.objects.bulk_create(
        ModerationAction(
            comment=comment,
            by=by,
            was=was,
            became=comment.state,
            was_trained_as=was_trained_as,
            reason=reason[:300],
            batch=batch,
        )
        for comment, was, was_trained_as in changes
    )
    bayes.train(
        [(comment, was_trained_as, comment.trained_as) for comment, _was, was_trained_as in changes]
    )
    _correct_akismet(comments)
    return ModerationResult(batch, {comment.pk: comment.state for comment in comments})


def _correct_akismet(comments: list[Comment]) -> None:
    """Tell Akismet what moderators decided against its opinion. At most two queries."""
    if not akismet.is_on():
        return
    opinions = {
        Comment.TrainingLabel.SPAM: "akismet-ham",
        Comment.TrainingLabel.HAM: "akismet-spam",
    }
    for label, code in opinions.items():
        mistaken = [
            comment.pk
            for comment in comments
            if comment.trained_as == label and {"code": code} in comment.reasons
        ]
        if mistaken:
            akismet.correct.enqueue(mistaken, label)
