"""The formats of exports, and the operation that writes one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import connection, transaction

from blog.models import SiteSettings
from transfer.exports import archive, dataset, ghost, markdown, static_site, wxr
from transfer.exports.selection import ExportError, Selection

Report = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """`write` takes the path of an empty file, a selection and a function for progress.

    `is_snapshot` tells whether it may read everything in one transaction.
    """

    description: str
    write: Callable[[Path, Selection, Report], None]
    is_snapshot: bool = True


FORMATS = {
    "wxr": Format(description="WordPress (WXR 1.2, XML)", write=wxr.write),
    "markdown": Format(
        description="Markdown for Hugo, Jekyll or Eleventy (zip)", write=markdown.write_hugo
    ),
    "pelican": Format(description="Markdown for Pelican (zip)", write=markdown.write_pelican),
    "ghost": Format(description="Ghost 6 (JSON)", write=ghost.write_json),
    "ghost-zip": Format(description="Ghost 6, with pictures (zip)", write=ghost.write_zip),
    "static": Format(
        description="all public pages, without a server (zip)",
        write=static_site.write,
        is_snapshot=False,
    ),
    "dataset": Format(description="published quotations, for research (zip)", write=dataset.write),
    "archive": Format(description="everything, for Pullquote (zip)", write=archive.write),
}


def export(format: str, path: Path, selection: Selection, report: Report) -> None:
    """Write an export, in the language and time zone of the site.

    It is complete or not there at all: it is written beside `path` and renamed. Raises ExportError,
    OSError if the disk is full, and KeyboardInterrupt; neither leaves a file behind.
    """
    if (chosen := FORMATS.get(format)) is None:
        raise ExportError(f"There is no format {format}. Choose from: {', '.join(FORMATS)}.")
    if path.exists():
        raise ExportError(f"{path} exists already. Delete it, or choose another name.")
    if not path.parent.is_dir():
        raise ExportError(f"The folder {path.parent} does not exist.")
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
        temporary = Path(file.name)
    try:
        with ExitStack() as stack:
            if chosen.is_snapshot:
                stack.enter_context(_read_snapshot())
            stack.enter_context(SiteSettings.load().activated())
            chosen.write(temporary, selection, report)
        with temporary.open("rb") as complete:
            os.fsync(complete.fileno())
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _read_snapshot() -> Iterator[None]:
    """Read the database as it is now, whatever others save meanwhile."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
