"""Find the reader of an export."""

import codecs
import re
import shutil
import weakref
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.module_loading import import_string
from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport, Reader
from transfer.readers.own_archive import is_archive
from transfer.readers.zip_files import ExportFiles

_START_BYTES = 64 * 1024
_ZIP_START = b"PK"
_ARCHIVE_STARTS = (b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf", b"BZh", b"\xfd7zXZ")
_DUMP_RE = re.compile(rb"^(?:-- MySQL dump|SQLite format|CREATE TABLE |INSERT INTO )", re.MULTILINE)
# In this order: those that are recognised by more come first.
READERS = (
    "transfer.readers.wxr.WordPressReader",
    "transfer.readers.blogger.BloggerReader",
    "transfer.readers.blogger.TakeoutReader",
    "transfer.readers.ghost.GhostReader",
    "transfer.readers.substack.SubstackReader",
    "transfer.readers.medium.MediumReader",
    "transfer.readers.livejournal.LiveJournalReader",
    "transfer.readers.feeds.FeedReader",
    "transfer.readers.movable_type.MovableTypeReader",
    "transfer.readers.folders.reader.FolderReader",
)


def open_export(path: Path) -> Reader:
    """Return the reader of an export. Raises NotAnExport for any other file or folder."""
    if not path.exists():
        raise NotAnExport(gettext_noop("There is no file or folder %(path)s."), {"path": path})
    if path.is_file() and not path.stat().st_size:
        raise NotAnExport(gettext_noop("The file is empty. Export the blog again."))
    if is_archive(path):
        raise NotAnExport(
            gettext_noop(
                "This is an archive of Pullquote. Load it into an empty blog, on the server: "
                "manage.py import %(file)s"
            ),
            {"file": path.name},
        )
    if reader := _find_reader(path) or _find_reader_of_only_file(path):
        return reader
    _refuse_known(path)
    raise NotAnExport(
        gettext_noop(
            "This is no export that can be read. Use the file or folder that Blogger, WordPress, "
            "Ghost, Substack or Medium gave you, a folder of Markdown files, or a feed."
        )
    )


def _refuse_known(path: Path) -> None:
    """Raise NotAnExport with the reason if a file is damaged, or of a well-known other kind."""
    if path.is_dir():
        return
    with path.open("rb") as file:
        start = file.read(_START_BYTES)
    if start.startswith(_ZIP_START):
        ExportFiles(path).close()  # Its error says what is wrong with the zip.
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise NotAnExport(gettext_noop("The file is encoded as UTF-16. Save it as UTF-8."))
    elif start.startswith(_ARCHIVE_STARTS):
        raise NotAnExport(
            gettext_noop("This archive cannot be read. Unpack it, and choose what is in it.")
        )
    elif path.suffix == ".wpress" or _DUMP_RE.search(start):
        raise NotAnExport(
            gettext_noop("This is a copy of a database. Choose the export of the blog instead.")
        )


def _find_reader(path: Path) -> Reader | None:
    for name in READERS:
        reader = import_string(name)
        if reader.recognizes(path):
            opened: Reader = reader(path)
            return opened
    return None


def _find_reader_of_only_file(path: Path) -> Reader | None:
    """Return the reader of a file that was zipped alone. It is copied into a temporary folder,
    which goes with the reader."""
    try:
        with ExportFiles(path) as files:
            if path.is_dir() or len(files.names) != 1:
                return None
            name = files.names[0]
            folder = TemporaryDirectory()
            copy = Path(folder.name) / name.rpartition("/")[2]
            with files.open(name) as source, copy.open("wb") as target:
                shutil.copyfileobj(source, target)
    except (NotAnExport, OSError):
        return None
    reader = _find_reader(copy)
    if reader:
        weakref.finalize(reader, folder.cleanup)
    return reader
