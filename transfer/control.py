"""What an administrator does with imports; the work itself is done by background tasks."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePath

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from transfer import choices, importing
from transfer.missing import queue_missing
from transfer.models import Import, ImportedItem
from transfer.readers.detect import open_export
from transfer.rollback import preview_roll_back
from transfer.tasks import enqueue
from transfer.uploads import delete_upload, get_path, store_upload

Stage = Import.Stage
# What can be done, and the stages in which it can.
WRITE_STAGES = (Stage.READ,)
PAUSE_STAGES = (Stage.READING, Stage.WRITING)
GO_ON_STAGES = (Stage.PAUSED, Stage.FAILED)
CANCEL_STAGES = (Stage.READING, Stage.READ, Stage.PAUSED, Stage.FAILED)
ROLL_BACK_STAGES = (Stage.DONE, Stage.PAUSED, Stage.FAILED)


class WrongStage(Exception):
    """The import is at another stage by now. The message is for the administrator."""


def upload_export(*, files: Sequence[TemporaryUploadedFile], by: User) -> Import:
    """Store an uploaded export, of one file or several, and begin to read it in the background.

    Raises NotAnExport for any other file, and OSError if it cannot be stored; then nothing is kept.
    """
    name = PurePath(files[0].name or "").name[:1000]
    run = Import(path=name, by=by, upload=store_upload(files))
    try:
        reader = open_export(get_path(run))
        run.platform, run.total_bytes = reader.platform, reader.total_bytes
        with transaction.atomic():
            run.save()
            enqueue(run)
    except BaseException:
        delete_upload(run.upload)
        raise
    return run


@transaction.atomic
def write_import(
    *,
    run: Import,
    by: User,
    accounts: Mapping[int, int],
    new_accounts: Collection[int],
    fetches_pictures: bool,
    comments: str,
) -> None:
    """Begin to write an import that was read. `accounts` and `new_accounts` are those of
    `choices.map_authors`. Raises WrongStage."""
    stored = _lock(run, WRITE_STAGES)
    choices.map_authors(stored, accounts, new_accounts)
    stored.fetches_pictures, stored.comments = fetches_pictures, comments
    stored.done_count = stored.total_count = 0
    _start(stored, Stage.WRITING, by)


@transaction.atomic
def write_again(*, run: Import, by: User) -> None:
    """Write what a finished import has to write by now, such as solved conflicts and pictures."""
    stored = _lock(run, (Stage.DONE,))
    stored.done_count = stored.total_count = 0
    _start(stored, Stage.WRITING, by)


@transaction.atomic
def fetch_again(*, run: Import, by: User) -> None:
    """Fetch missing pictures and files of a finished import again, and put them into their posts,
    also if fetching was switched off. Raises WrongStage."""
    stored = _lock(run, (Stage.DONE,))
    queue_missing(stored)
    stored.fetches_pictures = True
    stored.done_count = stored.total_count = 0
    _start(stored, Stage.WRITING, by)


def pause_import(*, run: Import) -> None:
    """Pause an import; it stops after the items that it writes."""
    importing.pause(run)


@transaction.atomic
def go_on(*, run: Import, by: User) -> None:
    """Go on with a paused or failed import. Raises WrongStage."""
    stored = _lock(run, GO_ON_STAGES)
    _start(stored, Stage(stored.paused_stage or Stage.READING), by)


@transaction.atomic
def cancel_import(*, run: Import) -> None:
    """End an import that has written nothing, and forget what it has read. Raises WrongStage."""
    stored = _lock(run, CANCEL_STAGES)
    if has_written(stored):
        raise WrongStage(_("Something was written already. Roll the import back in place of that."))
    stored.stage, stored.message = Stage.CANCELLED, ""
    stored.save(update_fields=["stage", "message", "updated_at"])
    enqueue(stored)


@transaction.atomic
def roll_back_import(*, run: Import, by: User) -> None:
    """Begin to roll back what an import wrote. Raises WrongStage."""
    stored = _lock(run, ROLL_BACK_STAGES)
    stored.done_count, stored.total_count = 0, preview_roll_back(stored).posts
    _start(stored, Stage.ROLLING_BACK, by)


def has_written(run: Import) -> bool:
    """Return whether an import has written an item. One query."""
    return ImportedItem.objects.filter(written_by=run).exists()


def _lock(run: Import, stages: Collection[Stage]) -> Import:
    """Lock an import in one of these stages; batches that were still written are stored then."""
    stored = Import.objects.select_for_update().filter(pk=run.pk, stage__in=stages).first()
    if stored is None:
        present = Import.objects.get(pk=run.pk)
        raise WrongStage(
            _("Nothing was changed, because the import is at another stage by now: %(stage)s.")
            % {"stage": present.get_stage_display()}
        )
    return stored


def _start(run: Import, stage: Stage, by: User) -> None:
    run.stage, run.paused_stage, run.message, run.by, run.pace = stage, "", "", by, 0
    run.save()
    enqueue(run)
