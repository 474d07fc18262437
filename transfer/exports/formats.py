"""The formats of exports, and the operation that writes one."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from blog.models import SiteSettings
from transfer.exports import archive, ghost, markdown, static_site, wxr
from transfer.exports.selection import ExportError, Selection

Report = Callable[[str, int], None]


@dataclass(frozen=True, kw_only=True)
class Format:
    """`write` takes the path of an empty file, a selection and a function for progress."""

    description: str
    write: Callable[[Path, Selection, Report], None]


FORMATS = {
    "wxr": Format(description="WordPress (WXR 1.2, XML)", write=wxr.write),
    "markdown": Format(
        description="Markdown for Hugo, Jekyll or Eleventy (zip)", write=markdown.write_hugo
    ),
    "ghost": Format(description="Ghost 6 (JSON)", write=ghost.write_json),
    "ghost-zip": Format(description="Ghost 6, with pictures (zip)", write=ghost.write_zip),
    "static": Format(
        description="all public pages, without a server (zip)", write=static_site.write
    ),
    "archive": Format(description="everything, for Pullquote (zip)", write=archive.write),
    "pelican": Format(description="Markdown for Pelican (zip)", write=markdown.write_pelican),
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
        with SiteSettings.load().activated():
            chosen.write(temporary, selection, report)
        with temporary.open("rb") as complete:
            os.fsync(complete.fileno())
        temporary.rename(path)
    finally:
        temporary.unlink(missing_ok=True)
