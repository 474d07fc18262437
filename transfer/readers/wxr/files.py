"""The files of an export: one file, or its parts in a folder or zip, as WordPress.com gives."""

import re
import shutil
import weakref
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport
from transfer.readers.xml_source import peek
from transfer.readers.zip_files import ExportFiles

_ROOT_RE = re.compile(r"<rss\b")
_MARK_RE = re.compile(
    r"xmlns:wp\s*=|<wp:wxr_version"
    r"|xmlns:[\w.-]+\s*=\s*[\"']https?://wordpress\.org/export/[\d.]+/[\"']"
)


def has_mark(path: Path) -> bool:
    """Return whether a file, a folder or a zip has an export of WordPress. Never raises."""
    try:
        if path.is_dir():
            return bool(_list_folder(path))
        if not _is_zip(path):
            return _is_marked(peek(path))
        with ExportFiles(path) as files:
            return bool(_list_zip(files))
    except (OSError, NotAnExport):
        return False


class ExportParts:
    """The paths of the parts, in the order of their names. Those of a zip are copied into a
    temporary folder, which goes with this object. Raises NotAnExport if there are none."""

    def __init__(self, path: Path) -> None:
        if path.is_dir():
            self.paths = _list_folder(path)
        elif _is_zip(path):
            self.paths = self._extract(path)
        else:
            self.paths = [path]
        if not self.paths:
            raise NotAnExport(gettext_noop("There is no export of WordPress in it (an .xml file)."))

    def _extract(self, path: Path) -> list[Path]:
        folder = TemporaryDirectory()
        weakref.finalize(self, folder.cleanup)
        paths = []
        with ExportFiles(path) as files:
            for number, name in enumerate(_list_zip(files)):
                target = Path(folder.name) / f"{number}.xml"
                with files.open(name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
                paths.append(target)
        return paths


def _is_marked(start: str) -> bool:
    root = _ROOT_RE.search(start)
    return root is not None and _MARK_RE.search(start, root.end()) is not None


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\3\4"


def _list_folder(folder: Path) -> list[Path]:
    files = (file for file in sorted(folder.glob("*.xml")) if file.is_file())
    return [file for file in files if _is_marked(peek(file))]


def _list_zip(files: ExportFiles) -> list[str]:
    return [
        name
        for name in files.names
        if name.lower().endswith(".xml")
        and _is_marked(files.read_head(name).decode("utf-8", "replace"))
    ]
