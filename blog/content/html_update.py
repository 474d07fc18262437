"""Render the posts that another version has stored, in the background, after an upgrade.

`rendering.HTML_VERSION` is the version of this code, and the single `RenderingTask` that of the
site. Each worker compares them (`check_in`); the newest version with a worker is the one that
counts. Its tasks render a batch each and enqueue the next one. A killed worker leaves the cursor,
where `check_in` of any worker goes on.
"""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce, Now
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from blog.common.db.pending_entries import POST_INDEXES, merge_entries
from blog.content import rendering
from blog.models import Post, RenderingTask
from lib import task_retry
from page_cache.delayed_expiry import share_expiry

logger = logging.getLogger(__name__)

BATCH_SIZE = rendering.POSTS_MERGED
PRIORITY = -10  # After all other tasks.
SEEN_INTERVAL = timedelta(minutes=1)
# After this time without a worker of a newer version, it has been rolled back.
ABSENCE = timedelta(minutes=5)
# Time before the first batch, in which others complete what they began to render, and after which
# the next batch counts as lost.
BATCH_TIMEOUT = timedelta(minutes=1)
# Processes of the former version may go on for this time, such as those of other hosts.
OVERLAP = timedelta(hours=1)
CLOCK_DIFFERENCE = timedelta(minutes=5)
MAX_FAILED = 100  # Posts that are listed.
_ROW = RenderingTask.objects.filter(pk=1)


@dataclass(frozen=True)
class Rerendering:
    """Numbers of posts: of those that raised an error, which is logged, of the database among them,
    and of those that are left to a newer version."""

    failed: list[int] = field(default_factory=list)
    failed_in_database: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def rerender_and_log(
    keys: Iterable[int], before_change: Callable[[], None] | None = None
) -> Rerendering:
    """Re-render posts, write those that have changed, and log those that fail.

    Raises DatabaseError if the database is away.
    """
    result = Rerendering()
    for pk in keys:
        try:
            result.skipped.extend(
                rendering.rerender_each([pk], only_changes=True, before_change=before_change)
            )
        except InterfaceError:
            raise
        except Exception as error:
            if isinstance(error, DatabaseError):
                if not connection.is_usable():
                    raise
                result.failed_in_database.append(pk)
            logger.exception("Post %s was not rendered: %s", pk, error)
            result.failed.append(pk)
    return result


def check_in() -> None:
    """Let the site know that a worker of this version is there, begin the rendering of all posts if
    their version is another one, and resume one that a killed worker left.

    To be called by each worker a few times a minute. One query, and one more each minute; two while
    posts are being rendered.
    """
    row = _ROW.annotate(now=Now()).first()
    if row is None:
        _begin(None)
    elif row.version != rendering.HTML_VERSION:
        if row.version < rendering.HTML_VERSION or row.seen_at < row.now - ABSENCE:
            _begin(row)
    else:
        if row.seen_at < row.now - SEEN_INTERVAL:
            _ROW.filter(version=row.version).update(seen_at=Now())
        if not row.finished_at and row.begun_at < row.now - OVERLAP:
            _finish(row)
        if row.cursor and row.moved_at < row.now - BATCH_TIMEOUT:
            _resume(row)


@transaction.atomic
def _begin(row: RenderingTask | None) -> None:
    """Begin to render all posts; a site without any has nothing to render."""
    posts = Post.all_objects.aggregate(newest=Coalesce(Max("pk"), 0), total=Count("pk"))
    is_done = row is None and not posts["total"]
    values = {
        "version": rendering.HTML_VERSION,
        "newest": posts["newest"],
        "cursor": 0 if is_done else posts["newest"] + 1,
        "total_count": posts["total"],
        "done_count": 0,
        "failed": [],
        "finished_at": Now() if is_done else None,
        **dict.fromkeys(("seen_at", "begun_at", "moved_at"), Now()),
    }
    if row is None:
        RenderingTask.objects.bulk_create([RenderingTask(pk=1, **values)], ignore_conflicts=True)
    else:
        # Unless another worker was first, or one of the other version is there again.
        _ROW.filter(version=row.version, seen_at=row.seen_at).update(**values)


def _resume(row: RenderingTask) -> None:
    """Enqueue the next batch, unless it waits already."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    if waiting.filter(task_path=render_batch.module_path).exists():
        return
    with transaction.atomic():
        stalled = _ROW.filter(version=row.version, cursor=row.cursor, moved_at=row.moved_at)
        if stalled.update(moved_at=Now()):
            render_batch.enqueue(row.version, row.cursor)


@task(priority=PRIORITY)
def render_batch(version: int, cursor: int) -> None:
    """Render the next posts before the one of this number, and enqueue the following batch, after
    as much time as this one has taken.

    Does nothing if another worker has done so, or if the version is not that of this code. Posts
    that the database refused are retried by `rendering.rerender`.
    """
    stored = _ROW.filter(version=version, cursor=cursor)
    row = stored.first() if version == rendering.HTML_VERSION else None
    if row is None:
        return
    begun = time.monotonic()
    before = Post.all_objects.filter(pk__lt=cursor).order_by("-pk")
    keys = list(before.values_list("pk", flat=True)[:BATCH_SIZE])
    result = rerender_and_log(keys, share_expiry)
    if result.skipped:
        return
    merge_entries(POST_INDEXES)
    is_last = len(keys) < BATCH_SIZE
    next_cursor = 0 if is_last else keys[-1]
    refused = result.failed_in_database
    failed = [pk for pk in result.failed if pk not in refused]
    with transaction.atomic():
        is_moved = stored.update(
            cursor=next_cursor,
            moved_at=Now(),
            done_count=row.total_count if is_last else row.done_count + len(keys),
            failed=(row.failed + failed)[:MAX_FAILED],
        )
        if is_moved and refused:
            task_retry.retry_later(rendering.rerender, rendering.RETRY_DELAYS, 1, refused)
        if is_moved and not is_last:
            pause = timedelta(seconds=time.monotonic() - begun)
            later = render_batch.using(run_after=timezone.now() + pause)
            later.enqueue(version, next_cursor)


@transaction.atomic
def _finish(row: RenderingTask) -> None:
    """Enqueue the posts that were saved since the beginning: some by the former version perhaps.

    At most those of OVERLAP, also if the others take longer; an import adds many meanwhile.
    """
    is_first = _ROW.filter(version=row.version, finished_at=None).update(finished_at=Now())
    if is_first:
        since = row.begun_at - CLOCK_DIFFERENCE
        saved = Post.all_objects.filter(Q(pk__gt=row.newest) | Q(updated_at__gte=since))
        rendering.enqueue(rendering.list_newest_first(saved))


def clear_failed() -> None:
    """Forget the posts that failed, as all were rendered by hand. One query."""
    _ROW.filter(version=rendering.HTML_VERSION).update(failed=[])


def describe_progress() -> str:
    """Return how far the rendering of all posts is, and which failed; '' if there is nothing to
    say. Leaves out those that were saved or deleted since. One query, and one if posts failed."""
    row = _ROW.first()
    parts = []
    if row and row.cursor:
        parts.append(
            _("%(done)s of %(total)s posts have been rendered again after the upgrade.")
            % {
                "done": number_format(row.done_count, force_grouping=True),
                "total": number_format(row.total_count, force_grouping=True),
            }
        )
    failed = row.failed if row else []
    if row and failed:
        unsaved = Post.all_objects.filter(pk__in=failed, updated_at__lt=row.moved_at)
        failed = list(unsaved.order_by("-pk").values_list("pk", flat=True))
    if failed:
        numbers = ", ".join(map(str, failed))
        parts.append(
            _("Posts that could not be rendered, as the log says: %(numbers)s.")
            % {"numbers": numbers}
        )
    return " ".join(parts)
