"""Uploaded exports: private files below `settings.IMPORT_ROOT`, outside of the uploads of the blog.

They contain drafts and e-mail addresses, so no server offers them, and backups leave them out.
"""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.utils.text import get_valid_filename

from transfer.models import Import

MAX_NAME_LENGTH = 150
PARTIAL_PREFIX = ".arriving-"
DAY = 86_400  # seconds


class _ArrivingFile(TemporaryUploadedFile):
    """An upload on the disk where it stays, so that it need not be copied."""

    def __init__(self, name: str, content_type: str | None, charset: str | None) -> None:
        UploadedFile.__init__(self, _open_partial(), name, content_type, 0, charset)


class ExportUploadHandler(TemporaryFileUploadHandler):
    """Writes the file of a form to the disk while it arrives; memory does not depend on its size.

    Reading the form raises OSError if the disk is full.
    """

    def new_file(self, *arguments: Any, **values: Any) -> None:
        FileUploadHandler.new_file(self, *arguments, **values)
        self.file = _ArrivingFile(self.file_name or "", self.content_type, self.charset)


def store_upload(files: Sequence[TemporaryUploadedFile]) -> str:
    """Keep files of `ExportUploadHandler`; return the name of the only one below the root, of
    several that of their folder. Raises OSError."""
    folder = secrets.token_hex(16)
    root = _get_upload_path(folder)
    root.mkdir(mode=0o700)
    names: list[str] = []
    try:
        for file in files:
            name = _clean_name(file.name or "")
            while name in names:
                name = f"{len(names)}-{name}"
            names.append(name)
            os.replace(file.temporary_file_path(), root / name)
    except OSError:
        delete_upload(folder)
        raise
    return f"{folder}/{names[0]}" if len(names) == 1 else folder


def get_path(run: Import) -> Path:
    """Return the file or folder of an import, which may be gone."""
    return _get_upload_path(run.upload) if run.upload else Path(run.path)


def _get_upload_path(name: str) -> Path:
    return Path(settings.IMPORT_ROOT) / name


def delete_upload(name: str) -> None:
    """Delete an upload with its folder. Nothing happens if it is gone, or if there was none."""
    if folder := name.partition("/")[0]:
        shutil.rmtree(_get_upload_path(folder), ignore_errors=True)


def delete_leftovers(names: set[str]) -> None:
    """Delete what killed processes left more than a day ago; `names` are the uploads in use."""
    folders = {name.partition("/")[0] for name in names}
    for path in _get_root().iterdir():
        if path.name not in folders and path.stat().st_mtime < time.time() - DAY:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _open_partial() -> IO[bytes]:
    return tempfile.NamedTemporaryFile(prefix=PARTIAL_PREFIX, dir=_get_root())


def _get_root() -> Path:
    root = Path(settings.IMPORT_ROOT)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    return root


def _clean_name(name: str) -> str:
    """Return a file name that keeps its extension, by which some exports are recognised."""
    stem, dot, extension = get_valid_filename(name or "export").rpartition(".")
    if not dot:
        return extension[:MAX_NAME_LENGTH]
    return f"{stem.lstrip('.')[:MAX_NAME_LENGTH] or 'export'}.{extension[:20]}"
