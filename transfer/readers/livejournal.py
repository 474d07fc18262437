"""Reader of LiveJournal's XML, which Dreamwidth and archivers write as well.

LiveJournal exports a month at a time, so a folder of such files is one export. They have no
comments, no name of the journal, and addresses only in the files of archivers.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop
from lxml import etree

from transfer.items import Entry, ExportedPost, Item, RefusedItem, Status
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.movable_type.texts import convert_text
from transfer.readers.new_labels import NewLabels
from transfer.readers.unique_keys import UniqueKeys
from transfer.readers.values import as_line, as_text, to_title
from transfer.readers.xml_items import XmlItems
from transfer.readers.xml_source import peek

_NAMES = ("entry",)
_ROOT_RE = re.compile(r"<livejournal\b[^<>]*>")
_USER_RE = re.compile(r"<lj\s+(?:user|comm)=[\"']?([\w-]+)[\"']?[^<>]*/?>(?:</lj>)?", re.I)
_CUT_RE = re.compile(r"<lj-cut\b[^<>]*>|<cut\b[^<>]*>", re.I)
_OTHER_TAG_RE = re.compile(r"</?(?:lj-[a-z]+|lj|cut)\b[^<>]*>", re.I)
# What else an entry tells, which no field of a post can hold.
_NOTED_NAMES = ("current_mood", "current_music", "current_location")


class LiveJournalReader:
    """Reads a file, or the files of a folder. A cursor is the number of a file and an offset."""

    platform: ClassVar[str] = "LiveJournal"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            return any(_ROOT_RE.search(peek(file)) for file in _list_files(path)[:1])
        except (NotAnExport, OSError, ValueError):
            return False

    def __init__(self, path: Path) -> None:
        self._files = [XmlItems(file, _NAMES) for file in _list_files(path)]
        if not self._files or any(file.root_name != "livejournal" for file in self._files):
            raise NotAnExport(gettext_noop("This is no export of LiveJournal."))

    @property
    def total_bytes(self) -> int:
        return sum(file.total_bytes for file in self._files)

    def read(self, cursor: str = "") -> Iterator[Entry]:
        """Yield the entries after a cursor; those before are parsed for their keys."""
        start = tuple(map(int, cursor.split(":"))) if cursor else (0, 0)
        keys, labels = UniqueKeys(), NewLabels()
        offset = 0
        for number, file in enumerate(self._files):
            for item in file.read():
                place = (number, item.end)
                entry = _build_item(item.element, keys, f"{number}:{item.start}")
                new = labels.build(entry.labels) if isinstance(entry, ExportedPost) else []
                if place > start:
                    for label in new:
                        yield Entry(label, offset + item.end)
                    yield Entry(entry, offset + item.end, f"{number}:{item.end}")
            offset += file.total_bytes

    def open_file(self, name: str) -> BinaryIO:
        raise FileNotFoundError(name)


def _list_files(path: Path) -> list[Path]:
    return sorted(path.glob("*.xml")) if path.is_dir() else [path]


def _build_item(element: etree._Element | None, keys: UniqueKeys, place: str) -> Item:
    if element is None:
        reason = gettext_noop("Its XML is damaged.")
        return RefusedItem(
            key=keys.make_unique(place),
            item=Message(gettext_noop("Entry %s"), place).stored,
            reason=reason,
        )
    values = {
        etree.QName(child).localname: "".join(map(str, child.itertext()))
        for child in element.iterchildren("*")
    }
    key = keys.make_unique(as_line(values.get("itemid")) or place)
    notes = [
        f"{name.removeprefix('current_').capitalize()}: {value}"
        for name in _NOTED_NAMES
        if (value := as_line(values.get(name)))
    ]
    security = as_line(values.get("security")) or "public"
    if security != "public":
        notes.append(
            Message(
                gettext_noop("Only some readers could see it (%s), so it is a draft."), security
            ).stored
        )
    tags = as_line(values.get("taglist") or values.get("tags")).split(",")
    return ExportedPost(
        key=key,
        title=to_title(as_text(values.get("subject"))),
        html=_build_body(as_text(values.get("event")), values),
        status=Status.PUBLISHED if security == "public" else Status.DRAFT,
        published_at=_parse_time(values.get("logtime")) or _parse_time(values.get("eventtime")),
        labels=tuple(dict.fromkeys(filter(None, (tag.strip() for tag in tags)))),
        former_urls=tuple(filter(None, [as_line(values.get("url"))])),
        notes=tuple(notes),
    )


def _build_body(text: str, values: dict[str, str]) -> str:
    """Build the HTML of an entry, in which line breaks count unless it says that they do not."""

    def link(match: re.Match[str]) -> str:
        name = match[1]
        host = name.replace("_", "-").lower()
        return f'<a href="https://{escape(host)}.livejournal.com/">{escape(name)}</a>'

    text = _USER_RE.sub(link, text)
    text = _CUT_RE.sub("\n\n<!--more-->\n\n", text, count=1)
    text = _OTHER_TAG_RE.sub("", text)
    is_html = as_line(values.get("opt_preformatted")) == "1"
    return convert_text(text, "0" if is_html else "1")


def _parse_time(text: str | None) -> datetime | None:
    """Parse a time, which is in UTC as the log has it."""
    try:
        return datetime.fromisoformat(as_line(text)[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None
