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
from typing import Any, BinaryIO

from transfer.readers.json_values import list_keys, read_values

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


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, or of `meta`; `position` is that of the file after it, in bytes."""

    table: str
    values: Values
    position: int


def read_rows(stream: BinaryIO, tables: set[str]) -> Iterator[Row]:
    """Yield the rows of some tables, in the order of the file, and `meta`.

    Raises NotAnExport after the last complete row if the file is cut off, damaged or nested too
    deeply.
    """
    names = {*tables, "meta"}
    for item in read_values(stream, lambda path: _find_table(path) in names):
        if isinstance(item.value, dict):
            yield Row(_find_table(item.path), _unwrap(item.value), item.position)


def _find_table(path: tuple[str, ...]) -> str:
    """Return the table that an object at a path is a row of; 'settings' may be an object itself."""
    if path in META_PATHS:
        return "meta"
    if path and path[-1] == "item" and path[:-2] in PARENTS:
        return path[-2]
    # The Content API has settings as one object.
    if path == ("settings",):
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
    return any(_names_ghost(path) for path in list_keys(head))


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
