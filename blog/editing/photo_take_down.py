"""Take a photo down everywhere, and put it back.

The row and the posts change in one transaction. Files cannot: they are moved right after the commit
and, in case that fails or the process is killed, by a task that is tried until it succeeds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common import markup
from blog.content import photo_files, photo_renditions, rendering
from blog.editing.photo_places import (
    EDITOR_PERMISSION,
    PhotoChangeRefused,
    filter_all_posts,
    lock_places,
    order_public_first,
    render_outdated_posts,
    retry_if_used,
    split_public_first,
    update_posts,
)
from blog.metadata.cards.cache import delete_cards
from blog.models import Figure, Photo, PhotoChange, Source
from page_cache.file_purge import enqueue_file_purge
from storage import private

logger = logging.getLogger(__name__)

MAX_REASON_LENGTH = 500
# Cards that are deleted before the response, the others by the task.
MAX_CARDS_IN_REQUEST = 30
# Requests that began before the commit have ended by then. They may have stored a card.
SECOND_SWEEP_DELAY = timedelta(minutes=2)
FIRST_RETRY_DELAY, MAX_RETRY_DELAY = timedelta(seconds=10), timedelta(hours=1)


@dataclass(frozen=True)
class TakenDownPhoto:
    """`later_count` is the number of posts that are rendered in the background."""

    change: PhotoChange
    post_count: int
    source_count: int
    later_count: int


@dataclass(frozen=True)
class RestoredPhoto:
    """`kept_sources` got another portrait meanwhile, and keep it."""

    change: PhotoChange
    post_count: int
    kept_sources: list[Source]


def can_take_down(by: User) -> bool:
    return by.has_perm(EDITOR_PERMISSION)


def check_reason(reason: str, *, missing: str) -> str:
    """Return the reason of a take-down on one line. Raises PhotoChangeRefused, with the message
    `missing` if there is none."""
    reason = " ".join(markup.clean_text(reason).split())
    if not reason:
        raise PhotoChangeRefused(missing)
    if len(reason) > MAX_REASON_LENGTH:
        message = _("The reason can have at most %(limit)d characters.")
        raise PhotoChangeRefused(message % {"limit": MAX_REASON_LENGTH})
    return reason


def compute_retry_delay(attempt: int) -> timedelta:
    return min(FIRST_RETRY_DELAY * 2 ** min(attempt - 1, 10), MAX_RETRY_DELAY)


@retry_if_used
def take_down_photo(*, photo: Photo, reason: str, by: User) -> TakenDownPhoto:
    """Remove a photo from all public pages, feeds, cards and URLs, with a reason for readers.

    Figures keep their captions and show the reason in a box of the picture's shape; portraits are
    removed, and videos have no poster. The same file cannot be uploaded again. `restore_photo`
    undoes all of it. Raises PhotoChangeRefused, and changes nothing then. About thirty queries, and
    seven for each post that is rendered at once.
    """
    if not can_take_down(by):
        raise PhotoChangeRefused(_("Only an editor can take a picture down."))
    missing = _("Say why: readers see the reason in place of the picture.")
    reason = check_reason(reason, missing=missing)
    portraits = Source.objects.filter(portrait=photo)
    locked = lock_places([photo.pk], filter_all_posts(photo), portraits, shown=photo)
    photo = locked.photos[photo.pk]
    if photo.withdrawn_at:
        raise PhotoChangeRefused(_("This picture was already taken down."))
    # Before anything slow, so that the files are moved first after the commit.
    transaction.on_commit(partial(_hide_now, photo.pk), robust=True)
    folder = photo_files.get_private_folder(photo) or private.create_folder_name()
    files = photo_files.list_public_files(photo)
    photo.withdrawn_at, photo.withdrawal_reason = timezone.now(), reason
    photo.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    Source.objects.filter(pk__in=locked.sources).update(portrait=None)
    figures = list(Figure.objects.filter(photo=photo).order_by("pk").values_list("pk", "post_id"))
    change = PhotoChange.objects.create(
        kind=PhotoChange.Kind.TAKE_DOWN,
        photo=photo,
        reason=reason,
        by=by,
        before={"figures": figures, "sources": locked.sources, "folder": folder},
    )
    settle.enqueue(photo.pk)
    settle.using(run_after=timezone.now() + SECOND_SWEEP_DELAY).enqueue(photo.pk)
    enqueue_file_purge([default_storage.url(name) for name in files])
    later = update_posts(locked.posts)  # `settle` renders these.
    post_count = len({post for _figure, post in figures})
    return TakenDownPhoto(change, post_count, len(locked.sources), len(later))


@retry_if_used
def restore_photo(*, change: PhotoChange, by: User) -> RestoredPhoto:
    """Put a photo back that was taken down: files, pages and portraits.

    The first posts are rendered when the files are back, the others by the worker. A source with
    another portrait keeps it. Raises PhotoChangeRefused, and changes nothing then. About twenty
    queries, and eight for each post that is rendered at once.
    """
    if not can_take_down(by):
        raise PhotoChangeRefused(_("Only an editor can put a picture back."))
    change = PhotoChange.objects.select_for_update().get(pk=change.pk)
    if change.kind != PhotoChange.Kind.TAKE_DOWN or change.photo is None:
        raise PhotoChangeRefused(_("The picture was deleted in the meantime."))
    posts, sources = (
        filter_all_posts(change.photo),
        Source.objects.filter(pk__in=change.before["sources"]),
    )
    locked = lock_places([change.photo.pk], posts, sources, shown=change.photo)
    photo = locked.photos[change.photo.pk]
    if change.undone_at or not photo.withdrawn_at:
        raise PhotoChangeRefused(_("This picture was already put back."))
    transaction.on_commit(partial(_show_now, photo.pk), robust=True)
    photo.withdrawn_at, photo.withdrawal_reason = None, ""
    photo.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    portraits = Source.objects.filter(pk__in=locked.sources)
    kept_sources = list(portraits.filter(portrait__isnull=False))
    portraits.filter(portrait=None).update(portrait=photo)
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])
    photo_renditions.enqueue(photo)  # If its texts were changed meanwhile.
    settle.enqueue(photo.pk)
    return RestoredPhoto(change, len(locked.posts), kept_sources)


def _hide_now(pk: int) -> None:
    """Move the files away, and delete the cards of the first posts."""
    try:
        if (photo := _settle_files(pk)) is not None:
            first = order_public_first(filter_all_posts(photo)).values_list("pk", flat=True)
            delete_cards("posts", first[:MAX_CARDS_IN_REQUEST])
    except OSError as error:  # The task is enqueued.
        logger.warning("The worker moves the files of photo %s: %s", pk, error)


def _show_now(pk: int) -> None:
    """Move the files back, and render the first posts."""
    try:
        if (photo := _settle_files(pk)) is not None:
            now, _later = split_public_first(filter_all_posts(photo))
            rendering.rerender_as_newer.func(now)
    except OSError as error:  # The task is enqueued.
        logger.warning("The worker moves the files of photo %s back: %s", pk, error)


@task(priority=rendering.PRIORITY)  # Until then, posts show a picture that is missing.
def settle(pk: int, attempt: int = 1) -> None:
    """Make files, cards and posts match the state of a photo. Idempotent; tried until it succeeds.

    A photo that is shown gets its files back before posts link to them.
    """
    try:
        photo = _settle_files(pk)
        if photo is None:
            return
        if photo.withdrawn_at:
            delete_cards("posts", filter_all_posts(photo).values_list("pk", flat=True))
        render_outdated_posts(
            filter_all_posts(photo),
            [photo.image.url, photo.poster_url],
            is_taken_down=photo.withdrawn_at is not None,
        )
    except Exception as error:
        delay = compute_retry_delay(attempt)
        logger.error("Photo %s, try %s: %s; it is tried again.", pk, attempt, error)
        settle.using(run_after=timezone.now() + delay).enqueue(pk, attempt + 1)


@transaction.atomic
def _settle_files(pk: int) -> Photo | None:
    """Move the files while the photo is locked; return None if it was deleted."""
    photo = Photo.objects.select_for_update(no_key=True).filter(pk=pk).first()
    if photo is not None:
        move: Callable[[Photo], None] = photo_files.hide if photo.withdrawn_at else photo_files.show
        move(photo)
    return photo
