"""Submit and edit comments, and publish moderators' replies."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog.comments import bans, moderation, subscriptions
from blog.comments.models import Comment, EarlierText, ModerationAction
from blog.comments.moderate import EDITED_SINCE_READ_MESSAGE, ModerationResult, moderate
from blog.comments.moderation import akismet_tasks, bayes, score
from blog.comments.moderation.rules import Reason
from blog.comments.refusals import (
    AlreadySubmitted,
    Banned,
    DiscussionClosed,
    EditTooLate,
    InvalidText,
    ParentChanged,
    ParentRemoved,
    describe_excess_length,
)
from blog.comments.subscriptions import Subscription
from blog.common.text.normalize import has_visible_text
from blog.models import Post, SiteSettings
from blog.models.comment_policy import CommentPolicy
from lib.client_ip import ClientIP

if TYPE_CHECKING:
    from blog.comments.models import LockableComment

EDIT_MINUTES = 10
# The same text again within this time is a duplicate.
MAX_DUPLICATE_AGE = timedelta(days=1)
# Spam is editable too, so that spammers do not learn that it was detected.
_EDITABLE_STATES = (Comment.State.APPROVED, Comment.State.WAITING, Comment.State.SPAM)


@dataclass(frozen=True)
class SubmittedComment:
    """`is_new` is False if the submission was stored before; `subscription` is to replies, None if
    not requested or not possible."""

    comment: Comment
    is_new: bool
    subscription: Subscription | None = None


@dataclass(frozen=True)
class PublishedReply:
    """A moderator's reply, and the result of approving its parent."""

    comment: Comment
    moderation: ModerationResult
    message: str


@dataclass(frozen=True)
class EditedComment:
    """The comment with its new text and state; `is_changed` is False for an identical text."""

    comment: Comment
    is_changed: bool


def submit_comment(
    *,
    post: Post,
    text: str,
    author: moderation.CommentAuthor,
    site: SiteSettings,
    parent: "LockableComment | None" = None,
    submission: uuid.UUID | None = None,
    honeypot: Sequence[Reason] = (),
    wants_replies: bool = False,
) -> SubmittedComment:
    """Validate, assess and store a comment.

    Repeating a `submission` returns the stored comment, as does the same text in the same place
    within a day. `parent` must come from `with_thread_lock()`; `honeypot` from
    `HoneypotFields.find_signs()`. `wants_replies` subscribes the author to replies; as
    subscriptions are rate-limited, call it outside of a transaction then. The caller is responsible
    for rate limits of comments, and can call `check_submission` first.

    Raises the errors of `check_submission`, and `Banned`; nothing is stored then. About 12 queries,
    and a background task for Akismet.
    """
    submission = submission or uuid.uuid4()
    sent = check_submission(post=post, text=text, site=site, parent=parent, submission=submission)
    if sent:
        return sent
    _check_ban(author)
    comment = _find_duplicate(post, text, author, parent)
    is_new = comment is None
    if comment is None:
        comment = _store_comment(post, text, author, site, parent, submission, honeypot)
    subscription = None
    if wants_replies:
        subscription = subscriptions.subscribe(comment=comment, address=author.email, site=site)
    return SubmittedComment(comment, is_new=is_new, subscription=subscription)


def check_submission(
    *,
    post: Post,
    text: str,
    site: SiteSettings,
    parent: "LockableComment | None" = None,
    submission: uuid.UUID,
) -> SubmittedComment | None:
    """Return the comment of this submission if it was stored before. One query.

    Raises `InvalidText`, `AlreadySubmitted` if text or post differ from the stored ones,
    `DiscussionClosed` and `ParentRemoved`.
    """
    _check_text(text)
    if stored := Comment.objects.filter(submission=submission).first():
        if stored.text == text and stored.post_id == post.pk:
            return SubmittedComment(stored, is_new=False)
        raise AlreadySubmitted(
            _(
                "You have already sent this form with a different text. Send it "
                "again to post this one as a new comment."
            )
        )
    is_shown = parent is not None and parent.is_approved
    if refusal := find_refusal(post=post, site=site, parent=parent if is_shown else None):
        raise DiscussionClosed(refusal)
    if parent and not is_shown:
        raise ParentRemoved
    return None


def find_refusal(*, post: Post, site: SiteSettings, parent: "LockableComment | None") -> str:
    """Return why the post takes no comments or the thread no replies; '' if they do. No query."""
    if post.comment_policy(site) == CommentPolicy.CLOSED:
        return _("Comments on this post are closed.")
    if parent and parent.thread_is_locked:
        return _("This thread is closed to new replies.")
    return ""


def publish_reply(
    *,
    parent: "LockableComment",
    text: str,
    by: User,
    ip: ClientIP,
    site: SiteSettings,
    submission: uuid.UUID | None = None,
    seen: str | None = None,
) -> PublishedReply:
    """Publish a moderator's reply immediately, and approve its parent if that awaits moderation.

    `parent` must come from `with_thread_lock()`, with its post; `seen` is the `version` that the
    moderator read. Raises `InvalidText`, `ParentChanged` if the parent was edited since,
    `ParentRemoved` if it is neither waiting nor approved, and `DiscussionClosed` if its thread is
    locked. Replies are possible even if comments on the post are closed.
    """
    _check_text(text, if_empty=_("Enter your reply."))
    if parent.state not in (Comment.State.WAITING, Comment.State.APPROVED):
        raise ParentRemoved(_("Approve the comment before you reply to it."))
    if parent.thread_is_locked:
        raise DiscussionClosed(_("The thread is locked. Unlock it before you reply."))
    if seen is not None and not parent.has_same_text(seen):
        raise ParentChanged(str(EDITED_SINCE_READ_MESSAGE))
    submission = submission or uuid.uuid4()
    author = moderation.CommentAuthor(str(by), by.email, ip, user=by)
    _check_ban(author)
    with transaction.atomic():
        reply = Comment.objects.filter(submission=submission).first()
        reply = reply or _store_comment(parent.post, text, author, site, parent, submission)
        result = ModerationResult(uuid.uuid4())
        if parent.state == Comment.State.WAITING:
            versions = {parent.pk: parent.version}
            result = moderate(comment_ids=versions, to=Comment.State.APPROVED, by=by, seen=versions)
            if result.conflicts:
                raise ParentChanged(result.conflicts[0].message)
    return PublishedReply(reply, result, _("Your reply is published."))


def can_edit(comment: Comment) -> bool:
    """Return whether the author can still edit the comment: within EDIT_MINUTES, unless a moderator
    refused it or it was made anonymous. No query."""
    is_early = timezone.now() < comment.created_at + timedelta(minutes=EDIT_MINUTES)
    return is_early and comment.state in _EDITABLE_STATES and not comment.is_anonymous


def edit_comment(
    *, comment: Comment, text: str, author: moderation.CommentAuthor, site: SiteSettings
) -> EditedComment:
    """Store and assess the author's new text. Reads `comment.post`.

    Raises `InvalidText`, `EditTooLate`, `Banned`, and `Comment.DoesNotExist` if it was deleted
    since; nothing is changed then.
    """
    _check_text(text)
    with transaction.atomic():
        if ban := bans.find_ban(author, comment):
            raise Banned(ban.kind)
        stored = Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
        if not can_edit(stored):
            raise EditTooLate(describe_edit_refusal(stored))
        stored.post = comment.post
        if text == stored.text:
            return EditedComment(stored, is_changed=False)
        verdict = score.assess_edit(stored, text, author, site)
        # A later undo would unlearn the new text, which was never learned: unlearn the old one now.
        bayes.train([(stored, stored.trained_as, "")])
        stored.trained_as = ""
        now = timezone.now()
        EarlierText.objects.create(comment=stored, text=stored.text, replaced_at=now)
        stored.text, stored.edited_at = text, now
        stored.score, stored.reasons = verdict.score, verdict.reasons
        stored.save(update_fields=["text", "html", "edited_at", "score", "reasons", "trained_as"])
        if stored.state != Comment.State.SPAM:
            result = moderate(comment_ids=[stored.pk], to=verdict.state, by=None, reason="edited")
            stored.state = result.changed.get(stored.pk, stored.state)
            if verdict.awaits_akismet:
                akismet_tasks.enqueue_check(stored, author)
    return EditedComment(stored, is_changed=True)


def describe_edit_refusal(comment: Comment) -> str:
    """Explain to the author why the comment can no longer be edited."""
    if comment.state not in _EDITABLE_STATES:
        return _("A moderator decided not to publish this comment, so it cannot be edited.")
    return ngettext(
        "Comments can be edited for %(minutes)d minute. That time has passed.",
        "Comments can be edited for %(minutes)d minutes. That time has passed.",
        EDIT_MINUTES,
    ) % {"minutes": EDIT_MINUTES}


def _check_text(text: str, if_empty: str = "") -> None:
    if not has_visible_text(text.replace(">", "")):
        raise InvalidText(if_empty or _("Enter your comment."))
    if problem := describe_excess_length(text):
        raise InvalidText(problem)


def _check_ban(author: moderation.CommentAuthor) -> None:
    if ban := bans.find_ban(author):
        raise Banned(ban.kind)


def _find_duplicate(
    post: Post, text: str, author: moderation.CommentAuthor, parent: "LockableComment | None"
) -> Comment | None:
    """Find the same text by the same author in the same place, from the last day. One query.

    A guest's must come from the same browser: name and e-mail address alone do not prove the
    identity.
    """
    recent = Comment.objects.filter(created_at__gt=timezone.now() - MAX_DUPLICATE_AGE)
    same = recent.filter(post=post, parent=parent, user=author.user, text=text, name=author.name)
    if author.user is None:
        email_hash = author.compute_hashes()["email_hash"]
        same = same.filter(pk__in=author.sent_comment_ids, email_hash=email_hash)
    return same.order_by("pk").first()


def _store_comment(
    post: Post,
    text: str,
    author: moderation.CommentAuthor,
    site: SiteSettings,
    parent: "LockableComment | None",
    submission: uuid.UUID,
    honeypot: Sequence[Reason] = (),
) -> Comment:
    """Assess and store a comment, once for each submission."""
    verdict = moderation.assess_comment(post, text, author, site, honeypot=honeypot)
    comment = Comment(
        post=post,
        parent=parent,
        user=author.user,
        name=author.name,
        website=author.website,
        text=text,
        state=verdict.state,
        score=verdict.score,
        reasons=verdict.reasons,
        submission=submission,
        **author.compute_hashes(),
    )
    comment.notice_at = comment.compute_notice_at(timezone.now())
    with transaction.atomic():
        # Of two concurrent requests, one inserts the row, and both read it.
        Comment.objects.bulk_create([comment], ignore_conflicts=True)
        stored = Comment.objects.get(submission=submission)
        if not stored.moderation_actions.exists():
            ModerationAction.objects.create(comment=stored, by=None, was="", became=stored.state)
            if verdict.awaits_akismet:
                akismet_tasks.enqueue_check(stored, author)
    return stored
