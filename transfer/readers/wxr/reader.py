"""The reader of WordPress exports (WXR 1.0, 1.1 and 1.2)."""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop

from transfer.file_types import is_caption_name, is_media_url
from transfer.items import Entry, ExportedSite, Item, RefusedItem, dump_item
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.second_process import can_fork
from transfer.readers.wxr.authors import AUTHOR_NAMES
from transfer.readers.wxr.comments import build_comments
from transfer.readers.wxr.fields import (
    PREFIXES,
    Fields,
    get_text,
    qualify,
    read_fields,
    to_plain_text,
)
from transfer.readers.wxr.files import ExportParts, has_mark
from transfer.readers.wxr.index import ExportIndex
from transfer.readers.wxr.parallel import Results, convert_shared
from transfer.readers.wxr.pictures import (
    build_file,
    build_picture,
    get_attachment_url,
    is_picture,
)
from transfer.readers.wxr.places import Place
from transfer.readers.wxr.posts import (
    SiteContext,
    build_key,
    build_post,
    hash_identity,
    is_blank_draft,
)
from transfer.readers.wxr.types import describe_refusal, is_article
from transfer.readers.xml_items import XmlItems

# From here on a second process is worth its start.
MIN_SHARED_BYTES = 20_000_000
VERSIONS = ("1.0", "1.1", "1.2")
_NAMES = ("item", *AUTHOR_NAMES, "wp:category", "wp:tag", "wp:term")
# The number of the file in cursors of what comes before the items.
_HEAD = -1
_CURSOR_RE = re.compile(r"(-?\d{1,9}):(\d{1,18}):(\d{1,9})")


class WordPressReader:
    """Reads one file, or a folder or zip with the parts of an export.

    Authors and labels come first, also those that only items name; then the items in the order of
    the files. The first `read` makes an index, which takes 6 s for each GB. Files of over 20 MB are
    converted by two processes.
    """

    platform: ClassVar[str] = "WordPress"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        return has_mark(path)

    def __init__(self, path: Path) -> None:
        self._parts = ExportParts(path)
        self._files = [XmlItems(part, _NAMES, PREFIXES) for part in self._parts.paths]
        for file in self._files:
            _check_version(file)
        self._site = _read_site(self._files[0])
        self._index: ExportIndex | None = None

    @property
    def total_bytes(self) -> int:
        return sum(file.total_bytes for file in self._files)

    def read(self, cursor: str = "") -> Iterator[Entry]:
        if self._index is None:
            self._index = ExportIndex(self._files)
        number, start, done = _parse_cursor(cursor)
        if number == _HEAD:
            for count, item in islice(enumerate(self._build_head(self._index), 1), done, None):
                yield Entry(item, 0, f"{_HEAD}:0:{count}")
            number = start = done = 0
        offset = sum(file.total_bytes for file in self._files[:number])
        for index, file in enumerate(self._files[number:], number):
            yield from self._read_file(self._index, index, offset, start, done)
            offset += file.total_bytes
            start = done = 0

    def open_file(self, name: str) -> BinaryIO:
        """Raise FileNotFoundError: an export of WordPress has addresses of pictures only."""
        raise FileNotFoundError(name)

    def _build_head(self, index: ExportIndex) -> Iterator[Item]:
        yield self._site
        yield from index.authors.build(self._site.url)
        yield from index.labels.build(self._site.url)

    def _read_file(
        self, index: ExportIndex, number: int, offset: int, start: int, done: int
    ) -> Iterator[Entry]:
        """Yield the entries of a file from the item at `start` on, without its first `done`."""
        places = index.places[number].read(start)

        def convert_all(batch: list[Place]) -> Results:
            return [
                [(item, dump_item(item)) for item in self._convert(index, number, place)]
                for place in batch
            ]

        if self._files[number].total_bytes - start >= MIN_SHARED_BYTES and can_fork():
            converted = convert_shared(places, convert_all, index.connect)
        else:
            converted = ((place, convert_all([place])[0]) for place in places)
        for place, items in converted:
            for count, (item, dumped) in islice(enumerate(items, 1), done, None):
                cursor = f"{number}:{place.start}:{count}"
                yield Entry(item, offset + place.end, cursor, dumped)
            done = 0

    def _convert(self, index: ExportIndex, number: int, place: Place) -> list[Item]:
        file = self._files[number]
        data = file.read_bytes(place.start, place.end) if place.is_readable else b""
        element = file.parse(data)
        if element is None:
            return [_refuse_malformed(number, place.start)]
        return self._build_items(read_fields(element), index, (number, place.start))

    def _build_items(
        self, fields: Fields, index: ExportIndex, place: tuple[int, int]
    ) -> list[Item]:
        kind = fields.get("wp:post_type") or "post"
        if index.is_repeated(place):
            return []
        key = build_key(fields)
        if not index.is_first(place):
            # Items that were merged from several blogs.
            key = f"{key}-{hash_identity(fields)}"
        title = to_plain_text(fields.get("title")) or fields.get("link") or key
        if kind == "attachment":
            if is_picture(fields):
                return [build_picture(fields, key)]
            url = get_attachment_url(fields)
            if is_media_url(url) or is_caption_name(url):
                return [build_file(fields, key)]
            return [_refuse_file(fields, key, title)]
        if kind != "page" and not is_article(kind):
            return [RefusedItem(key=key, item=title, reason=describe_refusal(kind))]
        if is_blank_draft(fields):
            return []
        post = build_post(fields, key, SiteContext(self._site.url, index))
        comments = build_comments(fields, post=key, authors=index.authors, offsets=index.offsets)
        return [post, *comments]


def _check_version(file: XmlItems) -> None:
    if file.root_name != "rss":
        raise NotAnExport(
            gettext_noop("The file is no export of WordPress: its root is not <rss>.")
        )
    versions = [
        get_text(child).strip() for child in file.head.iter("{*}wxr_version", "wp:wxr_version")
    ]
    if not versions:
        raise NotAnExport(
            gettext_noop("The file is no export of WordPress: it has no version (wp:wxr_version).")
        )
    if versions[0] not in VERSIONS:
        raise NotAnExport(
            gettext_noop(
                "The version %(version)s of WordPress's exports is unknown; 1.0 to 1.2 can be read."
            ),
            {"version": versions[0][:20]},
        )


def _read_site(file: XmlItems) -> ExportedSite:
    channel = file.head.find("channel")
    texts = (
        {} if channel is None else {qualify(str(child.tag)): get_text(child) for child in channel}
    )
    url = texts.get("wp:base_blog_url") or texts.get("link") or texts.get("wp:base_site_url", "")
    return ExportedSite(
        url=url.strip().rstrip("/"),
        title=to_plain_text(texts.get("title", "")),
        description=to_plain_text(texts.get("description", "")),
        language=texts.get("language", "").strip(),
    )


def _parse_cursor(cursor: str) -> tuple[int, int, int]:
    if not cursor:
        return _HEAD, 0, 0
    match = _CURSOR_RE.fullmatch(cursor)
    if match is None:
        raise ValueError(f"no cursor of this reader: {cursor!r}")
    return int(match[1]), int(match[2]), int(match[3])


def _refuse_malformed(number: int, start: int) -> RefusedItem:
    return RefusedItem(
        key=f"{number}:{start}",
        item=Message(gettext_noop("item at byte %(start)s"), {"start": start}).stored,
        reason=gettext_noop("It is malformed, has no end, or is larger than 32 MB."),
    )


def _refuse_file(fields: Fields, key: str, title: str) -> RefusedItem:
    name = get_attachment_url(fields).rpartition("/")[2]
    return RefusedItem(
        key=key,
        item=name or title,
        reason=gettext_noop("Posts cannot show files of this format; they keep links to it."),
    )
