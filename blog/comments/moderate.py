"""Apply and undo moderation actions; set picks and lock threads.

Nothing else changes the state of a stored comment. Each change is recorded as a
`ModerationAction`.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.db.models import Count, Max, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.comments.models import (
    DELETED_REASON,
    MODERATE_PERMISSION,
    NOTIFICATION_DELAY,
    UNDO_REASON,
    Comment,
    ModerationAction,
)
from blog.comments.moderation import akismet, bayes
from blog.comments.moderation.models import Report
from blog.comments.moderation.score import AKISMET_PENDING_CODE
from blog.common.audit import ChangeMessage, record_change
from blog.common.formatting.dates import list_date, trim_double_stop

# Batches that a moderator can still undo after the page was reloaded.
MAX_UNDO_AGE, MAX_UNDOABLE_BATCHES, MAX_BATCH_NAMES = timedelta(days=1), 5, 3
EDITED_SINCE_READ_MESSAGE = gettext_lazy(
    "Edited since you read it. Read the new text before you decide."
)
DELETED_BY_AUTHOR_MESSAGE = gettext_lazy("Its author deleted this comment.")


class CannotUndo(Exception):
    """The batch cannot be undone; `str()` is a message for the moderator."""


@dataclass(frozen=True)
class ModerationConflict:
    """A comment that was not changed, because another moderator acted on it or its author edited or
    deleted it. `message` is in the language of the request; `comment` has the current values."""

    comment: Comment
    message: str


@dataclass(frozen=True)
class ModerationResult:
    """`batch` is the argument of `undo_moderation`; `changed` maps comment IDs to new states;
    `conflicts` lists the comments that were not changed."""

    batch: uuid.UUID
    changed: Mapping[int, str] = field(default_factory=dict)
    conflicts: tuple[ModerationConflict, ...] = ()


@dataclass(frozen=True)
class UndoableBatch:
    """A batch of actions that a moderator can undo: `count` comments were set to `state`.

    `names` are those of the first commenters by name; `has_more_names` if there are others.
    """

    batch: uuid.UUID
    state: Comment.State
    count: int
    applied_at: datetime
    names: tuple[str, ...] = ()
    has_more_names: bool = False


@dataclass(frozen=True)
class MarkedComment:
    """`message` describes the change to the moderator; '' if nothing changed."""

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
    """Set comments to the state `to`, and record the actions.

    Comments already in this state are skipped, except that a moderator can approve a reported
    comment again, which resolves the reports. `seen` maps IDs to the `version` that the moderator
    saw: comments with another state or text are conflicts. `by` is None for the filters and for
    readers' reports; comments that `by` may not moderate, or that their authors deleted, are
    skipped. Only actions of users who
    moderate all comments train the spam filter. Pass `batch` if these actions
    are to be undone together with something else.

    Five queries for any number of comments and those of `has_perm`, one more with conflicts, and up
    to two to correct Akismet.
    """
    locked = _lock_comments(comment_ids, by)
    comments = [
        c
        for c in locked
        if not c.is_deleted_by_author and (seen is None or c.version == seen.get(c.pk))
    ]
    reported = _find_reported(comments, to, by)
    changed = [c for c in comments if c.state != to or c.pk in reported]
    is_training = by is not None and by.has_perm(MODERATE_PERMISSION)
    now, label = timezone.now(), bayes.get_training_label(to) if is_training else ""
    before = [(c, c.state, c.trained_as) for c in changed]
    for comment in changed:
        comment.state, comment.trained_as = to, label
        if to == Comment.State.WAITING:
            comment.waiting_since = now
        comment.notice_at = comment.compute_notice_at(now)
    result = _store_actions(before, by, reason, batch)
    unchanged = [] if seen is None else [c for c in locked if c.pk not in result.changed]
    return replace(result, conflicts=_find_conflicts(unchanged, seen or {}))


@transaction.atomic
def undo_moderation(*, batch: uuid.UUID, by: User | None) -> ModerationResult:
    """Undo a batch of actions by the same moderator. The undo can be undone as well.

    Comments moderated or deleted by their authors since then are conflicts; so are those whose
    edited text would be approved again. Comments that `by` may no longer moderate are skipped.
    Comments that await moderation again return to their old position in the queue, without another
    e-mail to moderators. Raises `CannotUndo` if `by` has no such batch. Six queries, one more with
    conflicts.
    """
    actions = {d.comment_id: d for d in ModerationAction.objects.filter(batch=batch, by=by)}
    if not actions:
        raise CannotUndo(_("This can no longer be undone."))
    locked = _lock_comments(actions, by)
    read = {c.pk: c.version for c in locked if not _is_edited_since(c, actions[c.pk])}
    changed = [
        c
        for c in locked
        if not c.is_deleted_by_author
        and c.state == (action := actions[c.pk]).became
        and (c.pk in read or action.was != Comment.State.APPROVED)
    ]
    now = timezone.now()
    before = [(c, c.state, c.trained_as) for c in changed]
    for comment in changed:
        action = actions[comment.pk]
        comment.state, comment.trained_as = action.was, action.was_trained_as
        was_announced = action.created_at > comment.waiting_since + NOTIFICATION_DELAY
        is_old = comment.state == Comment.State.WAITING and was_announced
        comment.notice_at = None if is_old else comment.compute_notice_at(now)
    result = _store_actions(before, by, UNDO_REASON)
    unchanged = [c for c in locked if c.pk not in result.changed]
    return replace(result, conflicts=_find_conflicts(unchanged, read))


@transaction.atomic
def remove_for_author(*, comment_id: int) -> ModerationResult:
    """Remove a comment whose author deletes its text, in any state, and record the action, so that
    earlier ones can no longer be undone.

    Spam that a moderator marked still trains the filter: a sender's own deletion must not make it
    forget. At most four queries.
    """
    locked = _lock_comments([comment_id], None)
    before = [
        (c, c.state, "" if c.trained_as == Comment.TrainingLabel.SPAM else c.trained_as)
        for c in locked
    ]
    for comment in locked:
        comment.state, comment.trained_as = Comment.State.REMOVED, ""
        comment.notice_at = None
    return _store_actions(before, None, DELETED_REASON)


def find_undoable(*, by: User) -> list[UndoableBatch]:
    """Find a moderator's undoable batches of the last day, the latest first. One query."""
    actions = ModerationAction.objects.filter(comment=OuterRef("comment"))
    last = actions.order_by("-created_at", "-pk")
    since = timezone.now() - MAX_UNDO_AGE
    own = ModerationAction.objects.filter(by=by, created_at__gte=since)
    own = (
        own.exclude(batch=None)
        .exclude(reason=UNDO_REASON)
        .filter(pk=Subquery(last.values("pk")[:1]))
    )
    counted = own.values("batch", "became").annotate(
        applied_at=Max("created_at"),
        count=Count("pk"),
        names=ArrayAgg("comment__name", distinct=True, filter=~Q(comment__name="")),
    )
    return [
        UndoableBatch(
            row["batch"],
            Comment.State(row["became"]),
            row["count"],
            row["applied_at"],
            tuple(names[:MAX_BATCH_NAMES]),
            len(names) > MAX_BATCH_NAMES,
        )
        for row in counted.order_by("-applied_at")[:MAX_UNDOABLE_BATCHES]
        if row["batch"]
        for names in [row["names"] or []]
    ]


@transaction.atomic
def set_pick(*, comment: Comment, is_pick: bool, by: User) -> MarkedComment:
    """Mark or unmark a comment as an editors' pick. Two queries, one if nothing changes."""
    rows = Comment.objects.filter(pk=comment.pk, is_pick=not is_pick)
    code = "pick_set" if is_pick else "pick_unset"
    return _record_mark(comment, rows.update(is_pick=is_pick), code, by)


@transaction.atomic
def set_thread_locked(*, comment: Comment, is_locked: bool, by: User) -> MarkedComment:
    """Lock or unlock the thread of a comment for replies. The lock is stored on the first comment
    of the thread. Two queries, one if nothing changes."""
    rows = Comment.objects.filter(pk=comment.root_id, is_locked=not is_locked)
    code = "thread_locked" if is_locked else "thread_unlocked"
    return _record_mark(comment, rows.update(is_locked=is_locked), code, by)


@transaction.atomic
def record_akismet_result(*, comment_id: int, code: str) -> ModerationResult:
    """Replace the pending Akismet reason by its result, a code of `score.REASON_LABELS`, and apply
    it.

    Changes nothing if the comment was moderated or edited in the meantime. Two queries, and those
    of `moderate`.
    """
    unchanged = ModerationResult(uuid.uuid4())
    comment = Comment.objects.select_for_update(no_key=True).filter(pk=comment_id).first()
    pending = find_pending_akismet_reason(comment) if comment else None
    if comment is None or pending is None:
        return unchanged
    others = [reason for reason in comment.reasons if reason != pending]
    comment.reasons = [*others, {"code": code}]
    comment.save(update_fields=["reasons"])
    if comment.state != Comment.State.WAITING:
        return unchanged
    if code == "akismet-spam":
        to = Comment.State.SPAM
    elif code == "akismet-ham" and pending["then"] == Comment.State.APPROVED:
        to = Comment.State.APPROVED
    else:
        return unchanged
    return moderate(comment_ids=[comment_id], to=to, by=None, reason="Akismet")


def find_pending_akismet_reason(comment: Comment) -> dict[str, str] | None:
    """Find the reason that marks a pending Akismet request. No query."""
    return next(
        (reason for reason in comment.reasons if reason.get("code") == AKISMET_PENDING_CODE), None
    )


def _record_mark(comment: Comment, changed: int, code: str, by: User) -> MarkedComment:
    if not changed:
        return MarkedComment(is_changed=False, message="")
    message = ChangeMessage(code)
    record_change(comment, by=by, message=message)
    return MarkedComment(is_changed=True, message=str(message))


def _is_edited_since(comment: Comment, action: ModerationAction) -> bool:
    return comment.edited_at is not None and comment.edited_at > action.created_at


def _find_reported(comments: list[Comment], to: str, by: User | None) -> set[int]:
    """Find the IDs of reported comments that a moderator approves again."""
    approved = [c.pk for c in comments if by and c.state == to == Comment.State.APPROVED]
    if not approved:
        return set()
    reports = Report.objects.unanswered().filter(comment__in=approved)
    return set(reports.values_list("comment", flat=True))


def _find_conflicts(
    unchanged: list[Comment], seen: Mapping[int, str]
) -> tuple[ModerationConflict, ...]:
    """Describe why these comments were not changed. One query, none without comments."""
    if not unchanged:
        return ()
    actions = ModerationAction.objects.filter(comment__in=unchanged).select_related("by")
    latest = actions.order_by("comment", "-created_at", "-pk").distinct("comment")
    last = {action.comment_id: action for action in latest}
    return tuple(
        ModerationConflict(
            comment, _describe_conflict(comment, last.get(comment.pk), seen.get(comment.pk))
        )
        for comment in unchanged
    )


def _describe_conflict(comment: Comment, last: ModerationAction | None, seen: str | None) -> str:
    """Describe a conflict. `last` is the last action, `seen` the version that the moderator saw, if
    any."""
    if comment.is_deleted_by_author:
        return str(DELETED_BY_AUTHOR_MESSAGE)
    is_edited = not comment.has_same_text(seen or "")
    has_state = comment.state == (seen or "").partition("-")[0]
    if last is None or is_edited and (not seen or has_state or last.by is None):
        return str(EDITED_SINCE_READ_MESSAGE)
    return trim_double_stop(
        _("%(state)s by %(who)s, %(when)s. Your action was not applied.")
        % {
            "state": comment.get_state_display(),
            "who": last.by or _("the rules"),
            "when": list_date(last.created_at),
        }
    )


def _lock_comments(comment_ids: Iterable[int], by: User | None) -> list[Comment]:
    """Lock those of the comments that `by` may moderate, in thread order, so that concurrent
    moderators do not deadlock."""
    comments = Comment.objects.filter(pk__in=list(comment_ids)).order_by("path")
    if by is not None:
        comments = comments.moderated_by(by)
    return list(comments.select_for_update(no_key=True))


def _store_actions(
    changes: list[tuple[Comment, str, str]],
    by: User | None,
    reason: str,
    batch: uuid.UUID | None = None,
) -> ModerationResult:
    """Store the new states and training labels, and record the actions. `changes` pairs each
    comment with its previous state and label."""
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
    """Enqueue corrections for results that moderators contradicted. At most two queries."""
    if not akismet.is_enabled():
        return
    mistakes = {
        Comment.TrainingLabel.SPAM: "akismet-ham",
        Comment.TrainingLabel.HAM: "akismet-spam",
    }
    for label, code in mistakes.items():
        mistaken = [
            comment.pk
            for comment in comments
            if comment.trained_as == label and {"code": code} in comment.reasons
        ]
        if mistaken:
            akismet.submit_correction.enqueue(mistaken, label)
