"""Access to uploads for backups: list, open and replace them."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from django.conf import settings
from django.core.files.storage import storages

from operations.backup import BackupError
from storage.media import PRIVATE_FOLDER

# Generated again on request.
EXCLUDED_FOLDERS = ("cards", "private/exports")
REPLACED_PREFIX = ".replaced-"


class OpenFile(NamedTuple):
    file: IO[bytes]
    size: int
    modified_at: int  # seconds since the epoch


class Media(Protocol):
    """`scratch_root` is a folder in which a backup can be unpacked."""

    scratch_root: Path

    def __str__(self) -> str: ...
    def list_names(self) -> Iterator[str]: ...
    def open(self, name: str) -> OpenFile: ...
    def replace(self, restored: Path) -> None: ...


def get_media() -> Media:
    return Bucket() if settings.MEDIA_S3 else Folder(Path(settings.MEDIA_ROOT))


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = self.scratch_root = path

    def __str__(self) -> str:
        return str(self.path)

    def list_names(self) -> Iterator[str]:
        """Yield relative paths of regular files. Hidden files are incomplete uploads; symbolic
        links could point anywhere."""
        for folder, folders, names in os.walk(self.path):
            parent = Path(folder)
            folders[:] = sorted(
                name
                for name in folders
                if not name.startswith(".")
                and (parent / name).relative_to(self.path).as_posix() not in EXCLUDED_FOLDERS
            )
            for name in sorted(names):
                path = parent / name
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    yield str(path.relative_to(self.path))

    def open(self, name: str) -> OpenFile:
        """Open a file, and get its size from the descriptor, as the file may be replaced."""
        file = (self.path / name).open("rb")
        stat = os.fstat(file.fileno())
        return OpenFile(file, stat.st_size, int(stat.st_mtime))

    def replace(self, restored: Path) -> None:
        """Replace all files by renaming, which is fast. The old ones are deleted at the end."""
        replaced = Path(tempfile.mkdtemp(prefix=REPLACED_PREFIX, dir=self.path))
        try:
            for entry in list(self.path.iterdir()):
                if not entry.name.startswith("."):
                    entry.rename(replaced / entry.name)
            for entry in restored.iterdir() if restored.exists() else ():
                if entry.name == PRIVATE_FOLDER:
                    entry.chmod(0o700)  # A backup has no modes: see `storage.private`.
                entry.rename(self.path / entry.name)
        except OSError as error:
            raise BackupError(
                f"The database is restored, but the media are not: {error}. Restore once more with"
                f" --overwrite; what was there is in {replaced}."
            ) from error
        shutil.rmtree(replaced)


class Bucket:
    def __init__(self) -> None:
        storage: Any = storages["default"]
        self._storage = storage
        self._prefix = f"{storage.location}/" if storage.location else ""
        self.scratch_root = Path(settings.VAR_DIR)

    def __str__(self) -> str:
        return str(settings.MEDIA_S3)

    def list_names(self) -> Iterator[str]:
        """Yield relative names of objects; one request for each thousand."""
        for item in self._storage.bucket.objects.filter(Prefix=self._prefix):
            name = item.key.removeprefix(self._prefix)
            is_excluded = name.startswith(tuple(f"{folder}/" for folder in EXCLUDED_FOLDERS))
            if not is_excluded and all(part and part[0] != "." for part in name.split("/")):
                yield name

    def open(self, name: str) -> OpenFile:
        try:
            item = self._storage.bucket.Object(self._prefix + name).get()
        except self._storage.connection.meta.client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None
        return OpenFile(item["Body"], item["ContentLength"], int(item["LastModified"].timestamp()))

    def replace(self, restored: Path) -> None:
        """Upload all files, then delete the others, so that pages always find their images."""
        uploaded = set()
        try:
            for name in Folder(restored).list_names():
                with (restored / name).open("rb") as file:  # It may have gigabytes.
                    self._storage.replace(name, file)
                uploaded.add(name)
            for name in list(self.list_names()):
                if name not in uploaded:
                    self._storage.delete(name)
        except OSError as error:
            raise BackupError(
                f"The database is restored, but the media are not: {error}. Restore once more with"
                " --overwrite."
            ) from error
