"""Personal data of commenters: find, export, erase, and delete after the retention period.

Guests are identified by the hash of their e-mail address. Comments by accounts belong to the
account's data.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from accounts.models import User
from blog.comments.counters import WriterCounter
from blog.comments.models import (
    DELETED_TEXT,
    HASH_FIELDS,
    Comment,
    CommentQuerySet,
    EarlierText,
)
from blog.comments.moderate import remove_for_author
from blog.comments.moderation.models import Report
from blog.comments.subscriptions import Subscription
from blog.models import SiteSettings

REPLY_SUBSCRIPTION_FIELDS = ("comment_id", "email", "created_at", "confirmed_at")
NO_HASHES = dict.fromkeys(HASH_FIELDS, "")
BATCH_SIZE = 1_000


@dataclass(frozen=True)
class ErasedComments:
    count: int


def export_comment(comment: Comment) -> dict[str, Any]:
    """Export a comment with its score and moderation actions, as JSON-compatible data. Reads
    `post`, `earlier_texts` and `moderation_actions`."""
    return {
        "id": comment.pk,
        "address": build_absolute_url(comment.get_absolute_url()),
        # The title of an unpublished post may have changed, and is confidential.
        "post": comment.post.title if comment.post.is_public else "",
        "name": comment.name,
        "website": comment.website,
        "text": comment.text,
        "state": comment.state,
        "written_at": comment.created_at,
        "edited_at": comment.edited_at,
        "earlier_texts": [
            {"text": earlier.text, "replaced_at": earlier.replaced_at}
            for earlier in comment.earlier_texts.all()
        ],
        "score": comment.score,
        "reasons": comment.reasons,
        "moderation_actions": [
            {"created_at": action.created_at, "was": action.was, "became": action.became}
            for action in comment.moderation_actions.all()
        ],
        "hashes": {name: getattr(comment, name) for name in HASH_FIELDS},
    }


def build_absolute_url(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def erase_user_comments(*, user: User) -> ErasedComments:
    """Make the comments of an account anonymous, and delete their earlier texts and subscriptions.
    The comments stay, as others may have replied. Four queries."""
    # Includes unconfirmed subscriptions, which belong to no account yet.
    Subscription.objects.filter(comment__user=user).delete()
    return _make_anonymous(Comment.objects.filter(user=user))


def find_guest_comments(email_hash: str) -> Any:
    """Find a guest's comments with their posts, the newest first. One query."""
    comments = Comment.objects.filter(user=None, email_hash=email_hash)
    return comments.select_related("post").order_by("-created_at", "-pk")


def find_reply_subscriptions(email_hash: str) -> Any:
    """Find a guest's subscriptions with comments and posts, the newest first. One query.

    Subscriptions outlive the hashes of their comments, so there may be some without a comment in
    `find_guest_comments`.
    """
    own = Subscription.objects.of_guest(email_hash).select_related("comment__post")
    return own.order_by("-created_at", "-pk")


def has_guest_data(email_hash: str) -> bool:
    """Return whether there are comments or subscriptions of a guest. At most two queries."""
    if Comment.objects.filter(user=None, email_hash=email_hash).exists():
        return True
    return Subscription.objects.of_guest(email_hash).exists()


def export_guest_data(email_hash: str) -> dict[str, Any]:
    """Export all data of a guest, with the same keys as the export of an account."""
    comments = find_guest_comments(email_hash).prefetch_related(
        "moderation_actions", "earlier_texts"
    )
    return {
        "site": settings.SITE_URL,
        "comments": [export_comment(comment) for comment in comments],
        "reply_subscriptions": list(
            find_reply_subscriptions(email_hash).values(*REPLY_SUBSCRIPTION_FIELDS)
        ),
    }


def erase_guest_data(*, email_hash: str) -> ErasedComments:
    """Make the comments of a guest anonymous, and delete their earlier texts and subscriptions.
    Three queries."""
    with transaction.atomic():
        Subscription.objects.of_guest(email_hash).delete()
        return _make_anonymous(Comment.objects.filter(user=None, email_hash=email_hash))


@transaction.atomic
def delete_guest_comment(*, comment_id: int, email_hash: str) -> bool:
    """Delete what a guest wrote in a comment, with name, website, hashes, earlier texts and
    subscription. False if there is no such comment of this guest.

    An empty row stays in the place of the comment, with the state of one that a moderator removed:
    replies keep their place below it. No moderation action changes its state. 12 queries.
    """
    own = Comment.objects.filter(pk=comment_id, user=None, email_hash=email_hash)
    if not email_hash or not list(own.select_for_update(no_key=True).values_list("pk")):
        return False
    remove_for_author(comment_id=comment_id)
    EarlierText.objects.filter(comment=comment_id).delete()
    Subscription.objects.filter(comment=comment_id).delete()
    comment = own.get()
    comment.text, comment.edited_at = DELETED_TEXT, timezone.now()
    comment.score, comment.reasons, comment.is_pick = 0, [], False
    comment.name = comment.website = ""
    for name in HASH_FIELDS:
        setattr(comment, name, "")
    fields = ("text", "html", "edited_at", "score", "reasons", "is_pick", "name", "website")
    comment.save(update_fields=[*fields, *HASH_FIELDS])
    return True


def _make_anonymous(comments: CommentQuerySet) -> ErasedComments:
    EarlierText.objects.filter(comment__in=comments).delete()
    return ErasedComments(comments.update(user=None, name="", website="", **NO_HASHES))


@task
def delete_old_hashes() -> None:
    """Delete hashes and earlier texts of comments, and hashes of reports, after the retention
    period. Comments are updated in batches, which hold locks only briefly."""
    before = timezone.now() - timedelta(days=SiteSettings.load().retention_days)
    reports = Report.objects.filter(created_at__lt=before).exclude(ip_hash="")
    reports.update(ip_hash="")
    old = Comment.objects.filter(created_at__lt=before)
    # The condition of the index `comment_hashes_by_age`.
    with_hashes = old.filter(~Q(email_hash="") | ~Q(ip_hash="")).order_by("created_at")
    while ids := list(with_hashes.values_list("pk", flat=True)[:BATCH_SIZE]):
        EarlierText.objects.filter(comment__in=ids).delete()
        Comment.objects.filter(pk__in=ids).update(**NO_HASHES)
    WriterCounter.objects.delete_zero_rows()
