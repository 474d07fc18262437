"""Rows of the tables in a Ghost JSON file, one at a time.

The tables are in one of four places:

- `{"db": [{"meta": {}, "data": {"posts": []}}]}`: exports of Ghost, and of tools that write for it;
- `{"meta": {}, "data": {"posts": []}}`: the same without the envelope;
- `{"data": {"meta": {}, "data": {"posts": []}}}`: Ghost's own importer after it moved pictures;
- `{"posts": [], "users": []}`: the Content API, and the intermediate form of Ghost's migration
  tools, where each row is `{"url": "", "data": {}}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import ijson
from django.utils.translation import gettext as _

from transfer.readers.base import NotAnExport

type Values = dict[str, Any]

PARENTS = {(), ("data",), ("db", "item", "data"), ("data", "data")}
META_PATHS = {("meta",), ("db", "item", "meta"), ("data", "meta")}
RELATION_TABLES = ("posts_tags", "posts_authors", "posts_meta")
TABLES = {"posts", "pages", "tags", "users", "settings", "comments", *RELATION_TABLES}
# Names that show that tables are Ghost's, besides those that are read.
OTHER_TABLES = {
    *("roles", "roles_users", "permissions", "custom_theme_settings", "benefits", "newsletters"),
    *("products", "offers", "snippets", "subscribers", "app_fields", "client_trusted_domains"),
}
# Fields that show that rows of `posts` are Ghost's where nothing around them does.
POST_FIELDS = {"slug", "uuid", "html", "lexical", "mobiledoc", "feature_image", "custom_excerpt"}
MAX_DEPTH = 100
MAX_ROW_BYTES = 64 * 2**20
READ_SIZE = 64 * 2**10
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or of `meta`; `position` is that of the file after it, in bytes."""

    table: str
    values: Values
    position: int


class _CountingFile:
    """File that counts what is read, and refuses to read on for one row without end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0
        self.row_start = 0

    def read(self, size: int = -1) -> bytes:
        chunk = self.stream.read(size)
        if not self.position and chunk.startswith(BYTE_ORDER_MARK):
            self.position = len(BYTE_ORDER_MARK)
            chunk = chunk[self.position :] or self.stream.read(size)
        self.position += len(chunk)
        if size and self.position - self.row_start > MAX_ROW_BYTES:
            raise NotAnExport(
                _("One entry of this file is larger than %(size)d MB, which no post is.")
                % {"size": MAX_ROW_BYTES // 2**20}
            )
        return chunk


def read_rows(stream: BinaryIO, tables: set[str]) -> Iterator[Row]:
    """Yield the rows of some tables, in the order of the file, and `meta`.

    Raises NotAnExport after the last complete row if the file is cut off, damaged or nested too
    deeply.
    """
    file = _CountingFile(stream)
    path: list[str] = []
    builder: ijson.ObjectBuilder | None = None
    table, row_depth = "", 0
    try:
        for event, value in ijson.basic_parse(file, buf_size=READ_SIZE):
            if event == "map_key":
                path[-1] = value
            elif event in ("start_map", "start_array"):
                if len(path) >= MAX_DEPTH:
                    raise NotAnExport(_("This file is nested too deeply to be an export of Ghost."))
                if builder is None and event == "start_map":
                    table = _find_table(tuple(path))
                    if table in tables or table == "meta":
                        builder, row_depth = ijson.ObjectBuilder(), len(path)
                path.append("" if event == "start_map" else "item")
            elif event in ("end_map", "end_array"):
                path.pop()
            if builder is not None:
                builder.event(event, value)
                if event == "end_map" and len(path) == row_depth:
                    yield Row(table, _unwrap(builder.value), file.position)
                    builder = None
            if builder is None:
                file.row_start = file.position
    except (ijson.JSONError, ValueError) as error:
        raise NotAnExport(
            _("The file is cut off or damaged after %(position)d bytes. Export the blog again.")
            % {"position": file.position}
        ) from error


def _find_table(path: tuple[str, ...]) -> str:
    """Return the table that an object at a path is a row of; 'settings' may be an object itself."""
    if path in META_PATHS:
        return "meta"
    if path and path[-1] == "item" and path[:-2] in PARENTS:
        return path[-2]
    if path and path[-1] == "settings" and path[:-1] in PARENTS:
        return "settings"
    return ""


def _unwrap(values: Values) -> Values:
    """Return the values of a row; those of Ghost's migration tools are in an envelope."""
    data = values.get("data")
    if isinstance(data, dict) and "url" in values:
        return {"url": values["url"], **data}
    return values


def is_ghost(head: bytes) -> bool:
    """Return whether a JSON file begins like one of Ghost. `head` is its first bytes."""
    path: list[str] = []
    try:
        for event, value in ijson.basic_parse(BytesIO(head.removeprefix(BYTE_ORDER_MARK))):
            if event == "map_key":
                path[-1] = value
                if _names_ghost(tuple(path)):
                    return True
            elif event in ("start_map", "start_array"):
                if len(path) >= MAX_DEPTH:
                    return False
                path.append("" if event == "start_map" else "item")
            elif event in ("end_map", "end_array"):
                path.pop()
    except (ijson.JSONError, ValueError):
        pass  # The file goes on after its head.
    return False


def _names_ghost(path: tuple[str, ...]) -> bool:
    """Return whether a key at a path is one that only Ghost has there."""
    *parent, key = path
    if tuple(parent) in META_PATHS:
        return key == "exported_on"
    if tuple(parent) in PARENTS and len(parent) > 1:
        return key in TABLES | OTHER_TABLES
    is_post = path[-3:-1] in {("posts", "item"), ("pages", "item")} and path[:-3] in PARENTS
    is_wrapped_post = path[-4:-1] == ("posts", "item", "data") and path[:-4] == ()
    return (is_post or is_wrapped_post) and key in POST_FIELDS
