"""Pictures in the albums of Takeout, and where posts show them.

The files have the names of their uploads, shortened and numbered; a sidecar in JSON has the real
name and the time of the upload. Posts show them by addresses that end in the name. Where several
files have one name, the upload nearest in time to the post is the one that it shows.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from unicodedata import normalize
from urllib.parse import unquote

from transfer.file_types import is_picture_name
from transfer.items import ExportedPicture
from transfer.readers.base import NotAnExport
from transfer.readers.blogger.entry import BloggerEntry
from transfer.readers.blogger.picture_addresses import (
    complete_address,
    get_file_name,
    get_identity,
    get_largest,
)
from transfer.readers.zip_files import ExportFiles

MAX_SIDECAR_BYTES = 256 * 1024
_NUMBERED_RE = re.compile(r"(.*)(\(\d+\))(\.\w+)", re.DOTALL)
_ADDRESS_RE = re.compile(r"""\b(?:src|href)\s*=\s*["']?((?:https?:)?//[^"'\s>]+)""", re.IGNORECASE)
_UNSAFE_RE = re.compile(r"[^\w.]+")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class _File:
    """A picture in an album; `name` is that of its upload."""

    path: str
    name: str
    uploaded_at: datetime | None
    caption: str = ""
    urls: tuple[str, ...] = ()


@dataclass
class _Use:
    """A picture that posts show under one of the names of files."""

    shown_at: datetime
    urls: dict[str, None] = field(default_factory=dict)


class Albums:
    """The pictures of all albums, and the posts' addresses of them after collect()."""

    def __init__(self, files: ExportFiles, blog_folders: frozenset[str]) -> None:
        self._files: dict[str, list[_File]] = {}
        self._uses: dict[str, dict[str, _Use]] = {}
        for path in files.names:
            if is_picture_name(path) and _get_folder(path) not in blog_folders:
                file = _read_file(files, path)
                self._files.setdefault(_fold(file.name), []).append(file)

    def collect(self, entry: BloggerEntry) -> None:
        """Remember which pictures a post shows."""
        if not self._files:
            return
        shown_at = entry.get_date("published", "created", "updated") or _EPOCH
        for match in _ADDRESS_RE.findall(entry.get_content()):
            url = complete_address(unescape(match))
            name = _fold(get_file_name(url))
            if name in self._files:
                uses = self._uses.setdefault(name, {})
                use = uses.setdefault(get_identity(url), _Use(shown_at))
                use.urls[url] = None

    def build_pictures(self) -> Iterator[ExportedPicture]:
        """Yield the pictures in the order of their files."""
        for name, uses in self._uses.items():
            _match(self._files[name], list(uses.values()))
        files = sorted(
            (file for group in self._files.values() for file in group), key=lambda file: file.path
        )
        keys: set[str] = set()
        for file in files:
            key = _build_key(file)
            if key in keys:
                key = file.path
            keys.add(key)
            yield ExportedPicture(key=key, urls=file.urls, file=file.path, caption=file.caption)


def _match(files: list[_File], uses: list[_Use]) -> None:
    """Give each file at most one of the pictures with its name, the nearest in time first."""
    pairs = sorted(
        (abs((file.uploaded_at or _EPOCH) - use.shown_at), file_index, use_index)
        for file_index, file in enumerate(files)
        for use_index, use in enumerate(uses)
    )
    matched: set[int] = set()
    for _distance, file_index, use_index in pairs:
        file = files[file_index]
        if not file.urls and use_index not in matched:
            matched.add(use_index)
            urls = list(uses[use_index].urls)
            file.urls = tuple(dict.fromkeys([*map(get_largest, urls), *urls]))


def _build_key(file: _File) -> str:
    """Build a key that does not depend on the number that Takeout gives to equal names."""
    album = _get_folder(file.path).rpartition("/")[2]
    if file.uploaded_at is None:
        return "/".join(filter(None, (album, file.path.rpartition("/")[2])))
    milliseconds = round((file.uploaded_at - _EPOCH).total_seconds() * 1000)
    return f"{album}/{file.name}@{milliseconds}"


def _read_file(files: ExportFiles, path: str) -> _File:
    folder, _slash, name = path.rpartition("/")
    numbered = _NUMBERED_RE.fullmatch(name)
    names = [f"{name}.json", f"{name}.supplemental-metadata.json"]
    if numbered:
        base = f"{numbered[1]}{numbered[3]}"
        names.insert(0, f"{base}{numbered[2]}.json")
        names.append(f"{base}.supplemental-metadata{numbered[2]}.json")
    for sidecar_name in names:
        sidecar_path = f"{folder}/{sidecar_name}" if folder else sidecar_name
        if sidecar_path in files:
            sidecar = _read_sidecar(files, sidecar_path)
            real_name = sidecar.get("filename") or sidecar.get("title")
            caption = sidecar.get("description")
            return _File(
                path=path,
                name=real_name if isinstance(real_name, str) else name,
                uploaded_at=_read_time(sidecar.get("creationTimestampMs")),
                caption=caption.strip() if isinstance(caption, str) else "",
            )
    return _File(path, name, None)


def _read_sidecar(files: ExportFiles, path: str) -> dict[str, object]:
    try:
        content = json.loads(files.read(path, MAX_SIDECAR_BYTES))
    except (NotAnExport, OSError, ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _read_time(milliseconds: object) -> datetime | None:
    try:
        return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _fold(name: str) -> str:
    """Return what a name and its forms in addresses have in common."""
    name = unquote(name).replace("+", " ")
    return _UNSAFE_RE.sub("_", normalize("NFC", name).casefold()).strip("_")


def _get_folder(path: str) -> str:
    return path.rpartition("/")[0]
