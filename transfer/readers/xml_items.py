"""The items of an XML file of any size: found by their tags, then parsed one by one.

A parser of the whole file would stop at the first error, and could not begin in the middle. The
scanner needs only the tags of items, so one malformed item costs that item, and reading can go on
from any offset that it has given.
"""

import os
import re
import weakref
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop
from lxml import etree

from transfer.readers.base import NotAnExport
from transfer.readers.xml_element import ElementParser
from transfer.readers.xml_prefixes import restore_prefixes
from transfer.readers.xml_source import MAX_PROLOG_BYTES, build_conflict_error, find_root, open_utf8

MAX_ITEM_BYTES = 32 * 1024 * 1024
MAX_HEAD_BYTES = 1024 * 1024
_CHUNK_BYTES = 256 * 1024
# Longer than any token that is searched for.
_OVERLAP_BYTES = 256


@dataclass(frozen=True, slots=True)
class XmlItem:
    """An element with one of the names, between two offsets. `element` is None for an item that is
    over 32 MB, has no end, or cannot be parsed."""

    name: str
    start: int
    end: int
    element: etree._Element | None


class XmlItems:
    """The elements of given names (with prefix, as written: "wp:author") in one file.

    `head` is the root as it stands before the first item, `root_name` its name as written. Offsets
    are those of the file in UTF-8, with the `prefixes` by parts of namespaces. Raises NotAnExport
    for a file that is no XML, has a DOCTYPE, or has an encoding that is unknown. Memory: one item
    and 256 KB.
    """

    def __init__(
        self, path: Path, names: Collection[str], prefixes: Mapping[str, str] | None = None
    ) -> None:
        self._file = restore_prefixes(open_utf8(path), prefixes or {})
        weakref.finalize(self, self._file.close)
        self.total_bytes = self._file.seek(0, 2)
        self._file.seek(0)
        root_start, self.root_name = find_root(self._file.read(MAX_PROLOG_BYTES))
        self._token_re = _compile_tokens(names, self.root_name)
        self._root_start = root_start
        self._root_end = b"</" + self.root_name.encode()
        head = self._read_head()
        element = ElementParser({}).parse(head)
        if element is None:
            raise NotAnExport(
                gettext_noop("The file is no XML: choose the file that your blog exported.")
            )
        self.head = element
        self._parser = ElementParser(_collect_namespaces(element))

    def read(self, start: int = 0) -> Iterator[XmlItem]:
        """Yield the items from an offset on, which is 0 or the `end` of an item.

        Raises NotAnExport after the last complete item if the file is cut off, and for conflict
        markers.
        """
        for name, item_start, end, data in self.scan(start):
            yield XmlItem(name, item_start, end, self.parse(data))

    def scan(self, start: int = 0) -> Iterator[tuple[str, int, int, bytes]]:
        """Yield name, start, end and bytes of the items like `read`, five times as fast. The bytes
        are empty where `read` has no element."""
        window = _Window(self._file, max(start, self._root_start))
        while name := self._find_start(window):
            item_start = window.token_start
            data = self._read_item(window, name)
            if data is None:
                raise _build_cut_error()
            yield name, item_start, window.position, data

    def read_bytes(self, start: int, end: int) -> bytes:
        """Read what is between two offsets. Does not move the place in the file, which several
        processes may share."""
        return os.pread(self._file.fileno(), end - start, start)

    def parse(self, data: bytes) -> etree._Element | None:
        """Parse the bytes of an item; None if there is no element."""
        return self._parser.parse(data) if data else None

    def _read_head(self) -> bytes:
        window = _Window(self._file, self._root_start)
        window.kept_from = self._root_start
        if self._find_start(window, MAX_HEAD_BYTES):
            window.position = window.token_start
        return window.take_kept()

    def _find_start(self, window: "_Window", limit: int | None = None) -> str:
        """Move behind the start of the next item, and return its name; '' after the last."""
        while limit is None or window.position < self._root_start + limit:
            kind, name = window.find(self._token_re)
            if kind == "start":
                return name
            if kind == "root":
                return ""
            if not kind or not _skip(window, kind):
                raise _build_cut_error()
        return ""

    def _read_item(self, window: "_Window", name: str) -> bytes | None:
        """Return the bytes of an item whose start was found, and move behind it; b'' if it is too
        large or has no end, None if the file ends before it."""
        if data := window.take_plain(name.encode(), self._root_end):
            return data
        window.kept_from = window.token_start
        if window.find_bytes(b">") and window.ends_with(b"/>"):
            return window.take_kept()
        while True:
            kind, token_name = window.find(self._token_re)
            if kind == "end" and token_name == name:
                return window.take_kept()
            if (kind == "start" and token_name == name) or kind == "root":
                # The end of this item is missing; the next one begins here.
                window.position = window.token_start
                window.kept_from = None
                return b""
            if not kind or (kind not in ("start", "end") and not _skip(window, kind)):
                return None


def _build_cut_error() -> NotAnExport:
    return NotAnExport(
        gettext_noop(
            "The file is cut off: what comes before its last part was read. Export it again."
        )
    )


def _compile_tokens(names: Collection[str], root_name: str) -> re.Pattern[bytes]:
    """Compile the pattern of the tokens that matter: the group is their kind."""
    items = "|".join(re.escape(name) for name in sorted(names))
    return re.compile(
        rf"<(?:(?P<cdata>!\[CDATA\[)|(?P<comment>!--)|(?P<start>{items})(?=[\s/>])"
        rf"|/(?:(?P<end>{items})|(?P<root>{re.escape(root_name)}))\s{{0,99}}>"
        r"|(?P<conflict>(?<=\n<)<{6} ))".encode()
    )


def _is_plain(data: bytes, name: bytes, root_end: bytes) -> bool:
    """Return whether an element ends at its end, and nowhere before: not in a CDATA section, and
    with neither comments nor tags in it that an item ends with or begins with."""
    parts = [part.partition(b"<![CDATA[") for part in data.split(b"]]>")]
    if parts[-1][1] or data[data.find(b">") - 1] == ord("/"):
        return False
    text = b"|".join([part[0] for part in parts])
    return (
        text.count(b"<" + name) == text.count(b"</" + name) == 1
        and b"<!--" not in text
        and b"<<<<" not in text
        and root_end not in text
    )


def _skip(window: "_Window", kind: str) -> bool:
    """Move behind a CDATA section or comment; return whether it has an end."""
    if kind == "conflict":
        raise build_conflict_error()
    return window.find_bytes(b"]]>" if kind == "cdata" else b"-->")


def _collect_namespaces(head: etree._Element) -> dict[str | None, str]:
    """Return the namespaces of the root and of the channel in it."""
    namespaces = dict(head.nsmap)
    if len(head) == 1:
        namespaces |= head[0].nsmap
    return namespaces


class _Window:
    """The part of a file in which tokens are searched for; it moves forward.

    Everything before `position` was searched. Bytes from `kept_from` on are kept, up to
    MAX_ITEM_BYTES.
    """

    def __init__(self, file: BinaryIO, start: int) -> None:
        # A token at the start may depend on the byte before it.
        self._base = max(start - 1, 0)
        self._file = file
        self._data = bytearray()
        self._next_read = self._base
        self.position = start
        self.token_start = start
        self.kept_from: int | None = None

    def find(self, pattern: re.Pattern[bytes]) -> tuple[str, str]:
        """Move behind the next match; return its group and text, or two '' at the end of the
        file."""
        while True:
            match = pattern.search(self._data, self.position - self._base)
            if match is not None and match.lastgroup:
                self.token_start = self._base + match.start()
                self.position = self._base + match.end()
                return match.lastgroup, match[match.lastgroup].decode()
            if not self._advance():
                return "", ""

    def find_bytes(self, token: bytes) -> bool:
        """Move behind the next occurrence; return whether there is one."""
        while True:
            index = self._data.find(token, self.position - self._base)
            if index >= 0:
                self.position = self._base + index + len(token)
                return True
            if not self._advance():
                return False

    def ends_with(self, token: bytes) -> bool:
        end = self.position - self._base
        return self._data.startswith(token, end - len(token))

    def take_plain(self, name: bytes, root_end: bytes) -> bytes:
        """Return the item at `token_start` and move behind it, if it is in memory as a whole and
        obviously ends at its first end tag, else b''. Six times as fast as to find its tokens."""
        start = self.token_start - self._base
        end = self._data.find(b"</" + name + b">", start) + len(name) + 3
        if not start < end <= start + MAX_ITEM_BYTES:
            return b""
        data = bytes(self._data[start:end])
        if not _is_plain(data, name, root_end):
            return b""
        self.position = self._base + end
        return data

    def take_kept(self) -> bytes:
        """Return the kept bytes up to `position`, b'' if they were too many; keep none from now."""
        if self.kept_from is None:
            return b""
        data = self._data[self.kept_from - self._base : self.position - self._base]
        self.kept_from = None
        return bytes(data)

    def _advance(self) -> bool:
        """Load the next bytes and drop those that are no longer needed; False at the end."""
        searched = self._base + len(self._data) - _OVERLAP_BYTES
        self.position = max(self.position, searched)
        if self.kept_from is not None and self.position - self.kept_from > MAX_ITEM_BYTES:
            self.kept_from = None
        needed = self.position if self.kept_from is None else self.kept_from
        surplus = needed - 1 - self._base
        if surplus > 0:
            del self._data[:surplus]
            self._base += surplus
        # Several readings may use the file in turn.
        self._file.seek(self._next_read)
        chunk = self._file.read(_CHUNK_BYTES)
        self._data += chunk
        self._next_read += len(chunk)
        return bool(chunk)
