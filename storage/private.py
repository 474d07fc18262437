"""Private files in the storage of uploads, in folders that nobody can guess.

No web server may serve them: Django's view, `deploy/nginx.conf` and the permissions of the folder
refuse it. Names and folders are relative to the storage, so that backups include the files.
"""

import contextlib
import os
import posixpath
import secrets
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, default_storage

from storage.media import PRIVATE_FOLDER


def create_folder_name() -> str:
    """Return a new folder's name: 'private/' and 256 random bits."""
    return f"{PRIVATE_FOLDER}/{secrets.token_hex(32)}"


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


def write(name: str, data: bytes) -> None:
    """Create or replace a file, and wait until it is on the disk. Raises OSError."""
    storage: Any = default_storage
    if isinstance(getattr(storage, "_wrapped", storage), FileSystemStorage):
        os.makedirs(storage.location, exist_ok=True)
        # A web server runs as another user.
        Path(storage.path(PRIVATE_FOLDER)).mkdir(mode=0o700, exist_ok=True)
    _replace(name, data)


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
