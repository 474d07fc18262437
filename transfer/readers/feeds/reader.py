"""The reader of feeds."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop

from transfer.items import Entry, ExportedLabel, Item, RefusedItem
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.feeds import json_entries, xml_entries
from transfer.readers.feeds.entry import FeedEntry, build_items
from transfer.readers.html_fragments import NestedTooDeeply
from transfer.readers.json_values import JsonValue, read_values
from transfer.readers.new_labels import NewLabels
from transfer.readers.unique_keys import UniqueKeys
from transfer.readers.xml_items import XmlItems
from transfer.readers.xml_source import peek

_ROOT_RE = re.compile(r"<(?:\w+:)?(?:rss|feed|RDF)[\s>]")
# Exports of WordPress and Blogger are RSS and Atom as well, with more than a feed has.
_OTHER_EXPORT_RE = re.compile(
    r"wordpress\.org/export/|\.archive</id>|blogger/2018|2008/kind#(?:settings|template|page)"
)
_JSON_FEED_RE = re.compile(r"\s*\{.*?jsonfeed\.org\\?/version", re.DOTALL)
_SITE_CURSOR = "0"


class FeedReader:
    """Reads RSS, Atom and JSON Feed. A feed usually has the latest posts only."""

    platform: ClassVar[str] = "RSS, Atom, JSON Feed"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        if not path.is_file():
            return False
        head = peek(path).lstrip("\ufeff")
        if _JSON_FEED_RE.match(head):
            return True
        return bool(_ROOT_RE.search(head)) and not _OTHER_EXPORT_RE.search(head)

    def __init__(self, path: Path) -> None:
        self._path = path
        self._items: XmlItems | None = None
        if not path.is_file():
            raise NotAnExport(gettext_noop("This is no feed. Choose the file of one."))
        if _JSON_FEED_RE.match(peek(path).lstrip("\ufeff")):
            return
        if peek(path).lstrip("\ufeff \n\r\t").startswith(("{", "[")):
            raise NotAnExport(gettext_noop("This is no JSON Feed: it does not name its version."))
        self._items = XmlItems(path, self._choose_names(peek(path)))
        root = xml_entries.get_name(self._items.head).rpartition(":")[2]
        if root not in ("rss", "feed", "RDF"):
            raise NotAnExport(gettext_noop("This is no feed. Choose the file of one."))

    @staticmethod
    def _choose_names(head: str) -> list[str]:
        """Return the names of entries with the prefix that the root declares, if any."""
        prefixes = {"", *re.findall(r"\bxmlns:([A-Za-z][\w.-]*)=", head)}
        return [
            f"{prefix}:{name}" if prefix else name
            for prefix in sorted(prefixes)
            for name in ("item", "entry")
        ]

    @property
    def total_bytes(self) -> int:
        return self._items.total_bytes if self._items else self._path.stat().st_size

    def read(self, cursor: str = "") -> Iterator[Entry]:
        start = int(cursor or -1)
        return self._read_xml(self._items, start) if self._items else self._read_json(start)

    def open_file(self, name: str) -> BinaryIO:
        raise FileNotFoundError(name)

    def _read_xml(self, items: XmlItems, start: int) -> Iterator[Entry]:
        """Yield the entries that end after an offset; those before are parsed for their keys."""
        head, keys, labels = xml_entries.build_head(items.head), UniqueKeys(), NewLabels()
        if start < 0:
            yield Entry(head.site, 0, _SITE_CURSOR)
        for item in items.read():
            cursor = str(item.end)
            if item.element is None:
                key = keys.make_unique(f"offset-{item.start}")
                if item.end > start:
                    yield Entry(_refuse_unreadable(key, item.start), item.end, cursor)
                continue
            entry = xml_entries.build_entry(item.element, head)
            key, new = keys.make_unique(entry.key), labels.build(entry.labels)
            if item.end > start:
                yield from _list_entries(entry, key, new, item.end, cursor)

    def _read_json(self, start: int) -> Iterator[Entry]:
        """Yield the items after a number of them."""
        head = {item.path[0]: item.value for item in self._read_values(in_head=True)}
        if start < 0:
            yield Entry(json_entries.build_site(head), 0, _SITE_CURSOR)
        keys, labels = UniqueKeys(), NewLabels()
        for number, item in enumerate(self._read_values(in_head=False), 1):
            if not isinstance(item.value, dict):
                continue
            entry = json_entries.build_entry(item.value, head)
            key, new = keys.make_unique(entry.key), labels.build(entry.labels)
            if number > start:
                yield from _list_entries(entry, key, new, item.position, str(number))

    def _read_values(self, *, in_head: bool) -> Iterator[JsonValue]:
        """Yield what describes the feed, or its items, which may come first."""
        with self._path.open("rb") as stream:
            if not in_head:
                yield from read_values(stream, lambda path: path == json_entries.ITEM_PATH)
                return
            try:
                yield from read_values(stream, json_entries.is_head)
            except NotAnExport:
                return  # Reading the items raises it in the end.


def _list_entries(
    entry: FeedEntry, key: str, labels: list[ExportedLabel], position: int, cursor: str
) -> Iterator[Entry]:
    """Yield the new labels and the items of an entry; reading can go on after the last of them."""
    try:
        items: list[Item] = [*labels, *build_items(entry, key)]
    except NestedTooDeeply as error:
        items = [RefusedItem(key=key, item=entry.title or key, reason=str(error))]
    for item in items:
        yield Entry(item, position, cursor if item is items[-1] else "")


def _refuse_unreadable(key: str, start: int) -> Item:
    return RefusedItem(
        key=key,
        item=Message(gettext_noop("Entry at byte %d"), start).stored,
        reason=gettext_noop("Its XML is damaged."),
    )
