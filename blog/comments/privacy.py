"""What is stored on the author of a comment: shown, exported, erased, and deleted in time.

A guest is known by an e-mail address, as its hash; comments written while signed in belong to the
account, whose page does the same.
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
from blog.comments.models import HASHES, Comment, CommentQuerySet, EarlierText
from blog.comments.moderation.models import Report
from blog.comments.subscriptions import Subscription
from blog.models import SiteSettings

REPLY_SUBSCRIPTION_FIELDS = ("comment_id", "email", "created_at", "confirmed_at")
NO_HASHES = dict.fromkeys(HASHES, "")
AT_ONCE = 1_000


@dataclass(frozen=True)
class ErasedComments:
    count: int


def comment_as_data(comment: Comment) -> dict[str, Any]:
    """With what rules and moderators made of it. Reads its post and its decisions."""
    return {
        "id": comment.pk,
        "address": absolute_url(comment.get_absolute_url()),
        # Of a post that is not out, the title may be another by now, which is nobody's yet.
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
            {"at": action.at, "was": action.was, "became": action.became}
            for action in comment.moderation_actions.all()
        ],
        "hashes": {name: getattr(comment, name) for name in HASHES},
    }


def absolute_url(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def erase_comments_of(*, user: User) -> ErasedComments:
    """Make the comments of an account anonymous and end its subscriptions. The comments stay, as
    others replied to them; their earlier texts do not. Four queries."""
    # Also unconfirmed ones, which belong to no account yet.
    Subscription.objects.filter(comment__user=user).delete()
    return _make_anonymous(Comment.objects.filter(user=user))


def comments_of(email_hash: str) -> Any:
    """The newest first, with their posts, in one query."""
    theirs = Comment.objects.filter(user=None, email_hash=email_hash)
    return theirs.select_related("post").order_by("-created_at", "-pk")


def find_reply_subscriptions(email_hash: str) -> Any:
    """What is told of replies to which comment, the newest first, in one query. More than that:
    of a comment whose hashes are forgotten e-mails go on."""
    theirs = Subscription.objects.of_guest(email_hash).select_related("comment__post")
    return theirs.order_by("-created_at", "-pk")


def is_anything_kept(email_hash: str) -> bool:
    """Two queries at most."""
    if Comment.objects.filter(user=None, email_hash=email_hash).exists():
        return True
    return Subscription.objects.of_guest(email_hash).exists()


def as_data(email_hash: str) -> dict[str, Any]:
    """All of it, for a file, with the keys that an account's file has."""
    comments = comments_of(email_hash).prefetch_related("moderation_actions", "earlier_texts")
    return {
        "site": settings.SITE_URL,
        "comments": [comment_as_data(comment) for comment in comments],
        "reply_subscriptions": list(
            find_reply_subscriptions(email_hash).values(*REPLY_SUBSCRIPTION_FIELDS)
        ),
    }


def erase(*, email_hash: str) -> ErasedComments:
    """Make the comments of a guest anonymous and end their subscriptions; delete the
    earlier texts of these comments. Three queries."""
    with transaction.atomic():
        Subscription.objects.of_guest(email_hash).delete()
        return _make_anonymous(Comment.objects.filter(user=None, email_hash=email_hash))


def _make_anonymous(comments: CommentQuerySet) -> ErasedComments:
    EarlierText.objects.filter(comment__in=comments).delete()
    return ErasedComments(comments.update(user=None, name="", website="", **NO_HASHES))


@task
def forget_hashes() -> None:
    """Of comments and reports older than the site's settings say, comments by thousands, so that
    none waits long. Earlier texts of these comments are deleted."""
    before = timezone.now() - timedelta(days=SiteSettings.load().retention_days)
    reports = Report.objects.filter(created_at__lt=before).exclude(ip_hash="")
    reports.update(ip_hash="")
    old = Comment.objects.filter(created_at__lt=before)
    # As the index `comment_hashes_by_age` has them.
    recognisable = old.filter(~Q(email_hash="") | ~Q(ip_hash=""))
    while keys := list(recognisable.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]):
        EarlierText.objects.filter(comment__in=keys).delete()
        Comment.objects.filter(pk__in=keys).update(**NO_HASHES)
    WriterCounter.objects.forget()
