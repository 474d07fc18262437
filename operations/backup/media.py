"""The uploads as a backup sees them: names, streams, and all of them exchanged for others."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from django.conf import settings
from django.core.files.storage import storages

from operations.backup import BackupError
from storage.media import write

# Drawn again when they are asked for.
LEFT_OUT = ("cards",)
REPLACED = ".replaced-"


class Opened(NamedTuple):
    file: IO[bytes]
    size: int
    changed: int  # seconds since the epoch


class Media(Protocol):
    """`aside` is a folder in which what is restored can be unpacked."""

    aside: Path

    def __str__(self) -> str: ...
    def names(self) -> Iterator[str]: ...
    def open(self, name: str) -> Opened: ...
    def replace(self, restored: Path) -> None: ...


def of_the_site() -> Media:
    return Bucket() if settings.MEDIA_S3 else Folder(Path(settings.MEDIA_ROOT))


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = self.aside = path

    def __str__(self) -> str:
        return str(self.path)

    def names(self) -> Iterator[str]:
        """Paths below the folder, but for hidden files, which are not finished, and what is not a
        plain file: a link could lead anywhere."""
        for folder, folders, names in os.walk(self.path):
            here = Path(folder)
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            if here == self.path:
                folders[:] = [name for name in folders if name not in LEFT_OUT]
            for name in sorted(names):
                path = here / name
                if not name.startswith(".") and path.is_file() and not path.is_symlink():
                    yield str(path.relative_to(self.path))

    def open(self, name: str) -> Opened:
        """It is open before its size is asked, and files are only ever replaced as a whole."""
        file = (self.path / name).open("rb")
        found = os.fstat(file.fileno())
        return Opened(file, found.st_size, int(found.st_mtime))

    def replace(self, restored: Path) -> None:
        """Renames only: a moment, however much there is. What was there goes when all is done."""
        replaced = Path(tempfile.mkdtemp(prefix=REPLACED, dir=self.path))
        try:
            for entry in list(self.path.iterdir()):
                if not entry.name.startswith("."):
                    entry.rename(replaced / entry.name)
            for entry in restored.iterdir() if restored.exists() else ():
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
        self.aside = Path(settings.VAR_DIR)

    def __str__(self) -> str:
        return str(settings.MEDIA_S3)

    def names(self) -> Iterator[str]:
        """A thousand for each question."""
        for found in self._storage.bucket.objects.filter(Prefix=self._prefix):
            name = found.key.removeprefix(self._prefix)
            steps = name.split("/")
            if steps[0] not in LEFT_OUT and all(step and step[0] != "." for step in steps):
                yield name

    def open(self, name: str) -> Opened:
        try:
            found = self._storage.bucket.Object(self._prefix + name).get()
        except self._storage.connection.meta.client.exceptions.NoSuchKey:
            raise FileNotFoundError(name) from None
        return Opened(found["Body"], found["ContentLength"], int(found["LastModified"].timestamp()))

    def replace(self, restored: Path) -> None:
        """What was there goes last: until then every page finds its pictures."""
        put = set()
        try:
            for name in Folder(restored).names():
                write(name, (restored / name).read_bytes())
                put.add(name)
            for name in list(self.names()):
                if name not in put:
                    self._storage.delete(name)
        except OSError as error:
            raise BackupError(
                f"The database is restored, but the media are not: {error}. Restore once more with"
                " --overwrite."
            ) from error
