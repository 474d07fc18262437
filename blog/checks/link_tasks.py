"""Background tasks that check links: each weekly, a failing one daily."""

import logging
from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.tasks import task
from django.utils import timezone

from blog.checks.link_client import LinkResult, check_link
from blog.checks.models import Link
from blog.checks.store import recheck_posts
from blog.common.db.due_addresses import MAX_ROWS, PRIORITY, delete_idle_hosts, run_slice
from blog.models import Post

logger = logging.getLogger(__name__)

CHECK_INTERVAL, FAILING_CHECK_INTERVAL = timedelta(days=7), timedelta(days=1)
# Unused links, such as those of drafts that were never published.
UNUSED_LINK_LIFETIME = timedelta(days=30)


@task(priority=PRIORITY)
def check_due_links(rows: int = MAX_ROWS) -> None:
    """Check due links for some seconds, and enqueue the rest of a run of so many rows."""
    affected: set[int] = set()

    def check(link: Link) -> None:
        affected.update(record_result(link, check_link(link.url)))

    run_slice(check_due_links, Link.objects.due, check, rows)
    recheck_posts(affected)


def record_result(link: Link, result: LinkResult) -> set[int]:
    """Record the result of a check; return the keys of posts whose findings change by it."""
    before = (link.is_dead and link.failure, link.moved_to)
    now = timezone.now()
    link.checked_at, link.status, link.failure = now, result.status, result.failure
    if result.failure:
        link.failures += 1
        link.failing_since = link.failing_since or now
    else:
        link.failures, link.failing_since, link.moved_to = 0, None, result.moved_to
    published = Post.all_objects.filter(links=link, status=Post.Status.PUBLISHED)
    keys = set(published.values_list("pk", flat=True))
    interval = FAILING_CHECK_INTERVAL if result.failure else CHECK_INTERVAL
    link.due_at = now + interval if keys else None
    link.save()
    return keys if (link.is_dead and link.failure, link.moved_to) != before else set()


@task
def delete_unused_links() -> None:
    """Delete links that no post contains. Two queries."""
    long_ago = timezone.now() - UNUSED_LINK_LIFETIME
    used = Link.posts.through.objects.filter(link=OuterRef("pk"))
    Link.objects.exclude(Exists(used)).filter(asked_at__lt=long_ago).delete()
    delete_idle_hosts(Link)
