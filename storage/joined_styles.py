"""Style sheets of the desk joined into one file, for `collectstatic` and the development server.

Joined, they have two thirds of the compressed bytes. Those of the readers' pages are joined in
`themes/static_files.py`, each with the theme's addition.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from lib.generated_files import join_style_sheets

JOINED = {
    "desk/common.css": ("desk/desk", "desk/lists", "desk/tabs"),
    "desk/desk.css": ("desk/desk",),
    "desk/moderation.css": (
        "desk/moderation",
        "desk/comment_queue",
        "desk/comment_actions",
        "desk/comment_pages",
        "desk/comment_overview",
    ),
    "desk/pages.css": (
        "desk/theme",
        "desk/fields",
        "desk/navigation",
        "desk/palette",
    ),
    "desk/planning.css": (
        "desk/planning",
        "desk/calendar",
        "desk/planning_entries",
        "desk/board",
    ),
    "desk/post_page.css": (
        "desk/sharing",
        "desk/checks",
        "desk/sheet",
        "desk/workflow",
        "desk/side_panel",
        "editor/publish",
    ),
    "editor/post_page.css": (
        "editor/editor",
        "editor/text_blocks",
        "editor/tables",
        "editor/figures",
        "editor/interviews",
        "editor/nodes",
        "editor/quotations",
        "editor/dialogs",
        "editor/publish_warning",
        "desk/combobox",
        "editor/provenance",
        "editor/split_offer",
        "editor/notes",
        "editor/preview",
        "editor/conflict",
        "editor/embed",
        "editor/gallery",
        "editor/writing_aids",
        "editor/media",
        "editor/quote_page",
    ),
}


class JoinedStyleFinder(BaseFinder):
    """Finds the style sheets in JOINED. They are written to VAR_DIR/styles."""

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False) -> Any:
        if path not in JOINED:
            return []
        file = str(_write(path))
        return [file] if find_all else file

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        for name in JOINED:
            _write(name)
            yield name, FileSystemStorage(settings.VAR_DIR / "styles")


def _write(name: str) -> Any:
    sources = [settings.BASE_DIR / "static" / f"{source}.css" for source in JOINED[name]]
    return join_style_sheets(sources, settings.VAR_DIR / "styles" / name)
