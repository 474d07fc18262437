"""Static files of the theme, for `collectstatic` and the development server.

A style sheet with the name of one of ours is added after it, in one file without comments and
indentation, so that a theme holds only what differs, and its pages request no more files and hardly
more bytes. Any other file replaces ours.

`theme/pages.css` joins those of our style sheets that most pages need, each with the theme's
addition: together they have hardly more compressed bytes than the three that every post needs.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import get_files
from django.core.files.storage import FileSystemStorage

from lib.generated_files import join_style_sheets
from themes.theme import Theme

PAGES_STYLE_SHEET = "theme/pages.css"
JOINED_STYLE_SHEETS = (
    "theme/site.css",
    "theme/post.css",
    "theme/sharing.css",
    "theme/footnotes.css",
    "theme/reading.css",
    "theme/series.css",
    "theme/embeds.css",
    "theme/media.css",
    "theme/prose.css",
    "theme/galleries.css",
    "theme/corrections.css",
    "theme/comments.css",
)
# Themes add to a sheet as a whole: their rules come after all of its parts.
PARTS = {
    "theme/site.css": ("theme/masthead.css", "theme/lists.css", "theme/print.css"),
    "theme/post.css": ("theme/quotations.css", "theme/figures.css", "theme/post_links.css"),
}


class ThemeFinder(BaseFinder):
    """The first of STATICFILES_FINDERS. Joined style sheets are written to VAR_DIR/themes."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        file = locate_file(settings.THEME, path)
        if file is None:
            return []
        return [str(file)] if find_all else str(file)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        theme, names = settings.THEME, {PAGES_STYLE_SHEET, *PARTS}
        if theme and theme.static.is_dir():
            names |= {*get_files(FileSystemStorage(theme.static), [*(ignore_patterns or [])])}
        for name in sorted(names):
            file = locate_file(theme, name)
            assert file is not None
            root = file.parents[len(Path(name).parts) - 1]
            yield name, FileSystemStorage(root)


def locate_file(theme: Theme | None, name: str) -> Path | None:
    """Return the file that is served under a name, None if that is ours, or there is none."""
    if name == PAGES_STYLE_SHEET:
        sources = [part for each in JOINED_STYLE_SHEETS for part in _list_sources(theme, each)]
        return join_style_sheets([*sources, *_list_sources(theme, name)], _get_target(theme, name))
    sources = _list_sources(theme, name)
    if name in PARTS:
        return join_style_sheets(sources, _get_target(theme, name))
    if theme is None or not _is_of(theme, sources):
        return None
    if len(sources) == 1 or Path(name).suffix != ".css":
        return sources[-1]
    return join_style_sheets(sources, _get_target(theme, name))


def _list_sources(theme: Theme | None, name: str) -> list[Path]:
    """List our file of a name, those of its parts, and then the theme's, as far as they exist."""
    parts = [source for part in PARTS.get(name, ()) for source in _list_sources(theme, part)]
    ours = _list_files(settings.BASE_DIR / "static", name)
    return [*ours, *parts, *(_list_files(theme.static, name) if theme else [])]


def _list_files(folder: Path, name: str) -> list[Path]:
    """List the file of a name in a folder, none if there is none or it is elsewhere."""
    file = folder / name
    is_inside = file.resolve().is_relative_to(folder.resolve())
    return [file] if is_inside and file.is_file() else []


def _is_of(theme: Theme, sources: list[Path]) -> bool:
    return bool(sources) and sources[-1].is_relative_to(theme.static)


def _get_target(theme: Theme | None, name: str) -> Path:
    return settings.VAR_DIR / "themes" / (theme.folder.name if theme else "-") / name
