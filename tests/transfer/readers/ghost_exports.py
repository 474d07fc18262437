"""Hand-made exports of Ghost for the tests."""

import json
from pathlib import Path
from typing import Any

from transfer.items import Entry, ExportedPost, Item
from transfer.readers.base import NotAnExport
from transfer.readers.ghost import GhostReader

type Row = dict[str, Any]


def build_post_row(number: int = 1, **values: Any) -> Row:
    """Build a row of `posts` as Ghost 5 has it."""
    return {
        "id": f"{number:024x}",
        "uuid": f"00000000-0000-4000-8000-{number:012}",
        "title": f"Post {number}",
        "slug": f"post-{number}",
        "mobiledoc": None,
        "lexical": None,
        "html": f"<p>Text {number}.</p>",
        "feature_image": None,
        "featured": 0,
        "type": "post",
        "status": "published",
        "visibility": "public",
        "created_at": "2024-02-28T09:00:00.000Z",
        "updated_at": "2024-03-02T09:00:00.000Z",
        "published_at": "2024-03-01T09:00:00.000Z",
        **values,
    }


def write_export(folder: Path, *, version: str = "5.89.1", **tables: Any) -> Path:
    """Write a JSON file as Ghost does; the order of the tables is that of the arguments."""
    tables.setdefault("posts", [])
    content = {"db": [{"meta": {"exported_on": 1709280000000, "version": version}, "data": tables}]}
    path = folder / "blog.ghost.json"
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def read_all(path: Path, cursor: str = "") -> list[Entry]:
    return list(GhostReader(path).read(cursor))


def read_items[T: Item](path: Path, kind: type[T]) -> list[T]:
    return [entry.item for entry in read_all(path) if isinstance(entry.item, kind)]


def read_post(folder: Path, **values: Any) -> ExportedPost:
    """Return the post of an export of one row."""
    [post] = read_items(write_export(folder, posts=[build_post_row(**values)]), ExportedPost)
    return post


def read_until_error(path: Path) -> tuple[list[Item], str]:
    """Return the items of an export that is cut off, and the message at its end."""
    items: list[Item] = []
    try:
        for entry in GhostReader(path).read():
            items.append(entry.item)
    except NotAnExport as error:
        return items, str(error)
    return items, ""
