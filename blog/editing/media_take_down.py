"""Take an audio, video or PDF file down everywhere, and put it back.

As `photo_take_down`: rows and posts change in one transaction, and the files move right after the
commit and, in case that fails or the process is killed, by a task that is tried until it succeeds.
"""

import logging
from dataclasses import dataclass
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.content import rendering
from blog.content.media_files import taken_down
from blog.content.media_files.taken_down import find_take_down
from blog.editing.media_files import select_using_posts
from blog.editing.photo_places import (
    PhotoChangeRefused,
    PhotoInUse,
    order_public_first,
    render_outdated_posts,
    retry_if_used,
    split_public_first,
    update_posts,
)
from blog.editing.photo_take_down import (
    SECOND_SWEEP_DELAY,
    can_take_down,
    check_reason,
    compute_retry_delay,
)
from blog.models import CaptionTrack, MediaFile, MediaTakeDown, Post
from page_cache.file_purge import enqueue_file_purge
from storage import private

logger = logging.getLogger(__name__)
_BUSY = gettext_lazy(
    "Nothing was changed, because somebody is saving a post with this file. Try again."
)


@dataclass(frozen=True)
class TakenDownFile:
    """`later_count` is the number of posts that are rendered in the background."""

    take_down: MediaTakeDown
    post_count: int
    later_count: int


@dataclass(frozen=True)
class RestoredFile:
    take_down: MediaTakeDown
    post_count: int


@dataclass(frozen=True)
class FilePlaces:
    """`posts` are the first of `post_count`, the public ones first."""

    post_count: int
    posts: list[Post]

    @property
    def more_count(self) -> int:
        return self.post_count - len(self.posts)


def filter_posts(sha256: str) -> QuerySet[Post]:
    """Filter posts and pages that show or link to a content, whoever uploaded it. Drafts and trash
    count."""
    return Post.all_objects.filter(pk__in=select_using_posts(file__sha256=sha256))


def find_places(file: MediaFile, limit: int) -> FilePlaces:
    """Return where a content is shown or linked to, with at most `limit` posts. Two queries."""
    posts = filter_posts(file.sha256)
    first = order_public_first(posts).defer("html", "intro_html", "linked_data")[:limit]
    return FilePlaces(posts.count(), list(first))


@retry_if_used
def take_down_file(*, file: MediaFile, reason: str, by: User) -> TakenDownFile:
    """Remove a file, and all uploads of the same content, from all public pages, feeds and URLs,
    with a reason for readers.

    Posts keep title and caption and show the reason in place of the player; captions and transcript
    are not shown, and links to the file become their text. The same content cannot be uploaded
    again. `restore_file` undoes all of it. Raises PhotoChangeRefused, and changes nothing then.
    Eleven queries, and at most eight for each post that is rendered at once.
    """
    if not can_take_down(by):
        raise PhotoChangeRefused(_("Only an editor can take a file down."))
    reason = check_reason(
        reason, missing=_("Say why: readers see the reason in place of the file.")
    )
    files, posts = _lock(file.sha256)
    if find_take_down(file.sha256):
        raise PhotoChangeRefused(_("This file was already taken down."))
    # Before anything slow, so that the files are moved first after the commit.
    transaction.on_commit(partial(_hide_now, file.sha256), robust=True)
    take_down = MediaTakeDown.objects.create(
        sha256=file.sha256, reason=reason, by=by, folder=private.create_folder_name()
    )
    _withdraw(files, take_down)
    settle.enqueue(file.sha256)
    settle.using(run_after=timezone.now() + SECOND_SWEEP_DELAY).enqueue(file.sha256)
    later = update_posts(posts)  # `settle` renders these.
    return TakenDownFile(take_down, len(posts), len(later))


@retry_if_used
def restore_file(*, take_down: MediaTakeDown, by: User) -> RestoredFile:
    """Put a file back that was taken down: files and pages.

    The first posts are rendered when the files are back, the others by the worker. Raises
    PhotoChangeRefused, and changes nothing then. Ten queries until the commit, and more for each
    post that is rendered after it.
    """
    if not can_take_down(by):
        raise PhotoChangeRefused(_("Only an editor can put a file back."))
    files, posts = _lock(take_down.sha256)
    current = MediaTakeDown.objects.select_for_update().get(pk=take_down.pk)
    if current.undone_at:
        raise PhotoChangeRefused(_("This file was already put back."))
    transaction.on_commit(partial(_show_now, current.sha256), robust=True)
    keys = [file.pk for file in files]
    MediaFile.objects.filter(pk__in=keys).update(withdrawn_at=None, withdrawal_reason="")
    current.undone_at = timezone.now()
    current.save(update_fields=["undone_at"])
    settle.enqueue(current.sha256)
    return RestoredFile(current, len(posts))


def _lock(sha256: str) -> tuple[list[MediaFile], list[int]]:
    """Lock posts and then files, as saves of posts do; return the files, and the keys of the posts.

    No other post can get one of the files until the end of the transaction.
    """
    posts = filter_posts(sha256).select_for_update(no_key=True, of=("self",)).order_by("pk")
    keys = list(posts.values_list("pk", flat=True))
    rows = MediaFile.objects.select_for_update(of=("self",)).filter(sha256=sha256)
    files = list(rows.order_by("pk"))
    if not files:
        raise PhotoChangeRefused(_("The file was deleted in the meantime."))
    if filter_posts(sha256).exclude(pk__in=keys).exists():
        raise PhotoInUse(_BUSY)
    return files, keys


def _withdraw(files: list[MediaFile], take_down: MediaTakeDown) -> None:
    """Mark files as taken down, and purge a CDN of them and of their captions."""
    keys = [file.pk for file in files]
    values = {"withdrawn_at": take_down.created_at, "withdrawal_reason": take_down.reason}
    MediaFile.objects.filter(pk__in=keys).update(**values)
    tracks = CaptionTrack.objects.filter(file__in=keys).defer("text")
    paths = [default_storage.url(str(file.file.name)) for file in files]
    paths += [track.get_absolute_url() for track in tracks]
    enqueue_file_purge(paths)


def _hide_now(sha256: str) -> None:
    try:
        _settle_files(sha256)
    except OSError as error:  # The task is enqueued.
        logger.warning("The worker hides the files with the hash %s: %s", sha256, error)


def _show_now(sha256: str) -> None:
    """Move the files back, and render the first posts."""
    try:
        _settle_files(sha256)
        now, _later = split_public_first(filter_posts(sha256))
        rendering.rerender_as_newer.func(now)
    except OSError as error:  # The task is enqueued.
        logger.warning("The worker shows the files with the hash %s: %s", sha256, error)


@task(priority=rendering.PRIORITY)  # Until then, posts show a file that is missing.
def settle(sha256: str, attempt: int = 1) -> None:
    """Make files and posts match the last take-down of a content. Idempotent; tried until it
    succeeds."""
    try:
        if files := _settle_files(sha256):
            render_outdated_posts(
                filter_posts(sha256),
                [f"/{file.file.name}" for file in files],
                is_taken_down=find_take_down(sha256) is not None,
            )
    except Exception as error:
        logger.error("Files %s, try %s: %s; it is tried again.", sha256, attempt, error)
        run_after = timezone.now() + compute_retry_delay(attempt)
        settle.using(run_after=run_after).enqueue(sha256, attempt + 1)


@transaction.atomic
def _settle_files(sha256: str) -> list[MediaFile]:
    """Move the files while they are locked, and return them. One that was being uploaded during the
    take-down is taken down as well."""
    rows = MediaFile.objects.select_for_update(no_key=True).filter(sha256=sha256)
    files = list(rows.order_by("pk"))
    last = MediaTakeDown.objects.filter(sha256=sha256).order_by("-pk").first()
    if last is None or not last.folder:
        return files
    if last.undone_at is None and (late := [file for file in files if not file.withdrawn_at]):
        _withdraw(late, last)
    for file in files:
        if last.undone_at is None:
            taken_down.hide(file, last.folder)
        else:
            taken_down.show(file, last.folder)
    return files
