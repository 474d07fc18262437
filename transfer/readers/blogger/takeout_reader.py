"""Reader of folders and zips: the tree of Google Takeout, or old exports that were zipped."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop

from transfer.items import Entry, ExportedSite
from transfer.readers.base import NotAnExport
from transfer.readers.blogger.albums import Albums
from transfer.readers.blogger.entry import BloggerEntry
from transfer.readers.blogger.feed import BloggerFeed, Survey, is_blogger_feed
from transfer.readers.blogger.labels import build_label
from transfer.readers.blogger.own_address import OwnAddress
from transfer.readers.blogger.site import MAX_SETTINGS_BYTES, parse_settings
from transfer.readers.xml_source import find_root
from transfer.readers.zip_files import ExportFiles

_CHUNK_BYTES = 1024 * 1024
_PICTURE_CURSOR = "picture"
_TEXT_TYPE_RE = re.compile(r"<blogger:type>\s*(?:POST|PAGE)")
_CURSOR_RE = re.compile(r"(\d+|picture):(\d+)")


class TakeoutReader:
    """Reads the blogs of a Takeout: pictures of albums first, then one feed after the other.

    A cursor is the number of a feed and an offset in it, or `picture:` and a number. The folder
    `Comments`, with what the owner wrote on other blogs, is left out.
    """

    platform: ClassVar[str] = "Blogger"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            if not path.is_dir() and path.suffix.lower() != ".zip":
                return False
            with ExportFiles(path) as files:
                return bool(_find_feeds(files))
        except (NotAnExport, OSError, ValueError):
            return False

    def __init__(self, path: Path) -> None:
        self._files = ExportFiles(path)
        self._feed_names = _find_feeds(self._files)
        if not self._feed_names:
            raise NotAnExport(
                gettext_noop("There is no blog of Blogger in it: export Blogger by Google Takeout.")
            )
        for name in self._feed_names:
            find_root(self._files.read_head(name))

    @property
    def total_bytes(self) -> int:
        return sum(map(self._files.get_size, self._feed_names))

    def read(self, cursor: str = "") -> Iterator[Entry]:
        match = _CURSOR_RE.fullmatch(cursor)
        start, offset = (match[1], int(match[2])) if match else ("", 0)
        with ExitStack() as stack:
            feeds = [stack.enter_context(self._open_feed(name)) for name in self._feed_names]
            survey = Survey()
            albums = Albums(self._files, frozenset(map(_get_folder, self._feed_names)))
            self._survey_feeds(feeds, survey, albums)
            if not start:
                yield from _read_heads(feeds, survey)
            if start in ("", _PICTURE_CURSOR):
                pictures = enumerate(albums.build_pictures(), 1)
                for number, picture in pictures:
                    if number > offset or not start:
                        yield Entry(picture, 0, f"{_PICTURE_CURSOR}:{number}")
            first = int(start) if start.isdigit() else 0
            yield from self._read_feeds(feeds, survey, first, offset if start.isdigit() else 0)

    def open_file(self, name: str) -> BinaryIO:
        return self._files.open(name)

    @contextmanager
    def _open_feed(self, name: str) -> Iterator[BloggerFeed | NotAnExport]:
        """Copy a feed into a temporary file, as far as it can be read; give what is wrong with it
        if it is no feed."""
        with tempfile.NamedTemporaryFile(suffix=".atom") as copy:
            # What follows the last complete entry is then reported as cut off.
            with suppress(NotAnExport), self._files.open(name) as source:
                while chunk := source.read(_CHUNK_BYTES):
                    copy.write(chunk)
            copy.flush()
            feed: BloggerFeed | NotAnExport
            try:
                feed = BloggerFeed(Path(copy.name), self._read_settings(_get_folder(name)))
            except NotAnExport as error:
                feed = error
            yield feed

    def _read_settings(self, folder: str) -> dict[str, str]:
        name = f"{folder}/settings.csv" if folder else "settings.csv"
        try:
            return parse_settings(self._files.read(name, MAX_SETTINGS_BYTES))
        except (NotAnExport, OSError):
            return {}

    def _survey_feeds(
        self, feeds: list[BloggerFeed | NotAnExport], survey: Survey, albums: Albums
    ) -> None:
        base = 0
        for name, feed in zip(self._feed_names, feeds, strict=True):
            address = OwnAddress()

            def collect(entry: BloggerEntry, address: OwnAddress = address) -> None:
                albums.collect(entry)
                address.collect(entry)

            if isinstance(feed, BloggerFeed):
                feed.survey(survey, base, collect)
                feed.set_own_address(address.find())
            base += self._files.get_size(name)

    def _read_feeds(
        self,
        feeds: list[BloggerFeed | NotAnExport],
        survey: Survey,
        first: int,
        offset: int,
    ) -> Iterator[Entry]:
        """Read the feeds; what is wrong with one is raised after all others were read."""
        errors = []
        repeated = survey.find_repeated()
        base = 0
        for index, feed in enumerate(feeds):
            size = self._files.get_size(self._feed_names[index])
            if index >= first:
                try:
                    if isinstance(feed, NotAnExport):
                        raise feed
                    for item, end in feed.read(survey.authors, offset if index == first else 0):
                        if item is not None and base + end not in repeated:
                            yield Entry(item, base + end, f"{index}:{end}")
                except NotAnExport as error:
                    errors.append(error)
            base += size
        if errors:
            raise errors[0]


def _read_heads(feeds: list[BloggerFeed | NotAnExport], survey: Survey) -> Iterator[Entry]:
    sites: dict[str, ExportedSite] = {}
    for feed in feeds:
        if isinstance(feed, BloggerFeed):
            sites.setdefault(feed.site.key, feed.site)
    for site in sites.values():
        yield Entry(site)
    for author in survey.authors:
        yield Entry(author)
    for name in survey.labels:
        yield Entry(build_label(name))


def _find_feeds(files: ExportFiles) -> list[str]:
    """Find the feeds of blogs, and others beside or below them."""
    feeds = {}
    for name in files.names:
        if name.lower().endswith((".atom", ".xml")):
            head = files.read_head(name).decode("utf-8", "replace")
            if is_blogger_feed(head):
                feeds[name] = head
    blogs = [name for name in feeds if _is_blog(files, name)]
    if not blogs:
        return [name for name, head in feeds.items() if not _is_of_comments(head)]
    folders = set(map(_get_folder, blogs))
    return [name for name in feeds if any(_is_below(name, folder) for folder in folders)]


def _is_of_comments(head: str) -> bool:
    """Return whether a feed of Takeout seems to have no posts, as those of other blogs."""
    is_takeout = "schemas.google.com/blogger/2018" in head or "<blogger:type>" in head
    return is_takeout and not _TEXT_TYPE_RE.search(head)


def _is_blog(files: ExportFiles, name: str) -> bool:
    """Return whether a feed is in the folder of a blog. Names of folders are in the language of
    the account, those of files are not."""
    folder = _get_folder(name)
    settings = f"{folder}/settings.csv" if folder else "settings.csv"
    return settings in files or "Blogs" in folder.split("/")


def _is_below(name: str, folder: str) -> bool:
    return not folder or name.startswith(f"{folder}/")


def _get_folder(name: str) -> str:
    return name.rpartition("/")[0]
