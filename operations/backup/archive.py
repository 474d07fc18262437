"""What a backup's file holds: written in one go, and read in one go, whole before it is used."""

import contextlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, BinaryIO, NamedTuple

from operations.backup import BackupError
from operations.backup.media import Media
from operations.backup.streams import BUFFER, DAMAGED, Sealing, Unsealing

FORMAT = 1
# A dump comes as a stream, and a member of an archive says its size first: so it comes in parts.
PART = 8 * 1024 * 1024
LARGEST_MANIFEST = 1024 * 1024
MEMBER = re.compile(r"manifest\.json|database/[0-9]{6}|media/.+|end\.json", re.DOTALL)


class Counts(NamedTuple):
    files: int
    bytes: int
    gone: int


def write(
    out: BinaryIO, manifest: dict[str, Any], dump: Callable[[IO[bytes]], None], media: Media
) -> None:
    """The database first: what is uploaded meanwhile is a file too many, never one too few."""
    sealing = Sealing(out)
    with tarfile.open(fileobj=sealing, mode="w|", bufsize=BUFFER) as tar:  # type: ignore[call-overload]  # only write()
        _add(tar, "manifest.json", json.dumps({"format": FORMAT, **manifest}).encode())
        parts = Parts(tar)
        dump(parts)  # type: ignore[arg-type]  # only write()
        parts.flush()
        counts = _add_media(tar, media)
        _add(tar, "end.json", json.dumps({"parts": parts.count, **counts._asdict()}).encode())
    sealing.seal()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))
    tar.members.clear()  # type: ignore[attr-defined]  # It would remember each for ever.


class Parts:
    """A file to be written to, of which each 8 MB become a member."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._held = bytearray()
        self.count = 0

    def write(self, data: bytes) -> int:
        self._held += data
        while len(self._held) >= PART:
            self._part(PART)
        return len(data)

    def flush(self) -> None:
        if self._held:
            self._part(len(self._held))

    def _part(self, size: int) -> None:
        _add(self._tar, f"database/{self.count:06d}", bytes(self._held[:size]))
        del self._held[:size]
        self.count += 1


def _add_media(tar: tarfile.TarFile, media: Media) -> Counts:
    """One that was deleted since it was listed is counted as gone."""
    count = size = gone = 0
    for name in media.names():
        try:
            found = media.open(name)
        except FileNotFoundError:
            gone += 1
            continue
        with contextlib.closing(found.file) as file:
            info = tarfile.TarInfo(f"media/{name}")
            info.size, info.mtime = found.size, found.changed
            tar.addfile(info, file)
            tar.members.clear()  # type: ignore[attr-defined]  # as in _add
        count, size = count + 1, size + info.size
    return Counts(count, size, gone)


class Contents(NamedTuple):
    manifest: dict[str, Any]
    counts: Counts


def read(
    source: IO[bytes], into: Path | None, accept: Callable[[dict[str, Any]], None]
) -> Contents:
    """All of it, or BackupError. `accept` sees the manifest first and may refuse it.

    With a folder, which is new, `into/dump` and `into/media` hold what was in it; without one it is
    only looked at.
    """
    unsealing = Unsealing(source)
    try:
        with tarfile.open(fileobj=unsealing, mode="r|", bufsize=BUFFER) as tar:  # type: ignore[call-overload]  # only read()
            contents = _read(tar, into, accept)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError):
        raise BackupError(f"{DAMAGED}, or it is no backup.") from None
    unsealing.finish()
    return contents


def _read(
    tar: tarfile.TarFile, into: Path | None, accept: Callable[[dict[str, Any]], None]
) -> Contents:
    manifest: dict[str, Any] | None = None
    end: dict[str, Any] | None = None
    parts = count = size = 0
    for member in tar:
        tar.members.clear()  # type: ignore[attr-defined]  # as in _add
        _check(member)
        data = tar.extractfile(member)
        kind = member.name.partition("/")[0]
        if data is None or end is not None or (manifest is None) != (kind == "manifest.json"):
            raise ValueError
        if kind == "manifest.json":
            manifest = json.loads(data.read(LARGEST_MANIFEST))
            if manifest["format"] != FORMAT:
                raise BackupError(
                    f"The backup has format {manifest['format']!r}, and this version of the site"
                    f" reads format {FORMAT}: use the version that took it."
                )
            accept(manifest)
        elif kind == "end.json":
            end = json.loads(data.read(LARGEST_MANIFEST))
        elif kind == "database":
            if member.name != f"database/{parts:06d}" or count:
                raise ValueError
            parts += 1
            _copy(data, into and into / "dump", "ab", member)
        else:
            count, size = count + 1, size + member.size
            _copy(data, into and into / member.name, "xb", member)
    if manifest is None or end is None or not parts:
        raise ValueError
    counts = Counts(end["files"], end["bytes"], end["gone"])
    if (end["parts"], counts.files, counts.bytes) != (parts, count, size):
        raise ValueError
    return Contents(manifest, counts)


def _check(member: tarfile.TarInfo) -> None:
    """Plain files with the names that `write` gives, which lead nowhere else."""
    steps = member.name.split("/")
    if not member.isreg() or member.issparse() or not MEMBER.fullmatch(member.name):
        raise BackupError(f"The backup holds {member.name!r}, which no backup does: refused.")
    # Hidden files are never in a backup; '.' and '..' are among them.
    if any(not step or step.startswith(".") or "\0" in step for step in steps):
        raise BackupError(f"The backup holds {member.name!r}, which leads astray: refused.")


def _copy(data: IO[bytes], to: Path | None, mode: str, member: tarfile.TarInfo) -> None:
    if to is None:
        while data.read(BUFFER):
            pass
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), to.open(mode) as file:
        shutil.copyfileobj(data, file, BUFFER)
        file.flush()
        os.utime(to, (member.mtime, member.mtime))
        return
    raise BackupError(f"The backup holds {member.name!r} twice: refused.")
