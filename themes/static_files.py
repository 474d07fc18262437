"""Static files of the theme, for `collectstatic` and the development server.

A style sheet with the name of one of ours is added after it, in one file without comments and
indentation, so that a theme holds only what differs, and its pages request no more files and hardly
more bytes. Any other file replaces ours.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage

from themes.theme import Theme

COMMENT_RE = re.compile(r"/\*.*?\*/", re.DOTALL)


class ThemeFinder(BaseFinder):
    """The first of STATICFILES_FINDERS. Joined style sheets are written to VAR_DIR/themes."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        theme = settings.THEME
        file = locate_file(theme, path) if theme else None
        if file is None:
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        theme = settings.THEME
        if theme is None or not theme.static.is_dir():
            return
        for name in get_files(FileSystemStorage(theme.static), [*(ignore_patterns or [])]):
            file = locate_file(theme, name)
            assert file is not None
            root = file.parents[len(Path(name).parts) - 1]
            yield name, FileSystemStorage(root)


def locate_file(theme: Theme, name: str) -> Path | None:
    """Return the file that is served under a name, None if the theme has none."""
    addition = (theme.static / name).resolve()
    if not addition.is_relative_to(theme.static.resolve()) or not addition.is_file():
        return None
    original = settings.BASE_DIR / "static" / name
    if addition.suffix != ".css" or not original.is_file():
        return theme.static / name
    return _join(original, addition, settings.VAR_DIR / "themes" / theme.folder.name / name)


def _join(original: Path, addition: Path, target: Path) -> Path:
    """Write both to `target` unless it is as new as the newer of them, whose time it gets."""
    newest = max(original.stat().st_mtime_ns, addition.stat().st_mtime_ns)
    css = _shorten(f"{original.read_text()}\n{addition.read_text()}")
    if target.exists() and target.stat().st_mtime_ns == newest and target.read_text() == css:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=".partial-", dir=target.parent)
    with open(handle, "w") as file:
        file.write(css)
    os.chmod(partial, 0o644)
    os.utime(partial, ns=(newest, newest))
    os.replace(partial, target)
    return target


def _shorten(css: str) -> str:
    """Remove comments, indentation and empty lines."""
    lines = (line.strip() for line in COMMENT_RE.sub("", css).splitlines())
    return "\n".join(filter(None, lines)) + "\n"
