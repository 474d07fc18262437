"""The files of an export, whether it is a folder or a zip.

Nothing is ever written to a path that comes from a zip: its files are read as streams.
"""

import glob
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from lzma import LZMAError
from pathlib import Path
from typing import Any, BinaryIO, Self
from unicodedata import category, normalize

from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport

MAX_FILES = 150_000
MAX_NAME_LENGTH = 1_000
# Limits of zips. Deflate reaches a ratio of 1,000, which no text does; small files may.
MAX_TOTAL_BYTES = 50 * 1024**3
MAX_FILE_RATIO = 500
MAX_TOTAL_RATIO = 250
MIN_RATIO_BYTES = 1024**2
MAX_DIRECTORY_BYTES = 100 * 1024**2
# How much of a file is enough to recognize it.
HEAD_BYTES = 64 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
_UTF8_FLAG = 0x800
# What operating systems and tools leave in folders.
_SKIPPED_FOLDERS = {"__MACOSX", "node_modules", ".git", ".hg", ".svn"}
# A part of a Takeout: takeout-20200501T100000Z-001.zip, or -1-001.zip.
_PART_RE = re.compile(r"(takeout-\d{8}T\d{6}Z(?:-\d+)?)-\d{3}\.zip", re.I)
_SKIPPED_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}
_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_MEMBER = struct.Struct("<4s6H3L5H2L")
_READ_ERRORS = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, ValueError)


class UnreadableFile(NotAnExport):
    """One file of an export cannot be read, for example because it is damaged; others may be."""


class ExportFiles:
    """The files of a folder or zip, without those that operating systems add.

    Names are relative, with `/`, and in the composed Unicode form (NFC). If everything is in one
    folder, names begin within it and `top_folder` is its name. Links within a folder are followed
    to files of that folder only. Raises NotAnExport for a zip that is cut off, damaged,
    encrypted, suspiciously large, or has names that lead elsewhere. Lists 150,000 files in about
    160 MB of memory.
    """

    def __init__(self, path: Path) -> None:
        self._zips: list[zipfile.ZipFile] = []
        self._members: dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]] = {}
        self._paths: dict[str, Path] = {}
        self._sizes: dict[str, int] = {}
        self._root = path.resolve()
        if zips := _list_parts(path):
            try:
                self._list_zips(zips)
            except NotAnExport:
                self.close()
                raise
        else:
            self._list_folder()
        self.top_folder = self._remove_top_folder()
        self.names = tuple(sorted(self._sizes))
        self.total_bytes = sum(self._sizes.values())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __contains__(self, name: str) -> bool:
        return name in self._sizes

    def close(self) -> None:
        """Close the zips. Files that are open stay open."""
        for file in self._zips:
            file.close()

    def get_size(self, name: str) -> int:
        """Return the size of a file in bytes. Raises FileNotFoundError."""
        if name not in self._sizes:
            raise FileNotFoundError(name)
        return self._sizes[name]

    def open(self, name: str) -> BinaryIO:
        """Open a file. Raises FileNotFoundError; UnreadableFile here or when it is read."""
        if name not in self._sizes:
            raise FileNotFoundError(name)
        try:
            if name in self._members:
                file, member = self._members[name]
                return io.BufferedReader(_Member(name, file.open(member)))
            path = self._paths[name].resolve(strict=True)
            if not path.is_relative_to(self._root):
                raise FileNotFoundError(name)
            return path.open("rb")
        except FileNotFoundError:
            raise FileNotFoundError(name) from None
        except (*_READ_ERRORS, RuntimeError, NotImplementedError) as error:
            raise _build_unreadable(name) from error

    def read(self, name: str, max_bytes: int) -> bytes:
        """Read a whole file. Raises FileNotFoundError, and UnreadableFile if it is damaged or
        larger than max_bytes."""
        if self.get_size(name) > max_bytes:
            raise UnreadableFile(gettext_noop("%s is too large."), name)
        with self.open(name) as file:
            try:
                return file.read(max_bytes)
            except OSError as error:
                raise _build_unreadable(name) from error

    def read_head(self, name: str) -> bytes:
        """Read the first 64 KB of a file; b"" if it cannot be read."""
        try:
            with self.open(name) as file:
                return file.read(HEAD_BYTES)
        except (NotAnExport, OSError):
            return b""

    def _list_folder(self) -> None:
        for folder, folders, files in os.walk(self._root):
            folders[:] = (name for name in folders if name not in _SKIPPED_FOLDERS)
            for file in files:
                path = Path(folder, file)
                name = _normalize(path.relative_to(self._root).as_posix())
                if _is_skipped(name) or name in self._sizes:
                    continue
                try:
                    target = path.resolve(strict=True)
                    status = target.stat()
                except (OSError, RuntimeError):
                    continue
                if target.is_relative_to(self._root) and stat.S_ISREG(status.st_mode):
                    self._paths[name] = path
                    self._sizes[name] = status.st_size
            if len(self._sizes) > MAX_FILES:
                raise _build_too_many()
        if not self._sizes:
            raise NotAnExport(gettext_noop("The folder is empty."))

    def _list_zips(self, paths: list[Path]) -> None:
        """List the files of a zip, or of the parts of one export; what each part has, such as an
        index, is that of the first."""
        compressed = 0
        for path in paths:
            file = _open_zip(path)
            self._zips.append(file)
            for member in file.infolist():
                name = _check_member(member)
                if not name:
                    continue
                if name in self._members:
                    other, previous = self._members[name]
                    is_same = (previous.CRC, previous.file_size) == (member.CRC, member.file_size)
                    if not is_same and other is file:
                        raise NotAnExport(
                            gettext_noop("The zip has two different files named %s."), name
                        )
                    continue
                self._members[name] = file, member
                self._sizes[name] = member.file_size
                compressed += member.compress_size
                if len(self._sizes) > MAX_FILES:
                    raise _build_too_many()
        total = sum(self._sizes.values())
        if total > MAX_TOTAL_BYTES or _is_bomb(total, compressed, MAX_TOTAL_RATIO):
            raise _build_bomb()
        if not self._sizes:
            raise NotAnExport(gettext_noop("The zip is empty."))
        if all(name.lower().endswith(".zip") for name in self._sizes):
            raise NotAnExport(
                gettext_noop("The zip contains only other zips. Import those one by one.")
            )

    def _remove_top_folder(self) -> str:
        """Remove the folder that all names begin with; return its name, or ''."""
        tops = {name.partition("/")[0] if "/" in name else "" for name in self._sizes}
        top = tops.pop()
        if tops or not top:
            return ""
        length = len(top) + 1
        self._members = {name[length:]: member for name, member in self._members.items()}
        self._paths = {name[length:]: path for name, path in self._paths.items()}
        self._sizes = {name[length:]: size for name, size in self._sizes.items()}
        return top


def _list_parts(path: Path) -> list[Path]:
    """List the zips of an export: the file itself, the parts beside a part of a Takeout, or those
    in a folder with nothing else; [] for any other folder."""
    if path.is_dir():
        files = [file for file in path.iterdir() if not _is_skipped(file.name)]
        are_zips = len(files) > 1 and all(_PART_RE.fullmatch(file.name) for file in files)
        return sorted(files) if are_zips else []
    if part := _PART_RE.fullmatch(path.name):
        siblings = sorted(path.parent.glob(f"{glob.escape(part[1])}-*.zip"))
        return [file for file in siblings if _PART_RE.fullmatch(file.name)]
    return [path]


class _Member(io.RawIOBase):
    """A file in a zip, whose errors are UnreadableFile."""

    def __init__(self, name: str, file: Any) -> None:
        self._name = name
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            content = self._file.read(len(buffer))
        except _READ_ERRORS as error:
            raise _build_unreadable(self._name) from error
        buffer[: len(content)] = content
        return len(content)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        try:
            return self._file.seek(offset, whence)
        except _READ_ERRORS as error:
            raise _build_unreadable(self._name) from error

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


def _open_zip(path: Path) -> zipfile.ZipFile:
    """Open a zip after a check of its directory, which zipfile reads as a whole."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                raise NotAnExport(gettext_noop("The file is not a zip."))
            _check_directory(file)
    except OSError as error:
        raise NotAnExport(gettext_noop("The file cannot be read.")) from error
    try:
        return zipfile.ZipFile(path)
    except UnicodeDecodeError as error:
        raise NotAnExport(
            gettext_noop("The zip has file names that are not valid text.")
        ) from error
    except (*_READ_ERRORS, NotImplementedError) as error:
        raise _build_damaged() from error


def _check_directory(file: BinaryIO) -> None:
    """Refuse a zip without a directory at its end, or with one that is too large.

    Its members are counted, because the number that it gives need not be true.
    """
    size, offset = _find_directory(file)
    if size > MAX_DIRECTORY_BYTES:
        raise _build_too_many()
    if offset < 0:
        raise _build_damaged()
    file.seek(offset)
    directory = file.read(size)
    position = count = 0
    while position < size:
        if directory[position : position + 4] != b"PK\x01\x02" or position + _MEMBER.size > size:
            raise _build_damaged()
        lengths = _MEMBER.unpack_from(directory, position)[10:13]
        position += _MEMBER.size + sum(lengths)
        count += 1
        if count > MAX_FILES:
            raise _build_too_many()


def _find_directory(file: BinaryIO) -> tuple[int, int]:
    """Find size and offset of the directory of a zip."""
    file_size = file.seek(0, os.SEEK_END)
    tail_size = min(file_size, _END.size + _LOCATOR.size + _END_64.size + 0xFFFF)
    file.seek(file_size - tail_size)
    tail = file.read(tail_size)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or end + _END.size > len(tail):
        raise NotAnExport(gettext_noop("The zip is cut off. Download or copy it again."))
    _signature, disk, *_counts, size, _offset, _comment = _END.unpack_from(tail, end)
    end_offset = file_size - tail_size + end
    locator = end - _LOCATOR.size
    if locator >= 0 and tail[locator : locator + 4] == b"PK\x06\x07":
        _signature, _disk, end_offset, _disks = _LOCATOR.unpack_from(tail, locator)
        if end_offset + _END_64.size > file_size:
            raise _build_damaged()
        file.seek(end_offset)
        signature, *values = _END_64.unpack(file.read(_END_64.size))
        if signature != b"PK\x06\x06":
            raise _build_damaged()
        disk, size = values[3], values[7]
    if disk:
        raise NotAnExport(gettext_noop("The zip is one part of several. Join the parts first."))
    # Counted back from the end, as zipfile does: bytes may have been put before the zip.
    return size, end_offset - size


def _check_member(member: zipfile.ZipInfo) -> str:
    """Return the name of a file in a zip; '' for one to skip. Raises NotAnExport."""
    name = member.orig_filename
    has_null = "\0" in name
    if not member.flag_bits & _UTF8_FLAG and not name.isascii():
        name = _decode_name(member.filename)
    if has_null or len(name) > MAX_NAME_LENGTH:
        raise NotAnExport(gettext_noop("The zip has a file with an invalid name."))
    # Some programs on Windows separate folders with backslashes.
    name = name.replace("\\", "/")
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or name[1:2] == ":":
        raise NotAnExport(
            gettext_noop("The zip has a file outside of its folder: %s"), _build_label(name)
        )
    if member.flag_bits & _ENCRYPTED_FLAGS:
        raise NotAnExport(gettext_noop("The zip is encrypted. Create it again without a password."))
    kind = stat.S_IFMT(member.external_attr >> 16)
    if name.endswith("/") or kind not in (0, stat.S_IFREG):
        return ""
    name = _normalize("/".join(part for part in parts if part not in ("", ".")))
    if _is_skipped(name):
        return ""
    if member.compress_type not in _METHODS:
        raise NotAnExport(
            gettext_noop(
                "The zip uses a compression that cannot be read. "
                "Unpack it and zip the folder again."
            )
        )
    if _is_bomb(member.file_size, member.compress_size, MAX_FILE_RATIO):
        raise _build_bomb()
    return name


def _decode_name(name: str) -> str:
    """Decode a name without the flag of UTF-8, which zipfile has read as cp437."""
    try:
        return name.encode("cp437").decode()
    except UnicodeError:
        return name


def _normalize(name: str) -> str:
    """Compose accents, which macOS decomposes; drop bytes that are no text."""
    return normalize("NFC", name.encode(errors="replace").decode())


def _is_skipped(name: str) -> bool:
    """Return whether a file is none of the export, or has a name that nobody can refer to."""
    *folders, file = name.split("/")
    return (
        not _SKIPPED_FOLDERS.isdisjoint(folders)
        or file in _SKIPPED_FILES
        or file.startswith("._")
        or _has_controls(name)
    )


def _is_bomb(size: int, compressed: int, ratio: int) -> bool:
    return size > MIN_RATIO_BYTES and size > compressed * ratio


def _build_label(name: str) -> str:
    return "".join("?" if _has_controls(char) else char for char in name)[:100]


def _has_controls(text: str) -> bool:
    return any(category(char) == "Cc" for char in text)


def _build_damaged() -> NotAnExport:
    return NotAnExport(gettext_noop("The zip is damaged. Download or copy it again."))


def _build_too_many() -> NotAnExport:
    return NotAnExport(gettext_noop("The export has more than %d files."), MAX_FILES)


def _build_bomb() -> NotAnExport:
    return NotAnExport(gettext_noop("The files of the zip are too large once unpacked."))


def _build_unreadable(name: str) -> UnreadableFile:
    return UnreadableFile(gettext_noop("%s is damaged."), _build_label(name))
