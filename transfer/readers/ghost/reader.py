"""The reader of Ghost's exports."""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop

from transfer.file_types import is_caption_name, is_media_name, is_picture_name
from transfer.items import (
    Entry,
    ExportedAuthor,
    ExportedFile,
    ExportedLabel,
    ExportedPicture,
    ExportedPost,
    ExportedSite,
    Item,
    RefusedItem,
)
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.ghost.posts import (
    build_comment,
    build_post,
    get_post_key,
    get_time_zone,
    name_row,
)
from transfer.readers.ghost.redirects import read_redirects
from transfer.readers.ghost.relations import Relations
from transfer.readers.ghost.rows import TABLES, Row, is_ghost, read_rows
from transfer.readers.unique_keys import UniqueKeys
from transfer.readers.values import UnreadableRow, as_line
from transfer.readers.zip_files import HEAD_BYTES, ExportFiles

NEWEST_VERSION = 6
MAX_JSON_FILES = 50
POST_TABLES = {"posts", "pages"}
_THEME_FOLDERS = {"themes", "assets", "public"}
_VERSION_RE = re.compile(r"v?(\d{1,4})")
_CURSOR_RE = re.compile(r"([a-z]+):(\d{1,15})")
_SIZES_RE = re.compile(r"size/w\d+(?:h\d+)?/(?:format/\w+/)?")


class GhostReader:
    """Reads Ghost's JSON, alone or in a zip or folder with pictures.

    Tags, authors and what belongs to which post may come after the posts, so the file is read
    twice: first for those small tables, which are held in memory, then for the posts.
    """

    platform: ClassVar[str] = "Ghost"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            if _is_json_file(path):
                with path.open("rb") as file:
                    return is_ghost(file.read(HEAD_BYTES))
            with ExportFiles(path) as files:
                return bool(_find_json(files))
        except (NotAnExport, OSError):
            return False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: ExportFiles | None = None
        self._json_name = ""
        if _is_json_file(path):
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
            self._total_bytes = path.stat().st_size
        else:
            self._files = ExportFiles(path)
            self._json_name = _find_json(self._files)
            head = self._files.read_head(self._json_name) if self._json_name else b""
            self._total_bytes = self._files.get_size(self._json_name) if self._json_name else 0
        if not is_ghost(head):
            raise NotAnExport(
                gettext_noop("This is no export of Ghost. Choose the JSON file that Ghost makes.")
            )

    @property
    def total_bytes(self) -> int:
        return self._total_bytes

    def read(self, cursor: str = "") -> Iterator[Entry]:
        relations = self._read_relations()
        first_stage, skipped = _parse_cursor(cursor)
        stages: dict[str, Callable[[Relations, int], Iterator[Entry]]] = {
            "site": self._read_site,
            "author": self._read_authors,
            "label": self._read_labels,
            "picture": self._read_pictures,
            "post": self._read_posts,
            "comment": self._read_comments,
        }
        names = list(stages)
        for name in names[names.index(first_stage) :]:
            yield from stages[name](relations, skipped if name == first_stage else 0)
        if relations.error:
            raise relations.error

    def open_file(self, name: str) -> BinaryIO:
        if self._files is None:
            raise FileNotFoundError(name)
        return self._files.open(name)

    def _open_json(self) -> BinaryIO:
        return self._files.open(self._json_name) if self._files else self._path.open("rb")

    def _read_relations(self) -> Relations:
        """Read the small tables. Raises NotAnExport if nothing can be read."""
        relations = Relations()
        with self._open_json() as stream:
            try:
                for row in read_rows(stream, TABLES):
                    relations.add(row)
            except NotAnExport as error:
                relations.error = error
        _check_version(relations.version)
        if relations.error and (relations.is_too_large or not relations.post_count):
            raise relations.error
        relations.finish()
        if self._files:
            relations.redirects = read_redirects(self._files)
        return relations

    def _read_site(self, relations: Relations, skipped: int) -> Iterator[Entry]:
        language = relations.get_setting("locale", "lang", "default_locale", "defaultLang")
        site = ExportedSite(
            url=relations.site_url,
            title=relations.get_setting("title"),
            description=relations.get_setting("description"),
            language=language.replace("_", "-"),
            time_zone=get_time_zone(relations),
        )
        yield from _list_entries("site", [site], skipped)

    def _read_authors(self, relations: Relations, skipped: int) -> Iterator[Entry]:
        authors = (
            ExportedAuthor(
                key=user.key,
                name=user.name,
                email=user.email,
                url=relations.resolve(user.website),
                about=user.bio,
                former_urls=user.former_urls,
            )
            for user in relations.users.values()
        )
        yield from _list_entries("author", authors, skipped)

    def _read_labels(self, relations: Relations, skipped: int) -> Iterator[Entry]:
        labels = (
            ExportedLabel(
                key=tag.key,
                name=tag.name,
                slug=tag.slug,
                description=tag.description,
                former_urls=tag.former_urls,
            )
            for tag in relations.tags.values()
            if not tag.is_internal
        )
        yield from _list_entries("label", labels, skipped)

    def _read_pictures(self, relations: Relations, skipped: int) -> Iterator[Entry]:
        """Yield the pictures above posts, which have texts of their own, and the pictures and files
        in the zip."""
        yield from _list_entries("picture", self._list_uploads(relations), skipped)

    def _list_uploads(self, relations: Relations) -> Iterator[ExportedPicture | ExportedFile]:
        files = _list_picture_files(self._files) if self._files else {}
        shown = set()
        for address, text in relations.pictures.items():
            key = _build_picture_key(address)
            if key not in shown:
                shown.add(key)
                yield ExportedPicture(
                    key=key,
                    urls=(relations.resolve(address),),
                    file=files.get(key, ""),
                    alt=text.alt,
                    caption=text.caption,
                )
        for key, file in files.items():
            if key not in shown:
                yield ExportedPicture(key=key, urls=(f"{relations.site_url}{key}",), file=file)
        for key, file in (_list_media_files(self._files) if self._files else {}).items():
            yield ExportedFile(key=key, urls=(f"{relations.site_url}{key}",), file=file)

    def _read_posts(self, relations: Relations, skipped: int) -> Iterator[Entry]:
        keys = UniqueKeys()
        for number, row in enumerate(self._read_rows(POST_TABLES), 1):
            key = keys.make_unique(get_post_key(row.values))
            if number > skipped:
                yield Entry(_build_post_item(row, relations, key), row.position, f"post:{number}")

    def _read_comments(self, relations: Relations, skipped: int) -> Iterator[Entry]:
        """Yield comments, for which the file is read again: they come before the posts."""
        if not relations.comment_count:
            return
        post_keys, keys = UniqueKeys(), UniqueKeys()
        posts = {
            as_line(row.values.get("id")): post_keys.make_unique(get_post_key(row.values))
            for row in self._read_rows(POST_TABLES)
        }
        for number, row in enumerate(self._read_rows({"comments"}), 1):
            key = keys.make_unique(as_line(row.values.get("id")) or str(number))
            if number > skipped:
                post = posts.get(as_line(row.values.get("post_id")), "")
                item: Item = build_comment(row.values, key, post)
                if not post:
                    reason = gettext_noop("It belongs to a post that is not in the export.")
                    item = RefusedItem(
                        key=key, item=Message(gettext_noop("Comment %s"), key).stored, reason=reason
                    )
                yield Entry(item, self._total_bytes, f"comment:{number}")

    def _read_rows(self, tables: set[str]) -> Iterator[Row]:
        """Yield the rows up to where the file is damaged, if it is."""
        with self._open_json() as stream:
            try:
                yield from (row for row in read_rows(stream, tables) if row.table in tables)
            except NotAnExport:
                return  # read() raises it in the end.


def _build_post_item(row: Row, relations: Relations, key: str) -> ExportedPost | RefusedItem:
    try:
        return build_post(row, relations, key)
    except UnreadableRow as error:
        return RefusedItem(key=key, item=name_row(row.values)[:200], reason=str(error))


def _is_json_file(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(2) != b"PK"


def _find_json(files: ExportFiles) -> str:
    """Return the name of Ghost's JSON among files, the largest if there are several; or ''."""
    names = [name for name in files.names if name.lower().endswith(".json")]
    names.sort(key=files.get_size, reverse=True)
    candidates = names[:MAX_JSON_FILES]
    return next((name for name in candidates if is_ghost(files.read_head(name))), "")


def _list_picture_files(files: ExportFiles) -> dict[str, str]:
    """Return the files of pictures by their path on the site, the originals before copies. Programs
    that write imports for Ghost put them into folders of any name."""
    pictures = {}
    for name in files.names:
        folder, separator, path = f"/{name}".partition("/images/")
        stem, _dot, extension = name.rpartition(".")
        is_of_theme = not _THEME_FOLDERS.isdisjoint(folder.split("/"))
        if not is_picture_name(name) or is_of_theme or _SIZES_RE.match(path):
            continue
        if stem.endswith("_o") and f"{stem.removesuffix('_o')}.{extension}" in files:
            continue
        original = f"{stem}_o.{extension}"
        address = f"/content/images/{path}" if separator else f"/{name}"
        pictures[address] = original if original in files else name
    return pictures


def _list_media_files(files: ExportFiles) -> dict[str, str]:
    """Return audio, video and PDF files, and captions, by their path on the site."""
    media = {}
    for name in files.names:
        folders = f"/{name}".split("/")[:-1]
        if not (is_media_name(name) or is_caption_name(name)) or not _THEME_FOLDERS.isdisjoint(
            folders
        ):
            continue
        folder = next((each for each in ("media", "files") if each in folders), "")
        path = f"/{name}".partition(f"/{folder}/")[2]
        media[f"/content/{folder}/{path}" if folder else f"/{name}"] = name
    return media


def _build_picture_key(address: str) -> str:
    """Return the path of a picture on the site, without its size; other sites' whole address."""
    _site, separator, path = address.partition("/content/images/")
    if not separator:
        return address
    return f"/content/images/{_SIZES_RE.sub('', path, count=1)}"


def _check_version(version: str) -> None:
    match = _VERSION_RE.match(version)
    if version.startswith("00"):  # Ghost 0.x numbered its tables: 003 to 009.
        return
    if match and int(match[1]) > NEWEST_VERSION:
        raise NotAnExport(
            gettext_noop("This export is of Ghost %(version)s, which is newer than %(newest)d."),
            {"version": version[:20], "newest": NEWEST_VERSION},
        )


def _parse_cursor(cursor: str) -> tuple[str, int]:
    """Return the stage that a cursor is in and the number of rows before it."""
    match = _CURSOR_RE.fullmatch(cursor or "site:0")
    if not match:
        raise ValueError("This cursor is not one of this reader.")
    return match[1], int(match[2])


def _list_entries(stage: str, items: Iterable[Item], skipped: int) -> Iterator[Entry]:
    """Yield entries of items that are in memory; they come before all positions of the file."""
    for number, item in enumerate(items, 1):
        if number > skipped:
            yield Entry(item, 0, f"{stage}:{number}")
