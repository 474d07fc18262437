"""Small archives, valid and invalid."""

import io
import json
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from operations.backup import archive, streams
from operations.backup.media import Folder

MANIFEST = {
    "taken_at": "2026-11-25T10:00:00+00:00",
    "site": "https://blog.example.org",
    "postgresql": 18,
    "migrations": ["sites.0001_initial"],
    "key": "",
}
DUMP = bytes(range(256)) * 40


def pack(media: Path, manifest: dict[str, Any] = MANIFEST, dump: bytes = DUMP) -> bytes:
    out = io.BytesIO()
    archive.write(out, manifest, lambda to: to.write(dump), Folder(media))
    return out.getvalue()


def build_member(name: str, data: bytes = b"", **more: Any) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for key, value in more.items():
        setattr(info, key, value)
    return info, data


def build_manifest(**more: Any) -> tuple[tarfile.TarInfo, bytes]:
    return build_member("manifest.json", json.dumps({"format": 1, **MANIFEST, **more}).encode())


def build_end(parts: int = 1, files: int = 0, size: int = 0) -> tuple[tarfile.TarInfo, bytes]:
    end = {"parts": parts, "files": files, "bytes": size, "gone": 0}
    return build_member("end.json", json.dumps(end).encode())


def build_archive(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    """Build an archive of arbitrary members with a valid checksum."""
    out = io.BytesIO()
    writer = streams.ChecksumWriter(out)
    with tarfile.open(fileobj=writer, mode="w|") as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data))
    writer.write_checksum()
    return out.getvalue()


def read_files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
