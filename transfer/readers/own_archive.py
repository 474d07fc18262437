"""Archives of our own, which `transfer.archive_import` loads."""

from pathlib import Path

from transfer.readers.base import NotAnExport
from transfer.readers.zip_files import ExportFiles

MANIFEST = "manifest.json"
_FORMAT = b'"pullquote-archive"'


def is_archive(path: Path) -> bool:
    """Return whether a file is an archive of our own, of any version. Never raises."""
    if not path.is_file():
        return False
    try:
        with ExportFiles(path) as files:
            return _FORMAT in files.read_head(MANIFEST)
    except (NotAnExport, OSError):
        return False
