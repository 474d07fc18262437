"""What posts of an export refer to, wherever it is in the files.

A post names its pictures, reusable blocks and authors by number, and they may come after it. One
pass without parsing most items collects them: texts into a temporary database on disk.
"""

import html
import re
import sqlite3
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from zlib import crc32

from transfer.readers.base import NotAnExport
from transfer.readers.wxr.attachments import Attachment
from transfer.readers.wxr.authors import AUTHOR_NAMES, Authors
from transfer.readers.wxr.dates import Offsets
from transfer.readers.wxr.fields import Fields, build_term, read_fields, to_plain_text
from transfer.readers.wxr.labels import Labels
from transfer.readers.wxr.pictures import get_attachment_url, is_picture
from transfer.readers.wxr.places import Places
from transfer.readers.wxr.tables import TABLE_TYPE, build_table, get_table_number
from transfer.readers.wxr.types import is_article, is_silent
from transfer.readers.xml_items import XmlItems

_VALUE = rb"\s*(?:<!\[CDATA\[)?\s*([^<\]]*)"
_TYPE_RE = re.compile(rb"<wp:post_type>" + _VALUE)
_ID_RE = re.compile(rb"<wp:post_id>" + _VALUE)
_LOCAL_DATE_RE = re.compile(rb"<wp:post_date>" + _VALUE)
_UTC_DATE_RE = re.compile(rb"<wp:post_date_gmt>" + _VALUE)
_CREATOR_RE = re.compile(rb"<dc:creator>" + _VALUE)
_CATEGORY_RE = re.compile(rb"<category\b([^<>]*)>")
_CATEGORY_END = b"</category>"
_ATTRIBUTE_RE = re.compile(r"""\b(domain|nicename)\s*=\s*["']([^"']*)["']""")
_CDATA_RE = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PARSED_TYPES = {b"attachment", b"wp_block", b"guest-author", TABLE_TYPE.encode()}
_SCHEMA = """
create table number (key text primary key, checksum integer) without rowid;
create table attachment (
    key text primary key, parent text, rank integer, is_picture integer, url text, title text,
    alt text, caption text, link text
) without rowid;
create index attachment_link on attachment (link);
create index attachment_parent on attachment (parent);
create table block (key text primary key, content text) without rowid;
"""


class ExportIndex:
    """The index of the files of one export: `places` are those of the items of each file.

    Takes 6 s for each GB, and 100 bytes of memory for each label, author and month.
    """

    def __init__(self, files: Sequence[XmlItems]) -> None:
        self.authors = Authors()
        self.labels = Labels()
        self.offsets = Offsets()
        self.places = [Places() for _file in files]
        # Places of items whose numbers others have, and whether their bytes are the same as well.
        self._repeated: dict[tuple[int, int], bool] = {}
        self._others: set[tuple[str, int]] = set()
        self._folder = TemporaryDirectory()
        weakref.finalize(self, self._folder.cleanup)
        self.connect()
        self._database.executescript(_SCHEMA)
        self._database.execute("begin")
        creators: dict[bytes, None] = {}
        categories: dict[tuple[bytes, bytes], None] = {}
        for number, (file, places) in enumerate(zip(files, self.places, strict=True)):
            try:
                for name, start, end, data in file.scan():
                    if name == "item":
                        content = _cut_content(data)
                        head = _cut_comments(content)
                        if not is_silent(_find_type(content)):
                            places.add(start, end, is_readable=bool(data))
                        self._add_item(file, (number, start), data, head)
                        self._collect(head, creators, categories)
                    elif (element := file.parse(data)) is not None:
                        self._add_listed(name, read_fields(element))
            except NotAnExport as error:
                places.error = error
        self._add_collected(creators, categories)
        self._database.execute("commit")

    def connect(self) -> None:
        """Open the database, in a forked process again: SQLite shares no connections."""
        file = Path(self._folder.name) / "index.sqlite3"
        self._database = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        weakref.finalize(self, self._database.close)
        # It is written once, and deleted with this object.
        self._database.execute("pragma synchronous = off")
        self._database.execute("pragma journal_mode = off")

    def is_repeated(self, place: tuple[int, int]) -> bool:
        """Return whether an item before this place has the same number and the same bytes."""
        return self._repeated.get(place, False)

    def is_first(self, place: tuple[int, int]) -> bool:
        """Return whether no item before this place has its number."""
        return place not in self._repeated

    def find_attachment(self, key: str) -> Attachment | None:
        return next(self._select("where key = ?", key), None) if key else None

    def list_attached(self, parent: str) -> list[Attachment]:
        """List the attachments of a post in the order of its gallery."""
        return list(self._select("where parent = ? order by rank, cast(key as integer)", parent))

    def is_attachment_page(self, url: str) -> bool:
        """Return whether an address is that of a page that shows one attachment."""
        row = self._database.execute(
            "select 1 from attachment where link = ? limit 1", (url.rstrip("/"),)
        ).fetchone()
        return row is not None

    def find_block(self, key: str) -> str:
        """Return the content of a reusable block, '' if it is not in the export."""
        row = self._database.execute("select content from block where key = ?", (key,)).fetchone()
        return row[0] if row else ""

    def find_table(self, number: str) -> str:
        """Return the HTML of a table of TablePress, '' if it is not in the export."""
        return self.find_block(f"table {number}")

    def _select(self, condition: str, key: str) -> Iterator[Attachment]:
        rows = self._database.execute(
            "select key, url, title, alt, caption, link, is_picture from attachment " + condition,
            (key,),
        )
        for row in rows:
            yield Attachment(*row)

    def _add_listed(self, name: str, fields: Fields) -> None:
        if name in AUTHOR_NAMES:
            self.authors.add_listed(fields)
        else:
            self.labels.add_listed(name, fields)

    def _add_item(self, file: XmlItems, place: tuple[int, int], data: bytes, head: bytes) -> None:
        """Add an item; `head` is what it has besides its text and comments."""
        number = _ID_RE.search(head)
        key = number[1].decode("ascii", "replace").strip().lstrip("0") if number else ""
        if key:
            self._add_number(key, place, crc32(data))
        local, utc = _LOCAL_DATE_RE.search(head), _UTC_DATE_RE.search(head)
        if local and utc:
            self.offsets.learn(
                local[1].decode("ascii", "replace"), utc[1].decode("ascii", "replace")
            )
        kind = _TYPE_RE.search(head)
        if kind is None or kind[1].strip() not in _PARSED_TYPES:
            return
        element = file.parse(data)
        if element is None:
            return
        fields = read_fields(element)
        match kind[1].strip():
            case b"attachment":
                self._add_attachment(key, fields)
            case b"wp_block":
                self._add_block(key, fields.get("content:encoded"))
            case b"tablepress_table":
                if table_number := get_table_number(fields):
                    self._add_block(f"table {table_number}", build_table(fields))
            case _:
                self.authors.add_guest(fields)

    def _add_number(self, key: str, place: tuple[int, int], checksum: int) -> None:
        insert = "insert or ignore into number values (?, ?)"
        if self._database.execute(insert, (key, checksum)).rowcount:
            return
        query = "select 1 from number where key = ? and checksum = ?"
        same = self._database.execute(query, (key, checksum)).fetchone()
        self._repeated[place] = same is not None or (key, checksum) in self._others
        self._others.add((key, checksum))

    def _add_block(self, key: str, content: str) -> None:
        self._database.execute("insert or ignore into block values (?, ?)", (key, content))

    def _add_attachment(self, key: str, fields: Fields) -> None:
        caption = fields.get("excerpt:encoded") or fields.get("content:encoded")
        row = (
            key,
            fields.get_number("wp:post_parent"),
            int(fields.get_number("wp:menu_order")[:9] or 0),
            is_picture(fields),
            get_attachment_url(fields),
            to_plain_text(fields.get("title")),
            to_plain_text(fields.get_meta("_wp_attachment_image_alt")),
            to_plain_text(caption),
            fields.get("link").rstrip("/"),
        )
        self._database.execute("insert or ignore into attachment values (?,?,?,?,?,?,?,?,?)", row)

    def _collect(
        self,
        head: bytes,
        creators: dict[bytes, None],
        categories: dict[tuple[bytes, bytes], None],
    ) -> None:
        for category in _find_categories(head):
            categories.setdefault(category)
        kind = _TYPE_RE.search(head)
        name = "post" if kind is None else kind[1].decode("utf-8", "replace").strip()
        if name == "page" or is_article(name):
            creator = _CREATOR_RE.search(head)
            if creator is not None:
                creators.setdefault(creator[1])

    def _add_collected(
        self, creators: dict[bytes, None], categories: dict[tuple[bytes, bytes], None]
    ) -> None:
        coauthors = []
        for attributes, text in categories:
            values = dict(_ATTRIBUTE_RE.findall(attributes.decode("utf-8", "replace")))
            slug = html.unescape(values.get("nicename", ""))
            term = build_term(values.get("domain", ""), slug, _decode_text(text))
            if term.domain == "author":
                coauthors.append(term)
            else:
                self.labels.add_seen(term)
        for creator in creators:
            self.authors.add_creator(html.unescape(creator.decode("utf-8", "replace")).strip())
        for term in coauthors:
            self.authors.add_coauthor(term.slug, term.name)


def _find_type(content: bytes) -> str:
    """Return the type of an item without its text, '' if there is none."""
    match = _TYPE_RE.search(content)
    return match[1].decode("utf-8", "replace").strip() if match else ""


def _cut_content(data: bytes) -> bytes:
    """Return an item without its text, which may contain anything."""
    start = data.find(b"<content:encoded>")
    end = data.find(b"</content:encoded>", start)
    return data[:start] + data[end:] if 0 <= start < end else data


def _cut_comments(data: bytes) -> bytes:
    """Return an item without its comments, unless something else is among them."""
    start, end = data.find(b"<wp:comment>"), data.rfind(b"</wp:comment>")
    is_alone = 0 <= start < end and data.find(b"<category", start, end) < 0
    return data[:start] + data[end:] if is_alone else data


def _find_categories(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield attributes and text of the categories of an item, without parsing it."""
    position = 0
    while match := _CATEGORY_RE.search(data, position):
        position = match.end()
        if match[1].endswith(b"/"):
            yield match[1], b""
            continue
        end = data.find(_CATEGORY_END, position)
        if end < 0:
            return
        yield match[1], data[position:end]
        position = end + len(_CATEGORY_END)


def _decode_text(data: bytes) -> str:
    """Return the text of an element of XML, without parsing it."""
    parts = _CDATA_RE.split(data.decode("utf-8", "replace"))
    parts[::2] = [html.unescape(part) for part in parts[::2]]
    return "".join(parts)
