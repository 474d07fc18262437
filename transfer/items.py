"""The items of an export: what every reader yields, whatever the platform.

HTML in items is that of the platform with a few forms made equal by the reader, all optional:

- a picture is `<figure><img src alt><figcaption>…</figcaption></figure>`, with a link around the
  picture only if it leads to the original; `data-credit` on the figure is a credit that has a field
  of its own; pictures without a caption may stay `<img>`;
- several pictures side by side are figures in `<div data-gallery>`;
- a quotation whose markup is explicit is a `<blockquote cite>` of paragraphs that ends in a
  `<footer>` or `<cite>`, its attribution;
- a page of another site is `<figure data-embed="URL">`, a recording or document
  `<figure data-file="URL">`, each with an optional figcaption and `data-title`; a recording may
  have `data-poster`, the address of a picture, and `<track src srclang label>`;
- a footnote is `<small data-footnote>…</small>` at its place in the text.

Nothing else is changed: `transfer.bodies` decides what posts can hold. No reader uses the network.
"""

import json
import zlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What an item is."""

    SITE = "site"
    AUTHOR = "author"
    LABEL = "label"
    PICTURE = "picture"
    FILE = "file"
    POST = "post"
    COMMENT = "comment"
    REFUSED = "refused"


class Status(StrEnum):
    """The status of a post; a private or password-protected one is a draft."""

    PUBLISHED = "published"
    SCHEDULED = "scheduled"
    DRAFT = "draft"
    TRASHED = "trashed"


class CommentState(StrEnum):
    APPROVED = "approved"
    WAITING = "waiting"
    SPAM = "spam"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSite:
    """The blog as a whole; `url` is the address that links within posts begin with. Its parts are
    '' where the export does not tell."""

    key: str = "site"
    url: str = ""
    title: str = ""
    description: str = ""
    language: str = ""
    time_zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedAuthor:
    """`key` is what posts refer to, such as a login name; `former_urls` are its pages and feeds."""

    key: str
    name: str
    email: str = ""
    url: str = ""
    about: str = ""
    former_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedLabel:
    """A label, category or tag. Posts refer to it by `name`; `former_urls` are its pages
    and feeds."""

    key: str
    name: str
    slug: str = ""
    description: str = ""
    former_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPicture:
    """A picture of the library. `urls` are addresses of the same picture, the largest first; `file`
    is its name within the export, '' if only addresses are known. Texts are plain text."""

    key: str
    urls: tuple[str, ...] = ()
    file: str = ""
    title: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedFile:
    """An audio, video or PDF file of the library, as an `ExportedPicture`."""

    key: str
    urls: tuple[str, ...] = ()
    file: str = ""
    title: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedPost:
    """A post or page. Times are aware; `published_at` is the planned time of a scheduled post.

    `title` and `summary` are plain text; `title` is '' for an untitled post. `authors` are keys of
    authors, or names if the export has no list of them; `labels` are names. `former_urls` are the
    addresses that readers used, absolute or paths, with their query (`/?p=12`), the usual one
    first. `lead_picture` is the address of a picture that is shown above the text and is not in it.
    `notes` say in plain words what the export has of this post that no field can hold, each as
    `transfer.messages` stores it. `encoding` is the one that was guessed for it, '' for none; a
    better guess of the same text is no change.

    An export of our own has the document as well: `blocks` in the editor's HTML, where `data-photo`
    is the number of a name in `block_pictures`, counted from 1, and `data-file` that of one in
    `block_files`. It is taken in place of `html`.
    """

    key: str
    is_page: bool = False
    title: str = ""
    html: str = ""
    summary: str = ""
    slug: str = ""
    language: str = ""
    status: Status = Status.PUBLISHED
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    former_urls: tuple[str, ...] = ()
    lead_picture: str = ""
    accepts_comments: bool = True
    is_pinned: bool = False
    notes: tuple[str, ...] = ()
    encoding: str = ""
    blocks: tuple[str, ...] = ()
    block_pictures: tuple[str, ...] = ()
    block_files: tuple[str, ...] = ()

    @property
    def is_public(self) -> bool:
        """Return whether readers see it, now or at its planned time."""
        return self.status in (Status.PUBLISHED, Status.SCHEDULED)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedComment:
    """A comment; `html` is its text as the platform has it. `parent` is the key of the comment that
    it replies to. `is_pingback` is for trackbacks as well. `author` is the key of an author of the
    blog who wrote it. A removed comment may have no text."""

    key: str
    post: str
    parent: str = ""
    name: str = ""
    email: str = ""
    url: str = ""
    author: str = ""
    html: str = ""
    created_at: datetime | None = None
    state: CommentState = CommentState.APPROVED
    is_pingback: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedItem:
    """An item that cannot be read; `item` names it for its author, `reason` is one sentence, both
    as `transfer.messages` stores them."""

    key: str
    item: str
    reason: str


Item = (
    ExportedSite
    | ExportedAuthor
    | ExportedLabel
    | ExportedPicture
    | ExportedFile
    | ExportedPost
    | ExportedComment
    | RefusedItem
)


_TYPES: dict[Kind, type[Item]] = {
    Kind.SITE: ExportedSite,
    Kind.AUTHOR: ExportedAuthor,
    Kind.LABEL: ExportedLabel,
    Kind.PICTURE: ExportedPicture,
    Kind.FILE: ExportedFile,
    Kind.POST: ExportedPost,
    Kind.COMMENT: ExportedComment,
    Kind.REFUSED: RefusedItem,
}
_KINDS = {item_type: kind for kind, item_type in _TYPES.items()}
_TIMES = ("published_at", "updated_at", "created_at")
# A comment of 350 bytes becomes shorter by a quarter only, which takes longer than to encode it.
MIN_COMPRESSED_BYTES = 1000
_ENCODER = json.JSONEncoder(ensure_ascii=True, sort_keys=True)


def get_kind(item: Item) -> Kind:
    return _KINDS[type(item)]


class DumpedItem(NamedTuple):
    """An item as compressed JSON, and the SHA-256 hash of the JSON without notes and encoding.

    `former_hash` is that of a post with its notes, as versions before 1 December 2026 stored it;
    '' if it has none."""

    payload: bytes
    hash: str
    former_hash: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """An item with its place: `position` is in bytes of the whole export, for progress; reading
    that starts at `cursor` goes on after this item, and '' means that it cannot start here.
    `dumped` is set by readers that use a second process, which dumps what it reads."""

    item: Item
    position: int = 0
    cursor: str = ""
    dumped: DumpedItem | None = None

    def dump(self) -> DumpedItem:
        return self.dumped or dump_item(self.item)


def dump_item(item: Item) -> DumpedItem:
    """Return an item as it is stored: as JSON, compressed from MIN_COMPRESSED_BYTES on; equal items
    have the same hash, whatever encoding was guessed for them, and whatever the language of their
    notes."""
    # Not by `asdict`, which copies each value and takes longer than the compression.
    stored = ((name, getattr(item, name)) for name in item.__dataclass_fields__)
    values = {name: value for name, value in stored if value not in ("", (), None)}
    for name in _TIMES:
        if name in values:
            values[name] = values[name].isoformat()
    encoding, notes = values.pop("encoding", ""), values.pop("notes", ())
    text = _ENCODER.encode(values).encode()
    hash, former_hash = sha256(text).hexdigest(), ""
    if notes:
        values["notes"] = notes
        text = _ENCODER.encode(values).encode()
        former_hash = sha256(text).hexdigest()
    if encoding:
        text = _ENCODER.encode(values | {"encoding": encoding}).encode()
    payload = text if len(text) < MIN_COMPRESSED_BYTES else zlib.compress(text, level=1)
    return DumpedItem(payload, hash, former_hash)


def load_item(kind: Kind, data: bytes) -> Item:
    """Return the item of a payload of `dump_item`."""
    values = _parse_payload(data)
    for name, value in values.items():
        if name in _TIMES:
            values[name] = datetime.fromisoformat(value)
        elif isinstance(value, list):
            values[name] = tuple(value)
    return _TYPES[kind](**values)


def hash_payload(data: bytes) -> tuple[str, str]:
    """Return `hash` and `former_hash` of the item of a payload, equal if it has no notes."""
    values = _parse_payload(data)
    values.pop("encoding", None)
    former_hash = sha256(_ENCODER.encode(values).encode()).hexdigest()
    values.pop("notes", None)
    return sha256(_ENCODER.encode(values).encode()).hexdigest(), former_hash


def _parse_payload(data: bytes) -> dict[str, Any]:
    return json.loads(data if data.startswith(b"{") else zlib.decompress(data))
