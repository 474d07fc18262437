"""Reader of Movable Type's text format."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop

from transfer.items import Entry, ExportedSite, Item
from transfer.readers.base import NotAnExport
from transfer.readers.encodings import UNICODE_ENCODINGS, detect_encoding
from transfer.readers.movable_type.entries import (
    SAMPLE_BYTES,
    has_entries,
    parse_entry,
    split_entries,
)
from transfer.readers.movable_type.items import build_items, get_key, list_labels, refuse
from transfer.readers.new_labels import NewLabels
from transfer.readers.unique_keys import UniqueKeys

HEAD_BYTES = 64 * 2**10
_ORIGIN_RE = re.compile(rb"^(?:UNIQUE URL|PERMALINK):[ \t]*(https?://[\w.:-]+)", re.MULTILINE)


class MovableTypeReader:
    """Reads Movable Type's text format. Its times have no zone, and are taken for UTC."""

    platform: ClassVar[str] = "Movable Type"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except OSError:
            return False
        return has_entries(head.decode(detect_encoding(head), "replace").splitlines())

    def __init__(self, path: Path) -> None:
        if not self.recognizes(path):
            raise NotAnExport(
                gettext_noop("This is no export of Movable Type: it begins in another way.")
            )
        self._path = path
        with path.open("rb") as file:
            self._encoding = detect_encoding(file.read(SAMPLE_BYTES))
        if self._encoding == "utf-16":
            raise NotAnExport(gettext_noop("The file is encoded as UTF-16. Save it as UTF-8."))

    @property
    def total_bytes(self) -> int:
        return self._path.stat().st_size

    def read(self, cursor: str = "") -> Iterator[Entry]:
        """Yield the entries that end after an offset; those before are parsed for their keys."""
        start, keys, labels = int(cursor or 0), UniqueKeys(), NewLabels()
        if not cursor and (url := self._find_url()):
            yield Entry(ExportedSite(url=url))
        with self._path.open("rb") as file:
            for text in split_entries(file, self._encoding):
                if text.is_too_long:
                    key = f"offset-{text.end}"
                    items: list[Item] = [refuse(key, key, gettext_noop("It is longer than 32 MB."))]
                else:
                    source = parse_entry(text.lines)
                    key = keys.make_unique(get_key(source))
                    items = [*labels.build(list_labels(source))]
                    encoding = self._guess_encoding(text.lines)
                    items += build_items(source, key, encoding) if text.end > start else []
                if text.end > start:
                    for number, item in enumerate(items, 1):
                        is_last = number == len(items)
                        yield Entry(item, text.end, str(text.end) if is_last else "")

    def _find_url(self) -> str:
        """Find the address of the blog: the host of more than half of the first entries whose
        address is known; '' if there is none. Entries of a blog of links have other hosts."""
        with self._path.open("rb") as file:
            urls = [url.lower() for url in _ORIGIN_RE.findall(file.read(SAMPLE_BYTES))]
        hosts = Counter(url.partition(b"//")[2] for url in urls)
        [(host, count)] = hosts.most_common(1) or [(b"", 0)]
        if count * 2 <= len(urls):
            return ""
        schemes = Counter(url for url in urls if url.partition(b"//")[2] == host)
        return schemes.most_common(1)[0][0].decode()

    def _guess_encoding(self, lines: list[str]) -> str:
        """Return the encoding that was guessed for an entry, '' for Unicode and ASCII."""
        if self._encoding in UNICODE_ENCODINGS or all(line.isascii() for line in lines):
            return ""
        return self._encoding

    def open_file(self, name: str) -> BinaryIO:
        raise FileNotFoundError(name)
