"""What is kept of a guest under an e-mail address: shown, taken away, and forgotten in time.

What somebody wrote while signed in belongs to their account, whose page does the same.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone

from blog.comments.author_counters import WriterCounter
from blog.comments.models import DIGESTS, Comment
from blog.comments.privacy import TOLD_OF_REPLIES, comment_as_data
from blog.comments.report_models import Report
from blog.comments.subscription_models import Subscription
from blog.models import SiteSettings

NO_DIGESTS = dict.fromkeys(DIGESTS, "")
AT_ONCE = 1_000


def comments_of(email_digest: str) -> Any:
    """The newest first, with their posts, in one query."""
    theirs = Comment.objects.filter(user=None, email_digest=email_digest)
    return theirs.select_related("post").order_by("-created_at", "-pk")


def letters_to(email_digest: str) -> Any:
    """What is told of replies to which comment, the newest first, in one query. More than that:
    of a comment whose digests are forgotten letters go on."""
    theirs = Subscription.objects.of_guest(email_digest).select_related("comment__post")
    return theirs.order_by("-created_at", "-pk")


def is_anything_kept(email_digest: str) -> bool:
    """Two queries at most."""
    if Comment.objects.filter(user=None, email_digest=email_digest).exists():
        return True
    return Subscription.objects.of_guest(email_digest).exists()


def as_data(email_digest: str) -> dict[str, Any]:
    """All of it, for a file, with the keys that an account's file has."""
    comments = comments_of(email_digest).prefetch_related("decisions")
    return {
        "site": settings.SITE_URL,
        "comments": [comment_as_data(comment) for comment in comments],
        "told_of_replies_to": list(letters_to(email_digest).values(*TOLD_OF_REPLIES)),
    }


def erase(*, email_digest: str) -> int:
    """Comments stay, but are nobody's any more; letters about replies end. How many comments."""
    with transaction.atomic():
        Subscription.objects.of_guest(email_digest).delete()
        theirs = Comment.objects.filter(user=None, email_digest=email_digest)
        return theirs.update(name="", website="", **NO_DIGESTS)


@task
def forget_digests() -> None:
    """Of comments and reports older than the site's settings say, comments by thousands, so that
    none waits long."""
    before = timezone.now() - timedelta(days=SiteSettings.load().retention_days)
    reports = Report.objects.filter(created_at__lt=before).exclude(address_digest="")
    reports.update(address_digest="")
    old = Comment.objects.filter(created_at__lt=before)
    # As the index `comment_digests_by_age` has them.
    recognisable = old.filter(~Q(email_digest="") | ~Q(address_digest=""))
    while keys := list(recognisable.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE]):
        Comment.objects.filter(pk__in=keys).update(**NO_DIGESTS)
    WriterCounter.objects.forget()
