"""Exports that tests write, and the text of what is read from them."""

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from lxml import html

from transfer.items import ExportedPost, Item, RefusedItem
from transfer.readers.base import Reader


def write_folder(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a folder, which is returned."""
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def write_zip(path: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a zip, which is returned."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def read_items(reader: Reader, cursor: str = "") -> list[Item]:
    """Read all items after a cursor; positions rise to the size of the export."""
    entries = list(reader.read(cursor))
    positions = [entry.position for entry in entries if entry.position]
    assert positions == sorted(positions)
    assert all(position <= reader.total_bytes for position in positions)
    return [entry.item for entry in entries]


def list_posts(items: Iterable[Item]) -> list[ExportedPost]:
    return [item for item in items if isinstance(item, ExportedPost)]


def list_refused(items: Iterable[Item]) -> list[RefusedItem]:
    return [item for item in items if isinstance(item, RefusedItem)]


def check_resuming(reader: Reader) -> None:
    """Check that reading goes on after each cursor, and that keys are unique by kind."""
    entries = list(reader.read())
    keys = [(type(entry.item), entry.item.key) for entry in entries]
    assert len(keys) == len(set(keys))
    for number, entry in enumerate(entries):
        if entry.cursor:
            assert list(reader.read(entry.cursor)) == entries[number + 1 :]


def get_words(content: str) -> list[str]:
    """List the words that HTML shows."""
    root: Any = html.fromstring(f"<div>{content} </div>")
    for hidden in root.xpath(".//script | .//style | .//template"):
        hidden.drop_tree()
    return " ".join(root.itertext()).split()
