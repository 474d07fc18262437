"""Pictures and files that are missing: uploaded by hand, or fetched again."""

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.editing.media_files import upload_media_file
from blog.editing.photos import upload_photo
from imaging.process import MAX_DECODER_WAIT, DecodersBusyError
from lib.urls import split_url
from transfer.models import Import, ImportedFile, ImportedPicture, ImportedUpload
from transfer.pictures import Pictures, find_missing, find_missing_files
from transfer.readers.base import Reader
from transfer.stages.read import lock_stage

State = ImportedUpload.State


@dataclass(frozen=True)
class Supplied:
    """`count` pictures and files were stored; `refused` has one sentence for each other upload."""

    count: int = 0
    refused: list[str] = field(default_factory=list)


def get_file_name(missing: ImportedUpload) -> str:
    """Return the file name that an upload must have to be taken for this picture or file."""
    return PurePosixPath(missing.address).name


def list_file_names(missing: ImportedUpload) -> set[str]:
    """Return the names of a picture or file: the usual one, and that in its address, which may have
    a size, as it is and decoded."""
    name = PurePosixPath(split_url(missing.url).path).name
    names = (get_file_name(missing), name, unquote(name).replace("\0", ""))
    return {each for each in names if each}


def supply_missing(*, run: Import, files: Iterable[UploadedFile], by: User) -> Supplied:
    """Store uploads as the missing pictures and files that have the same names or those in their
    addresses, upper and lower case being equal. Posts get them by `transfer.placing`."""
    by_name: dict[str, list[ImportedPicture | ImportedFile]] = {}
    missing_rows: list[ImportedPicture | ImportedFile] = [*find_missing(run)]
    missing_rows += find_missing_files(run)
    for missing in missing_rows:
        for name in set(map(_fold, list_file_names(missing))):
            by_name.setdefault(name, []).append(missing)
    count, refused = 0, []
    for file in files:
        rows = by_name.get(_fold(file.name or ""), [])
        error = ""
        if not rows:
            error = _("No missing picture or file has this name.")
        elif len(rows) > 1:
            error = _("Several missing pictures or files have this name. Add them in the posts.")
        else:
            error = _supply(rows[0], file, by)
        if error:
            refused.append(f"“{file.name}”: {error}")
        else:
            count += 1
    return Supplied(count, refused)


def _fold(name: str) -> str:
    """Fold case, and letters with accents that some systems write as two characters."""
    return unicodedata.normalize("NFC", name).casefold()


def _supply(row: ImportedPicture | ImportedFile, file: UploadedFile, by: User) -> str:
    """Store one upload; return what is wrong with it."""
    try:
        if isinstance(row, ImportedPicture):
            row.photo = upload_photo(file=file, by=by, max_wait=MAX_DECODER_WAIT).photo
        else:
            length, name = file.size or 0, file.name or ""
            row.file = upload_media_file(stream=file, length=length, name=name, by=by).file
    except ValidationError as error:
        return " ".join(error.messages)
    except DecodersBusyError:
        return _("Many pictures are being uploaded. Try again in a few seconds.")
    except OSError:
        return _("It could not be stored. Try again later.")
    row.state = State.FETCHED if isinstance(row, ImportedPicture) else State.SUPPLIED
    row.reason = ""
    row.save()
    return ""


def queue_missing(run: Import) -> int:
    """Let all missing pictures and files of the blog be fetched again; return how many. Two
    queries."""
    return sum(each(run).update(state=State.QUEUED) for each in (find_missing, find_missing_files))


def count_queued(run: Import) -> int:
    """Count what is to be fetched again. Two queries."""
    models = (ImportedPicture, ImportedFile)
    return sum(
        each.objects.filter(origin=run.origin, state=State.QUEUED).count() for each in models
    )


def fetch_queued(run: Import, reader: Reader, by: User, report: Callable[[], None]) -> None:
    """Fetch what is queued again; `report` is called after each. Raises Stopped if the import was
    paused."""
    pictures = Pictures(run, reader, by)
    for model in (ImportedPicture, ImportedFile):
        queued = model.objects.filter(origin=run.origin, state=State.QUEUED).order_by("pk")
        while (row := queued.select_related("item").first()) is not None:
            with transaction.atomic():
                lock_stage(run, Import.Stage.WRITING)
            pictures.fetch_again(row)
            report()
