"""A photo's files in the sizes that readers need: made in the background, thrown away with care.

Until they are made, and for ever where they cannot be, readers get the original.
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

from blog.content import rendering
from blog.models import Figure, Photo, Post
from imaging.clean import EncodedSize, generate_sizes
from imaging.xmp import rewrite_packet
from lib import task_retry
from storage import media

logger = logging.getLogger(__name__)

# Before the second and the third try; after that a photo keeps its original, or its files.
PAUSES = (timedelta(minutes=1), timedelta(minutes=15))
# A page that somebody keeps may still name a file that was made anew.
KEPT = timedelta(days=7)
# Posts with several new pictures are rendered once, with the last of them: within this time it is
# waited for.
BATCH_WINDOW = timedelta(minutes=5)


def are_missing(photo: Photo) -> bool:
    """Nobody has looked yet, or its words or the spec have changed since."""
    return photo.rendition_hash != photo.spec_hash


def enqueue(photo: Photo) -> bool:
    """To be called whenever a photo or its words were stored: one query once that is certain.
    False where there is nothing to do."""
    if missing := are_missing(photo):
        transaction.on_commit(partial(generate.enqueue, photo.pk))
    return missing


def enqueue_all(photos: Iterable[Photo]) -> None:
    """The same of some at once: one query, however many there are."""
    if keys := [photo.pk for photo in photos if are_missing(photo)]:
        transaction.on_commit(partial(generate_each.enqueue, keys))


@task
def generate_each(keys: list[int]) -> None:
    for pk in keys:
        generate.enqueue(pk)


@task
def generate(pk: int, attempt: int = 1) -> None:
    """Costs 2 s for a picture of 1600 px; nothing where all is made already."""
    photo = Photo.objects.filter(pk=pk).first()
    if photo is None or not are_missing(photo):
        return
    try:
        with photo.image.open() as file:
            original = file.read()
        sizes = generate_sizes(original, photo.width, photo.words)
        _store(photo, original, sizes)
    except Exception as error:
        # Posts may have waited for this picture with others of theirs.
        rendering.store_all(Post.all_objects.filter(figures__photo=photo))
        if task_retry.retry_later(generate, PAUSES, attempt, pk):
            logger.warning("Photo %s, try %s: %s; it is tried again.", pk, attempt, error)
            return
        logger.error("Photo %s keeps its original: %s", pk, error)
        if not isinstance(error, ValidationError):
            raise  # No fault of the picture's: `manage.py renditions` takes it up again.
        _store(photo, original, [])


def _store(photo: Photo, original: bytes, sizes: list[EncodedSize]) -> None:
    """Files first, so that no page ever names one that is not there."""
    before = photo.renditions
    photo.rendition_hash = photo.spec_hash
    photo.avif_widths = sorted(size.width for size in sizes if size.format == "AVIF")
    photo.webp_widths = sorted(size.width for size in sizes if size.format == "WEBP")
    for size in sizes:
        media.write(photo.rendition(size.format.lower(), size.width), size.data)
    with transaction.atomic():
        now = Photo.objects.select_for_update(no_key=True).filter(pk=photo.pk).first()
        if now is None or now.spec_hash != photo.rendition_hash:
            # Deleted or corrected meanwhile; the correction has enqueued others.
            transaction.on_commit(partial(discard.func, photo.pk, photo.renditions, photo.sha256))
            return
        if (corrected := rewrite_packet(original, photo.words)) != original:
            media.write(str(photo.image.name), corrected)
        photo.save(update_fields=["rendition_hash", "avif_widths", "webp_widths"])
        rendering.store_all(_complete_posts(photo))
        if old := sorted({*before} - {*photo.renditions}):
            later = discard.using(run_after=timezone.now() + KEPT)
            transaction.on_commit(partial(later.enqueue, photo.pk, old, photo.sha256))


def _complete_posts(photo: Photo) -> QuerySet[Post]:
    """The posts that show it, but for those that still wait for another new picture: that one's
    task renders them. Evaluated once the photo is committed, so of two workers at least the later
    one finds all of them made."""
    awaited = Figure.objects.filter(
        post=OuterRef("pk"),
        photo__rendition_hash="",
        photo__last_uploaded_at__gt=timezone.now() - BATCH_WINDOW,
    ).exclude(photo=photo)
    return Post.all_objects.filter(figures__photo=photo).exclude(Exists(awaited))


@task
def discard(pk: int, names: list[str], sha256: str = "", attempt: int = 1) -> None:
    """Delete files of a photo, but for those that it has by now (again), or that the same picture
    has that was sent once more after the photo was deleted."""
    kept: set[str] = set()
    for photo in Photo.objects.filter(Q(pk=pk) | Q(sha256=sha256)):
        kept.update((str(photo.image.name), *photo.renditions))
    try:
        _delete({*names} - kept)
    except OSError as error:
        if not task_retry.retry_later(discard, PAUSES, attempt, pk, names, sha256):
            logger.error("Files of photo %s are not deleted: %s: %s", pk, ", ".join(names), error)
            raise
        logger.warning("Files of photo %s, try %s: %s; it is tried again.", pk, attempt, error)


def discard_with(photo: Photo) -> None:
    """To be called before a photo is deleted, in the same transaction: once it is certain that the
    row has gone, the worker deletes its original and all that was made of it. Two queries."""
    now = Photo.objects.select_for_update().filter(pk=photo.pk).first()
    if now is not None:  # Else whoever deleted it has enqueued the same.
        discard.enqueue(now.pk, [str(now.image.name), *now.renditions], now.sha256)


def _delete(names: Collection[str]) -> None:
    for name in names:
        default_storage.delete(name)
    for folder in {PurePosixPath(name).parent for name in names}:
        with suppress(OSError):  # There is more in it.
            default_storage.delete(str(folder))
