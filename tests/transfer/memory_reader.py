"""An export in memory, whose cursors are the numbers of its items."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from transfer import importing
from transfer.accounts import get_importer
from transfer.importing import ImportReport
from transfer.items import Entry, ExportedPost, ExportedSite, Item
from transfer.models import Import
from transfer.readers.base import NotAnExport
from transfer.stages.read import find_origin

SITE = ExportedSite(url="https://old.example/blog/", title="The Old Blog", language="en")
MARCH = datetime(2020, 3, 5, 9, 30, tzinfo=UTC)


class MemoryReader:
    platform = "Memory"

    def __init__(
        self,
        items: Iterable[Item],
        files: Mapping[str, bytes] | None = None,
        breaks_after: int | None = None,
    ) -> None:
        self.items, self.files = list(items), files or {}
        self.breaks_after = breaks_after

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        return False

    @property
    def total_bytes(self) -> int:
        return len(self.items)

    def read(self, cursor: str = "") -> Iterator[Entry]:
        for number, item in enumerate(self.items, start=1):
            if self.breaks_after is not None and number > self.breaks_after:
                raise NotAnExport("The file ends here.")
            if number > int(cursor or 0):
                yield Entry(item, position=number, cursor=str(number))

    def open_file(self, name: str) -> BinaryIO:
        if name not in self.files:
            raise FileNotFoundError(name)
        return io.BytesIO(self.files[name])


def post(key: str = "1", **values: object) -> ExportedPost:
    """A published post with what it needs."""
    defaults = {
        "title": f"Post {key}",
        "html": "<p>Some words.</p>",
        "published_at": MARCH,
        "authors": ("ada",),
    }
    return ExportedPost(key=key, **{**defaults, **values})


def start(reader: MemoryReader) -> Import:
    origin = find_origin(reader, "export")
    return Import.objects.create(path="/export", platform=reader.platform, origin=origin)


def run_import(*items: Item, site: ExportedSite = SITE, **values: object) -> ImportReport:
    """Import items of one blog as a command would."""
    reader = MemoryReader([site, *items], **values)
    run, by = start(reader), get_importer()
    importing.read(run, reader)
    return importing.write(run, reader, by)
