"""Generate the renditions of photos in the background, and delete outdated files.

Readers get the original until the renditions exist, or if they cannot be generated.
"""

import logging
from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.tasks import task
from django.utils import timezone

from blog.content import photo_files, rendering
from blog.models import Figure, Photo, Post
from imaging.clean import EncodedSize, generate_sizes
from imaging.xmp import rewrite_packet
from lib import task_retry
from storage import media

logger = logging.getLogger(__name__)

# Before the second and the third attempt. After that the photo keeps its present files.
RETRY_DELAYS = (timedelta(minutes=1), timedelta(minutes=15))
# Cached pages may refer to replaced files.
OLD_FILE_LIFETIME = timedelta(days=7)
# A post with several new pictures is rendered once, after the last of them, if that is generated
# within this time.
BATCH_WINDOW = timedelta(minutes=5)


def is_outdated(photo: Photo) -> bool:
    """Return whether renditions are missing, or the texts of the photo or the spec have changed."""
    return photo.rendition_hash != photo.spec_hash


def enqueue(photo: Photo) -> bool:
    """Enqueue `generate` after a photo or its texts were stored. One query on commit.

    Returns False if the renditions are up to date.
    """
    if outdated := is_outdated(photo):
        # The task skips a photo that was taken down; its restoration enqueues another.
        transaction.on_commit(partial(generate.enqueue, photo.pk))
    return outdated


def enqueue_all(photos: Iterable[Photo]) -> None:
    """Enqueue one task for several photos. One query on commit."""
    if keys := [photo.pk for photo in photos if is_outdated(photo)]:
        transaction.on_commit(partial(generate_each.enqueue, keys))


@task
def generate_each(keys: list[int]) -> None:
    for pk in keys:
        generate.enqueue(pk)


@task
def generate(pk: int, attempt: int = 1) -> None:
    """Generate the renditions of a photo, unless they are up to date: 2 s for 1600 px."""
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None or photo.withdrawn_at or not is_outdated(photo):
        return
    try:
        with photo.image.open() as file:
            original = file.read()
        sizes = generate_sizes(original, photo.width, photo.embedded_metadata)
        _store(photo, original, sizes)
    except Exception as error:
        # Posts may have waited for this picture; see `_find_complete_posts`.
        rendering.rerender_posts(Post.all_objects.filter(figures__photo=photo))
        if task_retry.retry_later(generate, RETRY_DELAYS, attempt, pk):
            logger.warning("Photo %s, try %s: %s; it is tried again.", pk, attempt, error)
            return
        logger.error("Photo %s keeps its original: %s", pk, error)
        if not isinstance(error, ValidationError):
            raise  # Not an error of the picture: `manage.py renditions` retries it.
        _store(photo, original, [])


def _store(photo: Photo, original: bytes, sizes: list[EncodedSize]) -> None:
    """Store the files before the row, so that no page refers to a missing file."""
    before = photo.renditions
    photo.rendition_hash = photo.spec_hash
    photo.avif_widths = sorted(size.width for size in sizes if size.format == "AVIF")
    photo.webp_widths = sorted(size.width for size in sizes if size.format == "WEBP")
    for size in sizes:
        media.write(photo.rendition(size.format.lower(), size.width), size.data)
    with transaction.atomic():
        now = Photo.objects.select_for_update(no_key=True).filter(pk=photo.pk).first()
        if now is None or now.withdrawn_at or now.spec_hash != photo.rendition_hash:
            # Deleted, taken down or corrected in the meantime; the correction enqueued its own
            # renditions.
            transaction.on_commit(partial(discard.func, photo.pk, photo.renditions, photo.sha256))
            return
        if (corrected := rewrite_packet(original, photo.embedded_metadata)) != original:
            media.write(str(photo.image.name), corrected)
        photo.save(update_fields=["rendition_hash", "avif_widths", "webp_widths"])
        # In this transaction, so that it is not lost if the worker is killed after the commit.
        render_posts.enqueue(photo.pk)
        if old := sorted({*before} - {*photo.renditions}):
            later = discard.using(run_after=timezone.now() + OLD_FILE_LIFETIME)
            transaction.on_commit(partial(later.enqueue, photo.pk, old, photo.sha256))


@task(priority=rendering.PRIORITY)
def render_posts(pk: int) -> None:
    """Re-render the posts that show a photo, also as the poster of a video, with its renditions.

    Of two concurrent workers at least the later one finds all renditions of a post.
    """
    shown = Q(pk__in=_find_complete_posts(pk).values("pk")) | Q(embeds__file__poster=pk)
    rendering.rerender_newest_first(Post.all_objects.filter(shown))


def _find_complete_posts(pk: int) -> QuerySet[Post]:
    """Return the posts that show a photo and do not wait for another new one, whose task renders
    them."""
    awaited = Figure.objects.filter(
        post=OuterRef("pk"),
        photo__rendition_hash="",
        photo__last_uploaded_at__gt=timezone.now() - BATCH_WINDOW,
    ).exclude(photo=pk)
    return Post.all_objects.filter(figures__photo=pk).exclude(Exists(awaited))


@task
def discard(pk: int, names: list[str], sha256: str = "", attempt: int = 1) -> None:
    """Delete files of a photo that are no longer in use.

    The photo may use them again, or the same picture may have been uploaded again.
    """
    in_use: set[str] = set()
    for photo in Photo.objects.filter(Q(pk=pk) | Q(sha256=sha256)).without_taken_down():
        in_use.update((str(photo.image.name), *photo.renditions))
    try:
        _delete({*names} - in_use)
    except OSError as error:
        if not task_retry.retry_later(discard, RETRY_DELAYS, attempt, pk, names, sha256):
            logger.error("Files of photo %s are not deleted: %s: %s", pk, ", ".join(names), error)
            raise
        logger.warning("Files of photo %s, try %s: %s; it is tried again.", pk, attempt, error)


def discard_all(photo: Photo) -> None:
    """Enqueue the deletion of all files of a photo. Three queries.

    To be called before the photo is deleted, in the same transaction.
    """
    now = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if now is not None:  # Else a concurrent deletion enqueued it.
        names = photo_files.list_current_files(now) + photo_files.list_private_files(now)
        discard.enqueue(now.pk, names, now.sha256)


def _delete(names: Collection[str]) -> None:
    for name in names:
        default_storage.delete(name)
    for folder in {PurePosixPath(name).parent for name in names}:
        with suppress(OSError):  # Not empty.
            default_storage.delete(str(folder))
