"""Exports in the background: a thread of each worker, beside its tasks, because an export of a
large blog takes minutes to hours.

A worker may be killed at any moment: its lock of the export ends with its connection, and another
worker begins the export again.
"""

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event

from django.db import OperationalError, close_old_connections, connection
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop

from blog.models import SiteSettings
from storage import private
from transfer.disk import is_disk_full
from transfer.exports import formats
from transfer.exports.control import FOLDER, delete_file, load_selection
from transfer.exports.models import ACTIVE, Export
from transfer.exports.selection import ExportError
from transfer.locking import hold_export
from transfer.messages import Message

logger = logging.getLogger(__name__)

CHECK_INTERVAL = 5.0  # In seconds.
PROGRESS_INTERVAL = 1.0
MAX_ATTEMPTS = 3
FILE_NAME = "export"
DISK_FULL = gettext_noop("The disk of the server is full. Free some space, then export again.")
UNEXPECTED = gettext_noop("An unexpected error occurred, which was logged.")
CRASHED = gettext_noop(
    "The worker ended %(count)d times while it wrote this, perhaps for lack of memory. Its log"
    " may have the reason."
)
UNWRITABLE = gettext_noop("The file could not be written (%(reason)s).")
State = Export.State


class Interrupted(Exception):
    """The export was cancelled, or its worker ends."""


@dataclass
class _Progress:
    """What the thread that writes tells the one that stores the progress, and the reverse."""

    counts: dict[str, int] = field(default_factory=dict)
    total: int = 0
    stop: Event = field(default_factory=Event)

    def report(self, name: str, count: int) -> None:
        if self.stop.is_set():
            raise Interrupted
        self.counts[name] = count


def run(stop: Event) -> None:
    """Write what waits until `stop` is set. Retries while the database is unavailable."""
    while not stop.is_set():
        try:
            close_old_connections()
            while not stop.is_set() and write_next_export(stop):
                pass
        except Exception:
            logger.exception("No export could be written; it is tried again.")
        stop.wait(CHECK_INTERVAL)
    connection.close()


def write_next_export(stop: Event) -> bool:
    """Write the oldest export that waits, or whose worker was killed; return False if there is
    none. One query then."""
    for pk in Export.objects.filter(state__in=ACTIVE).order_by("pk").values_list("pk", flat=True):
        with hold_export(pk) as is_held:
            export = Export.objects.filter(pk=pk, state__in=ACTIVE).first()
            if is_held and export is not None:
                with SiteSettings.load().activated():
                    _write(export, stop)
                return True
    return False


def _write(export: Export, stop: Event) -> None:
    if export.attempts >= MAX_ATTEMPTS:
        crashed = Message(CRASHED, {"count": MAX_ATTEMPTS})
        _end(export, State.FAILED, message=crashed.stored)
        delete_file(export.file)
        return
    name = f"{private.create_folder_name(FOLDER)}/{FILE_NAME}"
    if not _update(export, state=State.RUNNING, file=name, attempts=F("attempts") + 1):
        return  # It was cancelled just now.
    try:
        delete_file(export.file)  # Of a killed worker.
        size, sha256 = _write_in_thread(export, name, stop)
    except Interrupted:
        _update(export, state=State.WAITING, attempts=export.attempts)  # Unless it was cancelled.
    except OperationalError:
        raise  # The database is away: this is tried again.
    except Exception as error:
        _end(export, State.FAILED, message=_describe(export, error).stored)
    else:
        if not _end(export, State.DONE, size=size, sha256=sha256):
            delete_file(name)


def _describe(export: Export, error: Exception) -> Message:
    """Return what went wrong in plain words; what cannot be expected is logged as well."""
    if isinstance(error, ExportError):
        return error.message
    logger.error("export %s failed", export.pk, exc_info=error)
    if not isinstance(error, OSError):
        return Message(UNEXPECTED)
    if is_disk_full(error):
        return Message(DISK_FULL)
    reason = error.strerror or type(error).__name__
    return Message(UNWRITABLE, {"reason": reason})


def _update(export: Export, **values: object) -> bool:
    """Change the row of an export that goes on; return False if it was cancelled."""
    active = Export.objects.filter(pk=export.pk, state__in=ACTIVE)
    return bool(active.update(**values, updated_at=timezone.now()))


def _end(export: Export, state: State, **values: object) -> bool:
    return _update(export, state=state, ended_at=timezone.now(), **values)


def _write_in_thread(export: Export, name: str, stop: Event) -> tuple[int, str]:
    """Write the file; return its size and hash. Raises what `formats.export` does, and Interrupted.

    The thread that writes reads one snapshot of the database, and sees and stores nothing
    meanwhile: this one stores the progress.
    """
    progress = _Progress()
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            future = pool.submit(_close_connection, lambda: _write_file(export, name, progress))
            while not _has_ended(future):
                if stop.is_set() or not _store_progress(export, progress):
                    progress.stop.set()
            _store_progress(export, progress)
            return future.result()
        finally:
            progress.stop.set()


def _has_ended(future: Future[tuple[int, str]]) -> bool:
    return bool(wait([future], timeout=PROGRESS_INTERVAL).done)


def _store_progress(export: Export, progress: _Progress) -> bool:
    return _update(export, counts=dict(progress.counts), total_count=progress.total)


def _close_connection(function: Callable[[], tuple[int, str]]) -> tuple[int, str]:
    try:
        return function()
    finally:
        connection.close()


def _write_file(export: Export, name: str, progress: _Progress) -> tuple[int, str]:
    with SiteSettings.load().activated():
        selection = load_selection(export)
        if count := formats.FORMATS[export.format].count:
            progress.total = count(selection)
    with private.create_file(name) as path:
        formats.export(export.format, path, selection, progress.report)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256")
        return path.stat().st_size, digest.hexdigest()
