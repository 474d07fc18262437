"""The small tables of a Ghost export, which posts refer to and which may come after them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.utils.translation import gettext_noop

from transfer.readers.base import NotAnExport
from transfer.readers.ghost.rows import Row, Values
from transfer.readers.values import (
    as_flag,
    as_line,
    as_number,
    as_text,
    to_plain_text,
)

SITE_PLACEHOLDER = "__GHOST_URL__"
# About 300 MB of memory; 100,000 posts with three labels each take 60 MB.
MAX_ROWS = 1_500_000
MAX_CHARACTERS = 64 * 2**20
SETTINGS = {
    *("url", "title", "description", "permalinks"),
    *("locale", "lang", "default_locale", "defaultLang"),
    *("timezone", "active_timezone", "activeTimezone"),
}


@dataclass(frozen=True, slots=True)
class Tag:
    key: str
    name: str
    slug: str = ""
    description: str = ""
    url: str = ""
    is_internal: bool = False

    @property
    def former_urls(self) -> tuple[str, ...]:
        """Its page and its feed."""
        page = self.url or (f"/tag/{self.slug}/" if self.slug else "")
        return (page, f"{page}rss/") if page.endswith("/") else (page,) if page else ()


@dataclass(frozen=True, slots=True)
class User:
    key: str
    name: str
    slug: str = ""
    email: str = ""
    website: str = ""
    bio: str = ""

    @property
    def former_urls(self) -> tuple[str, ...]:
        """Its page and its feed."""
        return (f"/author/{self.slug}/", f"/author/{self.slug}/rss/") if self.slug else ()


@dataclass(frozen=True, slots=True)
class PictureText:
    """What is known of a lead picture besides its address, as plain text."""

    alt: str = ""
    caption: str = ""


NO_PICTURE_TEXT = PictureText()


@dataclass(frozen=True, slots=True)
class PostMeta:
    """The row of `posts_meta`; older exports have these columns in `posts`."""

    picture: PictureText = NO_PICTURE_TEXT
    meta_title: str = ""
    meta_description: str = ""
    is_email_only: bool = False


NO_META = PostMeta()


@dataclass(slots=True)
class Relations:
    """Tags, users and settings of an export, and what of them belongs to which post.

    `error` is why the file cannot be read to its end. Raises NotAnExport beyond the limits.
    """

    version: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    tags: dict[str, Tag] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    pictures: dict[str, PictureText] = field(default_factory=dict)
    redirects: dict[str, list[str]] = field(default_factory=dict)
    post_count: int = 0
    comment_count: int = 0
    error: NotAnExport | None = None
    is_too_large: bool = False
    _post_urls: str = ""
    _post_tags: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _post_authors: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    _post_meta: dict[str, PostMeta] = field(default_factory=dict)
    _post_pictures: dict[str, list[str]] = field(default_factory=dict)
    _rows: int = 0
    _characters: int = 0

    def add(self, row: Row) -> None:
        """Remember what a row says that others refer to; of posts that is very little."""
        values = row.values
        match row.table:
            case "meta":
                self.version = as_line(values.get("version")) or self.version
            case "settings":
                self._add_settings(values)
            case "tags":
                self._add_tag(values)
            case "users":
                self._add_user(values)
            case "posts_tags":
                self._relate(self._post_tags, values, "tag_id")
            case "posts_authors":
                self._relate(self._post_authors, values, "author_id")
            case "posts_meta":
                self._add_meta(values)
            case "posts" | "pages":
                self._add_post(values)
            case "comments":
                self.comment_count += 1

    def finish(self) -> None:
        """Join lead pictures with their texts, once all rows were added."""
        for post_id, addresses in self._post_pictures.items():
            meta = self._post_meta.get(post_id)
            for address in addresses:
                if meta and self.pictures[address] == NO_PICTURE_TEXT:
                    self.pictures[address] = meta.picture
        self._post_pictures.clear()

    @property
    def site_url(self) -> str:
        """The address of the blog without a slash at its end; '' in exports that leave it out."""
        return (self.settings.get("url") or self._post_urls).rstrip("/")

    def resolve(self, text: str) -> str:
        """Replace Ghost's placeholder for the blog's address; without one, links become paths."""
        if SITE_PLACEHOLDER not in text:
            return text
        rooted = text.replace(f"{SITE_PLACEHOLDER}/", f"{self.site_url}/")
        return rooted.replace(SITE_PLACEHOLDER, self.site_url or "/")

    def get_setting(self, *keys: str) -> str:
        return next((self.settings[key] for key in keys if self.settings.get(key)), "")

    def list_tags(self, values: Values) -> Iterator[Tag]:
        """Yield the tags of a post in their order, those in the row itself first."""
        for nested in _list_nested(values, "tags"):
            if tag := self.tags.get(get_tag_key(nested)):
                yield tag
        for _order, tag_id in sorted(self._post_tags.get(as_text(values.get("id")), [])):
            if tag := self.tags.get(tag_id):
                yield tag

    def list_authors(self, values: Values) -> list[str]:
        """Return the keys of the authors of a post, the main one first."""
        nested = _list_nested(values, "authors", "primary_author", "author")
        keys = [get_user_key(user) for user in nested]
        related = sorted(self._post_authors.get(as_text(values.get("id")), []))
        keys += [author_id for _order, author_id in related]
        if not keys:
            keys = [as_text(values.get("author_id")), as_text(values.get("created_by"))][:1]
        known = [key for key in dict.fromkeys(keys) if key in self.users]
        if not known and len(self.users) == 1:
            return list(self.users)
        return known

    def get_meta(self, values: Values) -> PostMeta:
        return self._post_meta.get(as_text(values.get("id"))) or build_meta(values)

    def _add_settings(self, values: Values) -> None:
        """Add a row of settings, or the one object with all of them."""
        if "key" in values:
            values = {as_text(values["key"]): values.get("value")}
        for key, value in values.items():
            if key in SETTINGS:
                self.settings[key] = as_line(value)

    def _add_tag(self, values: Values) -> None:
        # Names that come from WordPress have entities.
        key, name = get_tag_key(values), as_line(unescape(as_line(values.get("name"))))
        if not key or not name or key in self.tags:
            return
        tag = Tag(
            key=key,
            name=name,
            slug=as_line(values.get("slug")),
            description=as_text(values.get("description")).strip(),
            url=as_line(values.get("url")),
            is_internal=name.startswith("#") or values.get("visibility") == "internal",
        )
        self._count(tag.name, tag.description)
        self.tags[key] = tag

    def _add_user(self, values: Values) -> None:
        key = get_user_key(values)
        if not key:
            return
        known = self.users.get(key)
        user = User(
            key=key,
            name=as_line(values.get("name")) or (known.name if known else "") or key,
            slug=as_line(values.get("slug")),
            email=as_line(values.get("email")) or (known.email if known else ""),
            website=as_line(values.get("website")) or (known.website if known else ""),
            bio=as_text(values.get("bio")).strip() or (known.bio if known else ""),
        )
        self._count(user.name, user.bio)
        self.users[key] = user

    def _add_meta(self, values: Values) -> None:
        meta = build_meta(values)
        if meta != NO_META:
            self._count(meta.picture.alt, meta.picture.caption)
            self._count(meta.meta_title, meta.meta_description)
            self._post_meta[as_text(values.get("post_id"))] = meta

    def _add_post(self, values: Values) -> None:
        self.post_count += 1
        for tag in _list_nested(values, "tags"):
            self._add_tag(tag)
        for user in _list_nested(values, "authors", "author", "primary_author"):
            self._add_user(user)
        url = as_line(values.get("url"))
        if not self._post_urls and url.startswith(("https://", "http://")) and "authors" in values:
            self._post_urls = "/".join(url.split("/")[:3])
        address = as_line(values.get("feature_image") or values.get("image"))
        if address:
            self._count(address)
            self.pictures.setdefault(address, build_meta(values).picture)
            self._post_pictures.setdefault(as_text(values.get("id")), []).append(address)

    def _relate(
        self, relations: dict[str, list[tuple[int, str]]], values: Values, column: str
    ) -> None:
        self._count()
        post_id, other_id = as_text(values.get("post_id")), as_text(values.get(column))
        pair = (as_number(values.get("sort_order")), sys.intern(other_id))
        relations.setdefault(post_id, []).append(pair)

    def _count(self, *texts: str) -> None:
        self._rows += 1
        self._characters += sum(map(len, texts))
        if self._rows > MAX_ROWS or self._characters > MAX_CHARACTERS:
            self.is_too_large = True
            raise NotAnExport(
                gettext_noop(
                    "This export has more labels, authors and pictures than can be read at once. "
                    "Export the blog in parts."
                )
            )


def get_tag_key(values: Values) -> str:
    return as_line(values.get("id") or values.get("slug") or values.get("name"))


def get_user_key(values: Values) -> str:
    """Return the key of an author: what posts refer to, and else what the row has."""
    for column in ("id", "url", "slug", "email", "name"):
        if key := as_line(values.get(column)):
            return key
    return ""


def build_meta(values: Values) -> PostMeta:
    """Return what a row of `posts_meta`, or an older one of `posts`, says of a post."""
    alt = as_line(values.get("feature_image_alt"))
    caption = to_plain_text(values.get("feature_image_caption"))
    return PostMeta(
        picture=PictureText(alt, caption) if alt or caption else NO_PICTURE_TEXT,
        meta_title=as_line(values.get("meta_title")),
        meta_description=as_line(values.get("meta_description")),
        is_email_only=as_flag(values.get("email_only")),
    )


def _list_nested(values: Values, *columns: str) -> list[Values]:
    """Return the rows within a row: lists of them, and single ones."""
    rows: list[Any] = []
    for column in columns:
        value = values.get(column)
        rows += value if isinstance(value, list) else [value]
    unwrapped = (
        {"url": row.get("url"), **row["data"]} if _is_wrapped(row) else row for row in rows
    )
    return [row for row in unwrapped if isinstance(row, dict)]


def _is_wrapped(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("data"), dict)
