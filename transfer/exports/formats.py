"""The formats of exports, and the operation that writes one."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy, gettext_noop

from blog.models import SiteSettings
from transfer.exports import archive, dataset, ghost, markdown, static_site, wxr
from transfer.exports.media import select_files, select_photos
from transfer.exports.selection import ExportError, Selection

Report = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """`write` takes the path of an empty file, a selection and a function for progress.

    `purpose` says in one line what the file is for. `is_snapshot` tells whether it may read
    everything in one transaction, `is_whole` whether it is always of the whole blog. `count`
    returns how many items `write` will report for a selection, if that can be known.
    """

    name: Any
    purpose: Any
    extension: str
    write: Callable[[Path, Selection, Report], None]
    count: Callable[[Selection], int] | None = None
    is_snapshot: bool = True
    is_whole: bool = False


def _count_posts(selection: Selection) -> int:
    return selection.list_posts().count()


def _count_posts_and_files(selection: Selection) -> int:
    files = select_photos(selection).count() + select_files(selection).count()
    return _count_posts(selection) + files


FORMATS = {
    "wxr": Format(
        name=gettext_lazy("WordPress (WXR)"),
        purpose=gettext_lazy(
            "For WordPress and most other systems, which fetch the pictures from this site."
        ),
        extension="xml",
        write=wxr.write,
        count=_count_posts_and_files,
    ),
    "markdown": Format(
        name=gettext_lazy("Markdown for Hugo"),
        purpose=gettext_lazy(
            "For Hugo, and with a configuration of your own for Jekyll or Eleventy. Has the"
            " pictures."
        ),
        extension="zip",
        write=markdown.write_hugo,
        count=_count_posts_and_files,
    ),
    "pelican": Format(
        name=gettext_lazy("Markdown for Pelican"),
        purpose=gettext_lazy("For Pelican. Has the pictures."),
        extension="zip",
        write=markdown.write_pelican,
        count=_count_posts_and_files,
    ),
    "ghost": Format(
        name=gettext_lazy("Ghost"),
        purpose=gettext_lazy("For Ghost 6, which fetches the pictures from this site."),
        extension="json",
        write=ghost.write_json,
        count=_count_posts,
    ),
    "ghost-zip": Format(
        name=gettext_lazy("Ghost with pictures"),
        purpose=gettext_lazy("For Ghost 6, when this site is closed before the import."),
        extension="zip",
        write=ghost.write_zip,
        count=_count_posts_and_files,
    ),
    "static": Format(
        name=gettext_lazy("Static site"),
        purpose=gettext_lazy(
            "All public pages as files, for any web server or a folder on a disk. Whole blog only."
        ),
        extension="zip",
        write=static_site.write,
        is_snapshot=False,
        is_whole=True,
    ),
    "dataset": Format(
        name=gettext_lazy("Dataset"),
        purpose=gettext_lazy("Published quotations and their sources, for research."),
        extension="zip",
        write=dataset.write,
    ),
    "archive": Format(
        name=gettext_lazy("Archive"),
        purpose=gettext_lazy(
            "All tables and files, to move to another installation of Pullquote. Whole blog only."
        ),
        extension="zip",
        write=archive.write,
        is_whole=True,
    ),
}


def export(format: str, path: Path, selection: Selection, report: Report) -> None:
    """Write an export, in the language and time zone of the site.

    It is complete or not there at all: it is written beside `path` and renamed. Raises ExportError,
    OSError if the disk is full, and KeyboardInterrupt; neither leaves a file behind.
    """
    if (chosen := FORMATS.get(format)) is None:
        raise ExportError(f"There is no format {format}. Choose from: {', '.join(FORMATS)}.")
    if chosen.is_whole and selection.is_partial:
        raise ExportError(
            gettext_noop(
                "%(format)s: this format is of the whole blog. Leave out author, label and year."
            ),
            {"format": chosen.name},
        )
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
