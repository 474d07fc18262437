"""Write and read backup archives as streams."""

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
from operations.backup.streams import BUFFER_BYTES, DAMAGED_MESSAGE, ChecksumReader, ChecksumWriter

FORMAT_VERSION = 1
# Tar members begin with their size, and the dump is a stream of unknown size: so it is in parts.
PART_BYTES = 8 * 1024 * 1024
MAX_MANIFEST_BYTES = 1024 * 1024
MEMBER_NAME_RE = re.compile(r"manifest\.json|database/[0-9]{6}|media/.+|end\.json", re.DOTALL)


class Counts(NamedTuple):
    files: int
    bytes: int
    gone: int


def write(
    out: BinaryIO, manifest: dict[str, Any], dump: Callable[[IO[bytes]], None], media: Media
) -> None:
    """Write the archive. The database comes first, so that no file of its rows is missing."""
    writer = ChecksumWriter(out)
    with tarfile.open(fileobj=writer, mode="w|", bufsize=BUFFER_BYTES) as tar:  # type: ignore[call-overload]  # only write()
        _add(tar, "manifest.json", json.dumps({"format": FORMAT_VERSION, **manifest}).encode())
        parts = DumpParts(tar)
        dump(parts)  # type: ignore[arg-type]  # only write()
        parts.flush()
        counts = _add_media(tar, media)
        _add(tar, "end.json", json.dumps({"parts": parts.count, **counts._asdict()}).encode())
    writer.write_checksum()


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    tar.addfile(info, io.BytesIO(data))
    tar.members.clear()  # type: ignore[attr-defined]  # Otherwise it would grow with each.


class DumpParts:
    """File object that writes each 8 MB as a member of the archive."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar = tar
        self._buffer = bytearray()
        self.count = 0

    def write(self, data: bytes) -> int:
        self._buffer += data
        while len(self._buffer) >= PART_BYTES:
            self._add_part(PART_BYTES)
        return len(data)

    def flush(self) -> None:
        if self._buffer:
            self._add_part(len(self._buffer))

    def _add_part(self, size: int) -> None:
        _add(self._tar, f"database/{self.count:06d}", bytes(self._buffer[:size]))
        del self._buffer[:size]
        self.count += 1


def _add_media(tar: tarfile.TarFile, media: Media) -> Counts:
    """Add all media; files deleted since they were listed are counted as gone."""
    count = size = gone = 0
    for name in media.list_names():
        try:
            opened = media.open(name)
        except FileNotFoundError:
            gone += 1
            continue
        with contextlib.closing(opened.file) as file:
            info = tarfile.TarInfo(f"media/{name}")
            info.size, info.mtime = opened.size, opened.modified_at
            tar.addfile(info, file)
            tar.members.clear()  # type: ignore[attr-defined]  # as in _add
        count, size = count + 1, size + info.size
    return Counts(count, size, gone)


class Contents(NamedTuple):
    manifest: dict[str, Any]
    counts: Counts


def read(
    source: IO[bytes], into: Path | None, check_manifest: Callable[[dict[str, Any]], None]
) -> Contents:
    """Read and verify the whole archive. Raises BackupError, as `check_manifest` may.

    With a new folder, extract to `into/dump` and `into/media`; without one, only verify.
    """
    reader = ChecksumReader(source)
    try:
        with tarfile.open(fileobj=reader, mode="r|", bufsize=BUFFER_BYTES) as tar:  # type: ignore[call-overload]  # only read()
            contents = _read(tar, into, check_manifest)
    except (tarfile.TarError, EOFError, ValueError, KeyError, TypeError):
        raise BackupError(f"{DAMAGED_MESSAGE}, or it is no backup.") from None
    reader.verify()
    return contents


def _read(
    tar: tarfile.TarFile, into: Path | None, check_manifest: Callable[[dict[str, Any]], None]
) -> Contents:
    manifest: dict[str, Any] | None = None
    end: dict[str, Any] | None = None
    parts = count = size = 0
    for member in tar:
        tar.members.clear()  # type: ignore[attr-defined]  # as in _add
        _check_member(member)
        data = tar.extractfile(member)
        kind = member.name.partition("/")[0]
        if data is None or end is not None or (manifest is None) != (kind == "manifest.json"):
            raise ValueError
        if kind == "manifest.json":
            manifest = json.loads(data.read(MAX_MANIFEST_BYTES))
            if manifest["format"] != FORMAT_VERSION:
                raise BackupError(
                    f"The backup has format {manifest['format']!r}, and this version of the site"
                    f" reads format {FORMAT_VERSION}: use the version that took it."
                )
            check_manifest(manifest)
        elif kind == "end.json":
            end = json.loads(data.read(MAX_MANIFEST_BYTES))
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


def _check_member(member: tarfile.TarInfo) -> None:
    """Refuse all but regular files with names that `write` generates."""
    parts = member.name.split("/")
    if not member.isreg() or member.issparse() or not MEMBER_NAME_RE.fullmatch(member.name):
        raise BackupError(f"The backup holds {member.name!r}, which no backup does: refused.")
    # Hidden files are never in a backup; '.' and '..' are among them.
    if any(not part or part.startswith(".") or "\0" in part for part in parts):
        raise BackupError(f"The backup holds {member.name!r}, which leads astray: refused.")


def _copy(data: IO[bytes], to: Path | None, mode: str, member: tarfile.TarInfo) -> None:
    if to is None:
        while data.read(BUFFER_BYTES):
            pass
        return
    to.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError), to.open(mode) as file:
        shutil.copyfileobj(data, file, BUFFER_BYTES)
        file.flush()
        os.utime(to, (member.mtime, member.mtime))
        return
    raise BackupError(f"The backup holds {member.name!r} twice: refused.")
