"""Reader of the old form, one XML file, and of a single feed of Takeout."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar

from transfer.items import Entry
from transfer.readers.base import NotAnExport
from transfer.readers.blogger.feed import BloggerFeed, Survey, is_blogger_feed
from transfer.readers.blogger.labels import build_label
from transfer.readers.blogger.site import MAX_SETTINGS_BYTES, parse_settings
from transfer.readers.xml_source import peek


class BloggerReader:
    """Reads `blog-MM-DD-YYYY.xml`. Cursors are offsets; positions are those of the second
    reading."""

    platform: ClassVar[str] = "Blogger"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            return path.is_file() and is_blogger_feed(peek(path))
        except (OSError, ValueError):
            return False

    def __init__(self, path: Path) -> None:
        try:
            self._feed = BloggerFeed(path, _read_settings(path))
        except OSError as error:
            raise NotAnExport(f"The file cannot be read: {error.strerror}") from error

    @property
    def total_bytes(self) -> int:
        return self._feed.total_bytes

    def read(self, cursor: str = "") -> Iterator[Entry]:
        survey = Survey()
        self._feed.survey(survey)
        if not cursor:
            yield Entry(self._feed.site)
            for author in survey.authors:
                yield Entry(author)
            for name in survey.labels:
                yield Entry(build_label(name))
        repeated = survey.find_repeated()
        for item, end in self._feed.read(survey.authors, int(cursor or 0)):
            if item is not None and end not in repeated:
                yield Entry(item, end, str(end))

    def open_file(self, name: str) -> BinaryIO:
        raise FileNotFoundError(name)


def _read_settings(path: Path) -> dict[str, str]:
    """Read settings.csv beside a feed of Takeout."""
    settings = path.with_name("settings.csv")
    if path.suffix != ".atom" or not settings.is_file():
        return {}
    with settings.open("rb") as file:
        return parse_settings(file.read(MAX_SETTINGS_BYTES))
