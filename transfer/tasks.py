"""Imports in the background: each task works for some seconds and enqueues the next one, so that a
long import does not block other tasks.

A worker may be killed at any moment: everything is stored with its place, and `resume_imports`
enqueues the import again. The lock of the import keeps other workers away.
"""

import errno
import logging
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path, PurePath
from typing import BinaryIO, ClassVar

from django.db import OperationalError, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django_tasks_db.models import DBTaskResult

from accounts.models import User
from blog.models import SiteSettings
from lib.database_errors import is_database_away
from transfer import importing
from transfer.choices import leave_out_comments
from transfer.disk import is_disk_full
from transfer.items import Entry
from transfer.locking import hold_import
from transfer.messages import Message
from transfer.missing import count_queued, fetch_queued
from transfer.models import IMPORT_PERMISSION, Import, ImportedItem
from transfer.pace import Workload
from transfer.placing import place_pictures
from transfer.readers.base import NotAnExport, Reader
from transfer.readers.detect import open_export
from transfer.rollback import preview_roll_back, roll_back
from transfer.stages.read import Stopped, find_origin
from transfer.uploads import delete_leftovers, delete_upload, get_path

logger = logging.getLogger(__name__)

SLICE_SECONDS = 20.0
PROGRESS_SECONDS = 1.0
DELETE_BATCH = 500
UPLOAD_LIFETIME = timedelta(days=30)
DISK_FULL_CODE = "53100"  # PostgreSQL, appendix A
GONE = gettext_noop("The uploaded file is gone. Upload the export again.")
DATABASE_FULL = gettext_noop("The disk of the database is full. Free some space, then go on.")
DISK_FULL = gettext_noop("The disk of the server is full. Free some space, then go on.")
NOT_PERMITTED = gettext_noop("Who started this may not import any more. Go on in your own name.")
UNREADABLE = gettext_noop("The file cannot be read (%(reason)s). Mend this, then go on.")
UNEXPECTED = gettext_noop("An unexpected error occurred, which was logged. You can go on.")
Stage = Import.Stage
RUNNING = (Stage.READING, Stage.WRITING, Stage.ROLLING_BACK)
ENDED = (Stage.DONE, Stage.FAILED, Stage.ROLLED_BACK, Stage.CANCELLED)
# The reader of the last task of this process that did not come to the end of an upload: to open it
# again takes seconds for each GB.
_unfinished: dict[int, Reader] = {}


class _SliceOver(Stopped):
    """The task has worked for long enough."""


class _Slice:
    """The time and progress of one task. `report` raises _SliceOver when the time is over."""

    def __init__(self, run: Import) -> None:
        self._run = run
        self._begin = self._stored = time.monotonic()
        self._first_position = run.position
        self._count = 0
        self.workload: Workload | None = None  # Of this task and those after it, while writing.

    def report(self, count: int = 1) -> None:
        """Add to what is done, and show it once a second; bytes are stored by the reading."""
        self._count += count
        now = time.monotonic()
        is_over = now - self._begin >= SLICE_SECONDS
        if is_over or now - self._stored >= PROGRESS_SECONDS:
            self._stored = now
            self.store()
        if is_over:
            raise _SliceOver

    def store(self) -> None:
        seconds = max(time.monotonic() - self._begin, 0.001)
        Import.objects.filter(pk=self._run.pk).update(
            pace=self._measure_pace(seconds),
            done_count=self._run.done_count + self._count,
            updated_at=timezone.now(),
        )

    def _measure_pace(self, seconds: float) -> float:
        """Return how many bytes or items a second takes; of different items, in the time left."""
        if self._run.stage == Stage.READING:
            return (self._run.position - self._first_position) / seconds
        if self.workload and (left := self.workload.estimate_seconds(self._count, seconds)):
            return (self.workload.total - self._count) / left
        return self._count / seconds


def enqueue(run: Import) -> None:
    """Enqueue the next task of an import; those that are enqueued already will do nothing.

    Three queries.
    """
    with transaction.atomic():
        Import.objects.filter(pk=run.pk).update(turn=F("turn") + 1, runs_in_background=True)
        run_import.enqueue(run.pk, Import.objects.values_list("turn", flat=True).get(pk=run.pk))


@task
def run_import(pk: int, turn: int) -> None:
    """Go on with an import for SLICE_SECONDS, and enqueue the rest.

    What goes wrong is stored as the message of the import, which an administrator can go on with.
    """
    with hold_import(pk) as is_held:
        run = Import.objects.select_related("origin", "by").filter(pk=pk, turn=turn).first()
        if not is_held or run is None:
            return
        with SiteSettings.load().activated():
            is_over = _work(run)
    if not is_over:
        enqueue(run)


def _work(run: Import) -> bool:
    """Work for a while; return whether the import waits for a person then."""
    progress = _Slice(run)
    try:
        _STEPS.get(Stage(run.stage), _do_nothing)(run, progress)
        progress.store()
    except _SliceOver:
        return False
    except Stopped:  # Somebody paused or cancelled it.
        return True
    except NotAnExport as error:
        importing.fail(run, error.message)
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != DISK_FULL_CODE:
            raise  # The database is away: `resume_imports` enqueues it again.
        importing.fail(run, Message(DATABASE_FULL))
    except OSError as error:
        logger.exception("import %s failed", run.pk)
        importing.fail(run, _describe(error))
    except Exception as error:
        if is_database_away(error):
            raise
        logger.exception("import %s failed", run.pk)
        importing.fail(run, Message(UNEXPECTED))
    return True


def _describe(error: OSError) -> Message:
    if is_disk_full(error):
        return Message(DISK_FULL)
    reason = error.strerror or type(error).__name__
    return Message(UNREADABLE, {"reason": reason})


def _do_nothing(_run: Import, _progress: _Slice) -> None:
    """Imports that wait for a person have no work."""


def _open(run: Import) -> Reader:
    path = get_path(run)
    if run.upload and not path.exists():
        raise NotAnExport(GONE)
    if not run.upload and not PurePath(run.path).is_absolute():
        return _DeletedExport()  # After UPLOAD_LIFETIME.
    return open_export(path)


def _open_to_write(run: Import, count: int) -> Reader:
    """Open an export for the pictures and files of items to write; without any, as it may have been
    deleted since, it need not exist."""
    try:
        return _open(run)
    except (NotAnExport, OSError):
        if count:
            raise
        return _DeletedExport()


class _DeletedExport:
    """The reader of an export whose items are stored, and whose file is deleted."""

    platform: ClassVar[str] = ""
    total_bytes = 0

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        return False

    def read(self, _cursor: str = "") -> Iterator[Entry]:
        raise NotAnExport(GONE)

    def open_file(self, name: str) -> BinaryIO:
        raise FileNotFoundError(errno.ENOENT, _("The uploaded file was deleted."), name)


def _read(run: Import, progress: _Slice) -> None:
    reader = _unfinished.pop(run.pk, None) or _open(run)
    if run.origin is None:
        run.origin = find_origin(reader, PurePath(run.path).name)
        run.platform, run.total_bytes = reader.platform, reader.total_bytes
        run.save(update_fields=["origin", "platform", "total_bytes"])
    try:
        importing.read(run, reader, lambda: progress.report(0))
    except _SliceOver:
        _unfinished.clear()
        if run.upload:  # Nobody changes it meanwhile.
            _unfinished[run.pk] = reader
        raise


def _write(run: Import, progress: _Slice) -> None:
    by = _get_person(run)
    leave_out_comments(run)
    progress.workload = Workload(importing.count_pending(run))
    _set_left(run, progress.workload.total + count_queued(run))
    reader = _open_to_write(run, progress.workload.total)
    fetch_queued(run, reader, by, progress.report)
    place_pictures(run, by, progress.report)  # Those that arrived since the last time.
    importing.go_on_writing(run, reader, by, progress.report)


def _set_left(run: Import, left: int) -> None:
    """Store what is done as the rest of what is left, because the task before may have ended with
    more than it had stored. One query."""
    run.total_count = max(run.total_count, left)
    run.done_count = run.total_count - left
    Import.objects.filter(pk=run.pk).update(total_count=run.total_count, done_count=run.done_count)


def _get_person(run: Import) -> User:
    """Return who the import is recorded under. Raises NotAnExport if they may not import."""
    if run.by and run.by.is_active and run.by.has_perm(IMPORT_PERMISSION):
        return run.by
    raise NotAnExport(NOT_PERMITTED)


def _roll_back(run: Import, progress: _Slice) -> None:
    _set_left(run, preview_roll_back(run).posts)
    result = roll_back(run, progress.report)
    Import.objects.filter(pk=run.pk).update(counts=run.counts | {"kept": len(result.edited)})


def _clean_up(run: Import, progress: _Slice) -> None:
    """Delete what a cancelled import has read and no import has written."""
    unwritten = find_unwritten(run)
    while keys := list(unwritten.values_list("pk", flat=True)[:DELETE_BATCH]):
        ImportedItem.objects.filter(pk__in=keys).delete()
        progress.report(len(keys))


def find_unwritten(run: Import):
    """Filter the items of an import that were never written. Pictures and the site never are."""
    waiting = (ImportedItem.State.PENDING, ImportedItem.State.REFUSED)
    return run.items.filter(state__in=waiting, written_hash="").order_by("pk")


_STEPS = {
    Stage.READING: _read,
    Stage.WRITING: _write,
    Stage.ROLLING_BACK: _roll_back,
    Stage.CANCELLED: _clean_up,
}


@task
def resume_imports() -> None:
    """Enqueue imports whose worker was killed: those without a lock and a waiting task."""
    waiting = DBTaskResult.objects.filter(
        task_path=run_import.module_path, status=TaskResultStatus.READY
    )
    queued = {tuple(row["args"]) for row in waiting.values_list("args_kwargs", flat=True)}
    unwritten = ImportedItem.objects.filter(
        last_import=OuterRef("pk"), state=ImportedItem.State.PENDING, written_hash=""
    )
    stopped = Import.objects.filter(
        Q(stage__in=RUNNING) | Q(Exists(unwritten), stage=Stage.CANCELLED), runs_in_background=True
    )
    for run in stopped:
        if (run.pk, run.turn) in queued:
            continue
        with hold_import(run.pk) as is_held:
            pass
        if is_held:  # Not before, as another worker could take the task, and leave a locked import.
            enqueue(run)


@task
def delete_old_uploads() -> None:
    """Delete the uploaded files of imports that ended UPLOAD_LIFETIME ago."""
    old = Import.objects.exclude(upload="").filter(
        stage__in=ENDED, updated_at__lt=timezone.now() - UPLOAD_LIFETIME
    )
    for run in old:
        delete_upload(run.upload)
        Import.objects.filter(pk=run.pk).update(upload="")
    delete_leftovers(set(Import.objects.exclude(upload="").values_list("upload", flat=True)))
