"""Private files in the storage of uploads, in folders that nobody can guess.

No web server may serve them: Django's view, `deploy/nginx.conf` and the permissions of the folder
refuse it. Names and folders are relative to the storage, so that backups include the files.
"""

import contextlib
import os
import posixpath
import secrets
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage, default_storage

from storage.media import PRIVATE_FOLDER


def create_folder_name(parent: str = PRIVATE_FOLDER) -> str:
    """Return a new folder's name: 'private/', or a folder below it, and 256 random bits."""
    return f"{parent}/{secrets.token_hex(32)}"


def copy(name: str, target: str, is_private: bool = True) -> bool:
    """Copy a file, durably; return False if there is none. Raises OSError.

    `is_private` tells whether `target` is in a private folder.
    """
    try:
        with default_storage.open(name) as file:
            data = file.read()
    except FileNotFoundError:
        return False
    if is_private:
        write(target, data)
    else:
        _replace(target, data)
    return True


def move(name: str, target: str, is_private: bool = True) -> bool:
    """Move a file of any size, durably; return False if there is none. Raises OSError.

    `is_private` tells whether `target` is in a private folder.
    """
    if is_private:
        _create_root()
    storage: Any = default_storage
    try:
        storage.move(name, target)
    except FileNotFoundError:
        return False
    delete([name])  # Nothing but empty folders.
    return True


def write(name: str, data: bytes) -> None:
    """Create or replace a file, and wait until it is on the disk. Raises OSError."""
    _create_root()
    _replace(name, data)


def _create_root() -> bool:
    """Create the folder of private files; return False for a bucket, which has none."""
    storage: Any = default_storage
    if not isinstance(storage, FileSystemStorage):
        return False
    os.makedirs(storage.location, exist_ok=True)
    # A web server runs as another user.
    Path(storage.path(PRIVATE_FOLDER)).mkdir(mode=0o700, exist_ok=True)
    return True


@contextlib.contextmanager
def create_file(name: str) -> Iterator[Path]:
    """Yield the path at which a large file is to be created; after the block, it is stored.

    Nothing is stored if the block raises. Raises OSError.
    """
    if not _create_root():
        with TemporaryDirectory() as folder:
            path = Path(folder) / posixpath.basename(name)
            yield path
            with path.open("rb") as file:
                default_storage.save(name, File(file, name))
        return
    path = Path(default_storage.path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # Not empty.
            path.parent.rmdir()
        raise


def list_files(folder: str) -> Iterator[str]:
    """Yield the names of all files below a folder, and of partial files as well."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from list_files(f"{folder}/{name}")


def _replace(name: str, data: bytes) -> None:
    storage: Any = default_storage
    storage.replace(name, data, is_durable=True)


def read(name: str) -> bytes:
    """Raises OSError, and FileNotFoundError if there is no such file."""
    with default_storage.open(name) as file:
        return file.read()


def delete(names: list[str]) -> None:
    """Delete files and the folders that are then empty. Missing files are skipped."""
    for name in names:
        default_storage.delete(name)
    folders = {posixpath.dirname(name) for name in names}
    parents = {folder[:end] for folder in folders for end in _find_slashes(folder)} | folders
    for folder in sorted(parents - {""}, key=len, reverse=True):
        with contextlib.suppress(OSError):  # Not empty.
            default_storage.delete(folder)


def _find_slashes(folder: str) -> list[int]:
    return [index for index, character in enumerate(folder) if character == "/"]
