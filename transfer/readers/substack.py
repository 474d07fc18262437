"""Reader of Substack's exports: a zip with `posts.csv` and one HTML file for each post.

Lists of subscribers, and who opened which post, are in the zip as well and are never read.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_noop

from lib.parsing import parse_moment
from transfer.items import Entry, ExportedPost, ExportedSite, Item, RefusedItem, Status
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.html_elements import build_file, parse_body, serialize_content
from transfer.readers.substack_body import normalize_body
from transfer.readers.zip_files import ExportFiles, UnreadableFile

MAX_POST_BYTES = 10 * 1024**2
MAX_SEARCHED_POSTS = 500
_TABLE = "posts.csv"
_POST_URL_RE = re.compile(rb"https?://(?!open\.substack\.com)([\w.-]+)/p/([\w%-]+)")
_FORM_URL_RE = re.compile(rb"https?://([\w-]+\.substack\.com)/subscribe\b")
_PAID_AUDIENCES = {"only_paid", "founding"}
_TEXTLESS_TYPES = {"thread", "restack"}


class SubstackReader:
    """Reads the posts in the order of `posts.csv`, then files that it does not name."""

    platform = "Substack"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            with ExportFiles(path) as files:
                header = files.read_head(_TABLE).splitlines()[:1]
        except (NotAnExport, OSError):
            return False
        return bool(header) and {b"post_id", b"type", b"audience"} <= set(_split(header[0]))

    def __init__(self, path: Path) -> None:
        self._files = ExportFiles(path)
        if _TABLE not in self._files:
            raise NotAnExport(gettext_noop("The export has no posts.csv."))
        head = self._files.read_head(_TABLE).splitlines()[:1]
        if not head or b"post_id" not in _split(head[0]):
            raise NotAnExport(
                gettext_noop("posts.csv is not the list of posts that Substack exports.")
            )
        self._names = [
            name
            for name in self._files.names
            if name.startswith("posts/") and name.lower().endswith(".html")
        ]

    @property
    def total_bytes(self) -> int:
        return sum(map(self._files.get_size, (_TABLE, *self._names)))

    def read(self, cursor: str = "") -> Iterator[Entry]:
        if not cursor and (url := self._find_url()):
            yield Entry(ExportedSite(url=url))
        is_past_cursor = not cursor
        position = 0
        names = dict.fromkeys(self._names)
        keys: set[str] = set()
        error = None
        rows = self._read_rows()
        while True:
            try:
                post_id, row = next(rows)
            except StopIteration:
                break
            except (csv.Error, NotAnExport) as problem:
                error = problem
                break
            name = f"posts/{post_id}.html"
            if name in names:
                del names[name]
                position += self._files.get_size(name)
            key = _build_key(post_id, keys)
            if is_past_cursor:
                yield Entry(self._read_post(key, post_id, row), position, key)
            is_past_cursor = is_past_cursor or key == cursor
        for name in names:
            post_id = name.removeprefix("posts/").removesuffix(".html")
            position += self._files.get_size(name)
            key = _build_key(post_id, keys)
            if is_past_cursor:
                yield Entry(self._read_post(key, post_id, {}), position, key)
            is_past_cursor = is_past_cursor or key == cursor
        if error:
            raise NotAnExport(
                gettext_noop("posts.csv is damaged: some posts have no title and no date.")
            )

    def open_file(self, name: str) -> BinaryIO:
        return self._files.open(name)

    def _find_url(self) -> str:
        """Find the address of the newsletter, which no table has: that of most links to posts of
        the export, else of its forms to subscribe; '' if there is none."""
        slugs = {name.removesuffix(".html").partition(".")[2].encode() for name in self._names}
        posts, forms = Counter[bytes](), Counter[bytes]()
        for name in self._names[:MAX_SEARCHED_POSTS]:
            try:
                content = self._files.read(name, MAX_POST_BYTES)
            except UnreadableFile:
                continue
            posts.update(host for host, slug in _POST_URL_RE.findall(content) if slug in slugs)
            forms.update(set(_FORM_URL_RE.findall(content)))
        for hosts in (posts, forms):
            if hosts:
                return f"https://{hosts.most_common(1)[0][0].decode().lower()}"
        return ""

    def _read_rows(self) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield ID and row of each post."""
        with (
            self._files.open(_TABLE) as file,
            io.TextIOWrapper(file, "utf-8-sig", errors="replace", newline="") as lines,
        ):
            for row in csv.DictReader(lines):
                values = {name: value or "" for name, value in row.items() if name}
                post_id = values.get("post_id", "").strip()
                if post_id:
                    yield (
                        post_id,
                        {
                            name: str(value).replace("\0", "").strip()
                            for name, value in values.items()
                        },
                    )

    def _read_post(self, key: str, post_id: str, row: dict[str, str]) -> Item:
        title = row.get("title", "")
        label = title or post_id
        kind = row.get("type", "")
        name = f"posts/{post_id}.html"
        is_published = row.get("is_published", "").lower() == "true"
        try:
            content = self._files.read(name, MAX_POST_BYTES)
        except UnreadableFile as error:
            return RefusedItem(key=key, item=label, reason=error.message.stored)
        except FileNotFoundError:
            content = b""
            if kind not in _TEXTLESS_TYPES and (is_published or not title):
                reason = Message(
                    gettext_noop("The export has no text of it: %s is missing."), name
                ).stored
                return RefusedItem(key=key, item=label, reason=reason)
        text = content.decode("utf-8-sig", errors="replace").replace("\0", "")
        body = parse_body(text)
        notes = normalize_body(body)
        if recording := row.get("podcast_url", ""):
            body.insert(0, build_file(recording))
        audience = row.get("audience", "")
        is_paid = audience in _PAID_AUDIENCES
        if is_paid and is_published:
            notes.append(gettext_noop("It was for paying subscribers, so it is a draft."))
        elif audience == "only_free":
            notes.append(gettext_noop("It was for subscribers only."))
        if kind == "thread":
            notes.append(
                gettext_noop("It was a discussion, and its comments are not in the export.")
            )
        if not row:
            notes.append(
                gettext_noop("posts.csv does not list it, so its title and date are unknown.")
            )
        slug = post_id.partition(".")[2]
        return ExportedPost(
            key=key,
            is_page=kind == "page",
            title=title,
            html=serialize_content(body),
            summary=row.get("subtitle", ""),
            slug=slug,
            status=Status.PUBLISHED if is_published and not is_paid else Status.DRAFT,
            published_at=_parse_time(row.get("post_date", "")),
            former_urls=(f"/p/{slug}",) if slug and row else (),
            notes=tuple(notes),
        )


def _build_key(post_id: str, keys: set[str]) -> str:
    """Build the key of a post: the number of its ID, whose rest is a slug that may change."""
    number = post_id.partition(".")[0]
    key = post_id if number in keys else number
    keys.add(key)
    return key


def _parse_time(value: str) -> datetime | None:
    moment = parse_moment(value)
    return moment if moment and moment.tzinfo else None


def _split(line: bytes) -> list[bytes]:
    return [name.strip(b'"\xef\xbb\xbf ') for name in line.split(b",")]
