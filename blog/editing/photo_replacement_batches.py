"""Replace a photo in many posts, or undo that, in batches of the worker.

Each batch is a transaction that locks its posts, changes them, adds to the record of the change,
and enqueues the next one. So a killed worker loses one batch, and saves of posts wait for one.
"""

import logging
from collections.abc import Collection
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.checks.store import recheck_posts_with_photo
from blog.content import rendering
from blog.editing.photo_figures import replace_figures, restore_figures
from blog.editing.photo_places import (
    PhotoChangeRefused,
    can_replace,
    filter_posts,
    lock_places,
    order_public_first,
)
from blog.models import Photo, PhotoChange, Post, SiteSettings, Source
from lib import task_retry

logger = logging.getLogger(__name__)

# Posts that change in the request, and in a batch.
MAX_IN_REQUEST, BATCH_SIZE = 20, 50
PRIORITY = 1  # An editor waits; the posts of the batch before are rendered first.
RETRY_DELAYS = timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10)
# In `PhotoChange.before`, while batches are left.
TASK = "task"
REPLACE, UNDO = "replace", "undo"


def is_running(change: PhotoChange) -> bool:
    return TASK in change.before


def count_left(change: PhotoChange) -> int:
    """Return the number of posts that batches still have to change, 0 if none is running."""
    progress = change.before.get(TASK)
    return max(0, progress["total"] - progress["done"]) if progress else 0


def require_no_batches(*photos: Photo) -> None:
    """Raise PhotoChangeRefused if one of the locked photos is being replaced, or put in place of
    another. One query."""
    changes = PhotoChange.objects.filter(Q(photo__in=photos) | Q(replacement__in=photos))
    if changes.filter(before__has_key=TASK).exists():
        raise PhotoChangeRefused(
            _("Nothing was changed, because an earlier replacement of this picture is still "
              "running. Try again when it is finished.")
        )  # fmt: skip


def start_batches(change: PhotoChange, kind: str, total: int, by: User) -> None:
    """Add the progress to a record, save it, and enqueue the first batch."""
    change.before[TASK] = {"kind": kind, "by": by.pk, "total": total, "done": 0}
    change.save(update_fields=["before"])
    run_batch.enqueue(change.pk)


@task(priority=PRIORITY)
def run_batch(pk: int, attempt: int = 1) -> None:
    """Change the next posts of a replacement or an undo, and enqueue the next batch.

    Does nothing if another worker does it. A batch that fails several times ends the change: what
    was replaced can be undone.
    """
    try:
        with SiteSettings.load().activated():
            _run_next(pk)
    except PhotoChangeRefused:  # One of the photos was just deleted.
        _give_up(pk)
    except DatabaseError as error:
        logger.warning("Replacement %s, try %s: %s", pk, attempt, error)
        if not task_retry.retry_later(run_batch, RETRY_DELAYS, attempt, pk):
            logger.error("Replacement %s is given up.", pk)
            _give_up(pk)


@transaction.atomic
def _run_next(pk: int) -> None:
    change = _lock_change(pk)
    if change is None:
        return
    run_kind = _undo_next if change.before[TASK]["kind"] == UNDO else _replace_next
    by = User.objects.filter(pk=change.before[TASK]["by"]).first()
    changed: Collection[int] = ()
    if by is not None and change.photo_id and change.replacement_id:
        changed = run_kind(change, by)
    if not changed:
        _finish(change)
        return
    change.before[TASK]["done"] += len(changed)
    change.save(update_fields=["before"])
    rendering.enqueue(sorted(changed, reverse=True), is_newer=True)
    run_batch.enqueue(pk)


def _lock_change(pk: int) -> PhotoChange | None:
    """Lock a change that has batches left, unless another worker has it."""
    changes = PhotoChange.objects.select_for_update(skip_locked=True)
    return changes.filter(pk=pk, before__has_key=TASK).first()


def _replace_next(change: PhotoChange, by: User) -> Collection[int]:
    """Replace the photo in the next posts that show it, also those that were saved meanwhile.

    Return none if there are none, or if it may not be replaced any more.
    """
    keys = _get_photo_keys(change)
    posts = filter_posts(Photo(pk=change.photo_id))
    first = list(order_public_first(posts).values_list("pk", flat=True)[:BATCH_SIZE])
    locked = lock_places(keys, posts.filter(pk__in=first), Source.objects.none())
    is_refused = any(photo.withdrawn_at for photo in locked.photos.values())
    if not locked.posts or is_refused or not can_replace(locked.photos[keys[0]], by):
        return ()
    replace_figures(change, locked.posts, by)
    return locked.posts


def _undo_next(change: PhotoChange, by: User) -> Collection[int]:
    """Put the former photo back into the next posts of the record; return none after the last."""
    before, progress = change.before, change.before[TASK]
    posts = list_posts(change)[progress["done"] :][:BATCH_SIZE]
    keys = _get_photo_keys(change)
    locked = lock_places(keys, Post.all_objects.filter(pk__in=posts), Source.objects.none())
    if locked.photos[keys[0]].withdrawn_at:
        return ()
    entries = [entry for entry in before["figures"] if entry[1] in set(posts)]
    restored = restore_figures(change, entries, by)
    before["kept"] = [*before.get("kept", ()), *sorted(restored.kept_posts)]
    return posts


def _get_photo_keys(change: PhotoChange) -> tuple[int, int]:
    assert change.photo_id
    assert change.replacement_id
    return change.photo_id, change.replacement_id


def list_posts(change: PhotoChange) -> list[int]:
    """Return the keys of the posts that a change has recorded, in its order."""
    return list(dict.fromkeys(entry[1] for entry in change.before.get("figures", ())))


def _finish(change: PhotoChange) -> None:
    """End the batches. An undo that stopped before its last post can be repeated."""
    progress = change.before.pop(TASK)
    is_undo = progress["kind"] == UNDO
    if is_undo and progress["done"] >= progress["total"]:
        change.undone_at = timezone.now()
    change.save(update_fields=["before", "undone_at"])
    if shown := change.photo_id if is_undo else change.replacement_id:
        recheck_posts_with_photo.enqueue(shown)


@transaction.atomic
def _give_up(pk: int) -> None:
    if (change := _lock_change(pk)) is not None:
        _finish(change)
