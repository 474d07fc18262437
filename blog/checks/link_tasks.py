"""The worker looks whether links still lead somewhere: each weekly, a failing one daily."""

import logging
import time
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.tasks import task
from django.utils import timezone

from blog.checks.link_client import Answer, ask
from blog.checks.models import Link
from blog.checks.store import keep_each
from blog.models import Post

logger = logging.getLogger(__name__)

AGAIN, AGAIN_FAILING = timedelta(days=7), timedelta(days=1)
# A host is left in peace for so long after it was asked.
PAUSE = timedelta(seconds=20)
# The worker has other things to do: an order takes no longer, but for the last link in hand.
SECONDS, MOST = 40, 50
# Links of drafts that nobody published.
FORGOTTEN = timedelta(days=30)
_LOCK = 0x4C696E6B  # 'Link': claims wait for one another.


@task
def look() -> None:
    """Links that are due, one after another, as long as there is time. What is left waits for the
    next order."""
    until = time.monotonic() + SECONDS
    changed: set[int] = set()
    for _number in range(MOST):
        if time.monotonic() > until or (link := _claimed()) is None:
            break
        changed |= note(link, ask(link.url))
    keep_each(changed)


def _claimed() -> Link | None:
    """The one that waits longest of a host that was not asked a moment ago. Three queries. A worker
    that is killed with it in hand leaves it due in an hour."""
    now = timezone.now()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        asked = Link.objects.filter(host=OuterRef("host"), asked_at__gt=now - PAUSE)
        link = Link.objects.due().exclude(Exists(asked)).order_by("due_at", "pk").first()
        if link is not None:
            link.asked_at, link.due_at = now, now + timedelta(hours=1)
            link.save(update_fields=["asked_at", "due_at"])
    return link


def note(link: Link, answer: Answer) -> set[int]:
    """Keep what came of it; the keys of posts of which a check says something else by it."""
    before = (link.is_dead and link.failure, link.moved_to)
    now = timezone.now()
    link.checked_at, link.status, link.failure = now, answer.status, answer.failure
    if answer.failure:
        link.failures += 1
        link.failing_since = link.failing_since or now
    else:
        link.failures, link.failing_since, link.moved_to = 0, None, answer.moved_to
    published = Post.all_objects.filter(links=link, status=Post.Status.PUBLISHED)
    keys = set(published.values_list("pk", flat=True))
    again = AGAIN_FAILING if answer.failure else AGAIN
    link.due_at = now + again if keys else None
    link.save()
    return keys if (link.is_dead and link.failure, link.moved_to) != before else set()


@task
def forget_links() -> None:
    """Of which no post is left, or none ever was. One query."""
    long_ago = timezone.now() - FORGOTTEN
    used = Link.posts.through.objects.filter(link=OuterRef("pk"))
    Link.objects.exclude(Exists(used)).filter(asked_at__lt=long_ago).delete()
