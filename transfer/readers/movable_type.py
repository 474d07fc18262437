"""Exports of Movable Type and of what writes the same text: TypePad, Hatena, Ameba, FC2 and others.

An entry is lines such as `TITLE: …`, then sections that begin with a line such as `BODY:`. Five
hyphens end each part, and eight hyphens the entry. Lines of hyphens within a text are told apart by
what follows them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from html import escape
from pathlib import Path
from typing import BinaryIO, ClassVar

from django.utils.translation import gettext_noop

from transfer.items import (
    CommentState,
    Entry,
    ExportedComment,
    ExportedPost,
    ExportedSite,
    Item,
    RefusedItem,
    Status,
)
from transfer.messages import Message
from transfer.readers.base import NotAnExport
from transfer.readers.encodings import UNICODE_ENCODINGS, detect_encoding
from transfer.readers.html_fragments import (
    NestedTooDeeply,
    attribute_quotations,
    inline_footnotes,
    parse_fragment,
    serialize_children,
)
from transfer.readers.new_labels import NewLabels
from transfer.readers.simple_markdown import render_markdown
from transfer.readers.unique_keys import UniqueKeys
from transfer.readers.values import as_line, as_text, build_tag, to_plain_text, to_title

HEAD_BYTES = 64 * 2**10
SAMPLE_BYTES = 2**20
MAX_ENTRY_BYTES = 32 * 2**20
PART_END, ENTRY_END = "-----", "--------"
FIELDS = (
    *("AUTHOR", "TITLE", "BASENAME", "STATUS", "ALLOW COMMENTS", "ALLOW PINGS", "CONVERT BREAKS"),
    *("PRIMARY CATEGORY", "CATEGORY", "DATE", "TAGS", "UNIQUE URL", "PERMALINK", "NO ENTRY"),
    *("IMAGE", "AUTHOR EMAIL", "TEXT FORMAT"),
)
SECTIONS = ("BODY", "EXTENDED BODY", "EXCERPT", "KEYWORDS", "COMMENT", "PING", "TAGS")
STATUSES = {
    **dict.fromkeys(("publish", "published", "release", ""), Status.PUBLISHED),
    "future": Status.SCHEDULED,
}
_FIELD_RE = re.compile(rf"({'|'.join(FIELDS)}):[ \t]*(.*)")
_OTHER_FIELD_RE = re.compile(r"([A-Z][A-Z _-]{1,30}):(?:[ \t]+(.*)|$)")
_SECTION_RE = re.compile(rf"({'|'.join(SECTIONS)}):[ \t]*")
_COMMENT_FIELD_RE = re.compile(r"(AUTHOR|EMAIL|IP|URL|DATE|TITLE|BLOG NAME|SECRET|PASS):[ \t]*(.*)")
_LINE_END_RE = re.compile(rb"(?<=\n)|(?<=\r)(?!\n)")
_CONFLICT_RE = re.compile(r"(?:<{7}|>{7}) ")
_DATE_RE = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
    r"[ ]*([AaPp])?\.?(?:[Mm]\.?)?[ ]*([+-]\d{2}:?\d{2})?"
)
_ORIGIN_RE = re.compile(rb"^(?:UNIQUE URL|PERMALINK):[ \t]*(https?://[\w.:-]+)", re.MULTILINE)
_TAG_RE = re.compile(r'\s*"([^"]*)"|([^,]+)')
_BLOCK_RE = re.compile(
    r"</?(?:h[1-6]|table|ol|dl|ul|menu|dir|p|pre|center|form|fieldset|select|blockquote|address|div"
    r"|hr|figure|section|article|iframe|script|style)\b",
    re.IGNORECASE,
)
# Hatena: the host of a page below the frame of its card, and the name of a picture's file in place
# of a text.
_HATENA_HOST_RE = re.compile(
    r'(<iframe\s(?=[^<>]*hatenablog)[^<>]*>\s*</iframe>)\s*<cite class="hatena-citation">\s*'
    r"<a\s[^<>]*>[^<>]*</a>\s*</cite>"
)
_HATENA_NAME_RE = re.compile(r'\s(?:alt|title)="f:id:[^"<>]*"')
_HTML_FORMATS = {"0", "richtext", "html", "none", "wysiwyg"}


class MovableTypeReader:
    """Reads Movable Type's text format. Its times have no zone, and are taken for UTC."""

    platform: ClassVar[str] = "Movable Type"

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        try:
            with path.open("rb") as file:
                head = file.read(HEAD_BYTES)
        except OSError:
            return False
        lines = head.decode(detect_encoding(head), "replace").splitlines()
        first = next((line for line in lines if line.strip()), "")
        if not _FIELD_RE.fullmatch(first.strip()):
            return False
        texts = [line.rstrip() for line in lines]
        return any(
            line == PART_END and _SECTION_RE.fullmatch(following)
            for line, following in zip(texts, texts[1:], strict=False)
        )

    def __init__(self, path: Path) -> None:
        if not self.recognizes(path):
            raise NotAnExport(
                gettext_noop("This is no export of Movable Type: it begins in another way.")
            )
        self._path = path
        with path.open("rb") as file:
            self._encoding = detect_encoding(file.read(SAMPLE_BYTES))
        if self._encoding == "utf-16":
            raise NotAnExport(gettext_noop("The file is encoded as UTF-16. Save it as UTF-8."))

    @property
    def total_bytes(self) -> int:
        return self._path.stat().st_size

    def read(self, cursor: str = "") -> Iterator[Entry]:
        """Yield the entries that end after an offset; those before are parsed for their keys."""
        start, keys, labels = int(cursor or 0), UniqueKeys(), NewLabels()
        if not cursor and (url := self._find_url()):
            yield Entry(ExportedSite(url=url))
        with self._path.open("rb") as file:
            for text in _split_entries(file, self._encoding):
                if text.is_too_long:
                    key = f"offset-{text.end}"
                    items: list[Item] = [
                        _refuse(key, key, gettext_noop("It is longer than 32 MB."))
                    ]
                else:
                    source = _parse_entry(text.lines)
                    key = keys.make_unique(_get_key(source))
                    items = [*labels.build(_list_labels(source))]
                    encoding = self._guess_encoding(text.lines)
                    items += _build_items(source, key, encoding) if text.end > start else []
                if text.end > start:
                    for number, item in enumerate(items, 1):
                        is_last = number == len(items)
                        yield Entry(item, text.end, str(text.end) if is_last else "")

    def _find_url(self) -> str:
        """Find the address of the blog: the host of more than half of the first entries whose
        address is known; '' if there is none. Entries of a blog of links have other hosts."""
        with self._path.open("rb") as file:
            urls = [url.lower() for url in _ORIGIN_RE.findall(file.read(SAMPLE_BYTES))]
        hosts = Counter(url.partition(b"//")[2] for url in urls)
        [(host, count)] = hosts.most_common(1) or [(b"", 0)]
        if count * 2 <= len(urls):
            return ""
        schemes = Counter(url for url in urls if url.partition(b"//")[2] == host)
        return schemes.most_common(1)[0][0].decode()

    def _guess_encoding(self, lines: list[str]) -> str:
        """Return the encoding that was guessed for an entry, '' for Unicode and ASCII."""
        if self._encoding in UNICODE_ENCODINGS or all(line.isascii() for line in lines):
            return ""
        return self._encoding

    def open_file(self, name: str) -> BinaryIO:
        raise FileNotFoundError(name)


@dataclass(slots=True)
class _EntryText:
    """The lines of an entry, without the one that ends it, and where that is."""

    lines: list[str]
    end: int
    is_too_long: bool = False


@dataclass(slots=True)
class _Part:
    """A section; comments and pings have fields of their own before the text."""

    name: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return as_text("\n".join(self.lines)).strip("\n")


@dataclass(slots=True)
class _Source:
    """An entry by the names of its fields and sections."""

    fields: dict[str, list[str]]
    parts: list[_Part]

    def get(self, name: str) -> str:
        return next(iter(self.fields.get(name, [])), "")

    def get_text(self, name: str) -> str:
        return next((part.text for part in self.parts if part.name == name and part.text), "")


def _read_lines(file: BinaryIO, encoding: str) -> Iterator[tuple[str, int]]:
    """Yield the lines of a file, whose ends may be those of any system, and their end in bytes."""
    position, rest = 0, b""
    while chunk := file.read(SAMPLE_BYTES):
        if chunk.endswith(b"\r"):
            chunk += file.read(1)
        *lines, rest = _LINE_END_RE.split(rest + chunk)
        if len(rest) > MAX_ENTRY_BYTES:
            raise NotAnExport(gettext_noop("A line of this file is longer than any text."))
        for line in lines:
            position += len(line)
            yield line.rstrip(b"\r\n").decode(encoding, "replace"), position
    if rest:
        yield rest.rstrip(b"\r\n").decode(encoding, "replace"), position + len(rest)


def _split_entries(file: BinaryIO, encoding: str) -> Iterator[_EntryText]:
    """Yield the entries. Raises NotAnExport if the last one has no end, and for conflict markers.

    Eight hyphens end an entry only if what follows begins another one, or nothing follows.
    """
    lines: list[str] = []
    pending: list[str] = []  # A possible end of the entry, and blank lines after it.
    end = size = start = position = 0
    for line, position in _read_lines(file, encoding):
        text = line.rstrip().lstrip("\ufeff")
        size = position - start
        if pending:
            if not text:
                pending.append(line)
                continue
            if text != ENTRY_END and (_FIELD_RE.fullmatch(text) or _CONFLICT_RE.match(text)):
                yield _EntryText(lines, end, end - start > MAX_ENTRY_BYTES)
                lines, start = [], end
            else:
                lines += pending
            pending = []
        if _CONFLICT_RE.match(text) and all(part.strip() != PART_END for part in lines):
            raise NotAnExport(
                gettext_noop("The file has conflict markers of a merge. Export the blog again.")
            )
        if text == ENTRY_END:
            pending, end = [line], position
        elif size <= MAX_ENTRY_BYTES:
            lines.append(line)
    if pending:
        yield _EntryText(lines, end, end - start > MAX_ENTRY_BYTES)
        return
    written = [line for line in lines if line.strip()]
    if written and written[-1].rstrip() == PART_END:
        yield _EntryText(lines, position, size > MAX_ENTRY_BYTES)
    elif written:
        raise NotAnExport(
            gettext_noop("The file is cut off within its last entry. Export the blog again.")
        )


def _parse_entry(lines: list[str]) -> _Source:
    """Sort the lines of an entry into its fields and sections."""
    source = _Source({}, [])
    part: _Part | None = None
    for number, line in enumerate(lines):
        text = line.rstrip().lstrip("\ufeff")
        section = _find_section(lines, number + 1) if text == PART_END else None
        if section is not None:
            part = _Part(section)
            source.parts.append(part)
        elif part is None:
            if match := _FIELD_RE.fullmatch(text) or _OTHER_FIELD_RE.fullmatch(text):
                source.fields.setdefault(match[1], []).append(as_line(match[2]))
        elif part.lines or (text and not _SECTION_RE.fullmatch(text)):
            part.lines.append(line)
    return source


def _find_section(lines: list[str], number: int) -> str | None:
    """Return the section that begins after five hyphens, '' at the end, and None within a text."""
    # Some programs end a part twice.
    texts = (line.rstrip() for line in lines[number:])
    line = next((text for text in texts if text and text != PART_END), "")
    if not line:
        return ""
    match = _SECTION_RE.fullmatch(line)
    return match[1] if match else None


def _get_key(source: _Source) -> str:
    """Return what identifies an entry: its address or base name, or a hash of title and date."""
    if key := source.get("UNIQUE URL") or source.get("PERMALINK") or source.get("BASENAME"):
        return key
    text = f"{source.get('TITLE')}\n{source.get('DATE')}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _refuse(key: str, name: str, reason: str) -> RefusedItem:
    return RefusedItem(key=key, item=name, reason=reason)


def _build_items(source: _Source, key: str, encoding: str) -> list[Item]:
    """Build the post, of which the encoding was guessed, its comments and its trackbacks."""
    notes: list[str] = []
    title = to_title(source.get("TITLE"))
    body = _build_body(source, notes)
    if not title and not body:
        return [
            _refuse(
                key, source.get("DATE") or key, gettext_noop("It has neither a title nor a text.")
            )
        ]
    try:
        root = parse_fragment(body) if body else None
    except NestedTooDeeply as error:
        return [_refuse(key, title or key, str(error))]
    if root is not None:
        attribute_quotations(root)
        inline_footnotes(root)
        body = serialize_children(root)
    keys = UniqueKeys()
    post = _build_post(source, key, title, body, notes)
    items: list[Item] = [replace(post, encoding=encoding)]
    for part in source.parts:
        if part.name in ("COMMENT", "PING"):
            comment = _build_comment(part, key, keys)
            items += [comment] if comment else []
    return items


def _list_labels(source: _Source) -> tuple[str, ...]:
    labels = [*source.fields.get("PRIMARY CATEGORY", []), *source.fields.get("CATEGORY", [])]
    for tags in (*source.fields.get("TAGS", []), source.get_text("TAGS")):
        labels += [as_line(quoted or plain) for quoted, plain in _TAG_RE.findall(tags)]
    return tuple(dict.fromkeys(label for label in map(to_title, labels) if label))


def _build_post(source: _Source, key: str, title: str, html: str, notes: list[str]) -> ExportedPost:
    if keywords := as_line(source.get_text("KEYWORDS")):
        notes.append(Message(gettext_noop("Its keywords were: %s"), keywords).stored)
    image = source.get("IMAGE")
    status = STATUSES.get(source.get("STATUS").lower(), Status.DRAFT)
    date = _parse_date(source.get("DATE"))
    return ExportedPost(
        key=key,
        title=title,
        html=html,
        summary=to_plain_text(source.get_text("EXCERPT")),
        slug=source.get("BASENAME").rpartition("/")[2].removesuffix(".html"),
        status=status,
        published_at=date if status != Status.DRAFT else None,
        updated_at=date if status == Status.DRAFT else None,
        authors=tuple(name for name in [as_line(source.get("AUTHOR"))] if name),
        labels=_list_labels(source),
        former_urls=tuple(_list_former_urls(source, date)),
        lead_picture=image if image and image not in html else "",
        accepts_comments=source.get("ALLOW COMMENTS") in ("", "1"),
        notes=tuple(notes),
    )


def _list_former_urls(source: _Source, date: datetime | None) -> Iterator[str]:
    """Yield the address, or those that Movable Type gives to a base name unless told otherwise."""
    if url := source.get("UNIQUE URL") or source.get("PERMALINK"):
        yield url
        return
    name = source.get("BASENAME").strip("/")
    if "/" in name:
        yield f"/entry/{name}"
    elif name and date:
        folder = f"/{date:%Y/%m}"
        yield from dict.fromkeys(
            f"{folder}/{variant}.html" for variant in (name.replace("_", "-"), name)
        )


def _build_body(source: _Source, notes: list[str]) -> str:
    """Join both parts of the text, between which readers had to click."""
    kind = (source.get("CONVERT BREAKS") or source.get("TEXT FORMAT")).lower()
    parts = [source.get_text("BODY"), source.get_text("EXTENDED BODY")]
    parts = [_HATENA_NAME_RE.sub("", _HATENA_HOST_RE.sub(r"\1", part)) for part in parts]
    has_kind = "CONVERT BREAKS" in source.fields or "TEXT FORMAT" in source.fields
    if kind.startswith("textile"):
        notes.append(gettext_noop("It was written in Textile, whose marks are kept as they are."))
    html = [
        convert_text(part, kind if has_kind and kind else _guess_kind(part)) if part.strip() else ""
        for part in parts
    ]
    return "<!--more-->".join(html) if html[1] else html[0]


def _guess_kind(text: str) -> str:
    return "0" if re.search(r"<(?:p|br|div)\b", text, re.IGNORECASE) else "1"


def convert_text(text: str, kind: str) -> str:
    """Return a text as HTML by the value of CONVERT BREAKS."""
    if kind in _HTML_FORMATS:
        return text
    if kind.startswith("markdown"):
        return render_markdown(text, breaks=False)
    blocks = re.split(r"\n[ \t]*\n", text)
    return "".join(
        block if _BLOCK_RE.match(block.lstrip()) else _build_paragraph(block)
        for block in blocks
        if block.strip()
    )


def _build_paragraph(block: str) -> str:
    return build_tag("p", block.strip().replace("\n", "<br>\n"))


def _build_comment(part: _Part, post: str, keys: UniqueKeys) -> ExportedComment | None:
    """Build a comment or trackback; the IP address in it is not read."""
    values: dict[str, str] = {}
    lines = part.lines
    while lines and (match := _COMMENT_FIELD_RE.fullmatch(lines[0].rstrip())):
        if match[1] in values:
            break
        values[match[1]] = as_line(match[2])
        lines = lines[1:]
    text = as_text("\n".join(lines)).strip()
    is_pingback = part.name == "PING"
    title = values.get("TITLE", "")
    html = convert_text(text, "1")
    if title:
        html = build_tag("p", build_tag("strong", escape(title, quote=False))) + html
    if not html:
        return None
    name = values.get("BLOG NAME" if is_pingback else "AUTHOR", "")
    # Of FC2: for the author of the blog alone.
    is_public = values.get("SECRET", "") in ("", "0")
    identity = "\n".join((post, name, values.get("DATE", ""), text))
    return ExportedComment(
        key=f"{post}#{keys.make_unique(blake2b(identity.encode(), digest_size=8).hexdigest())}",
        post=post,
        name=name,
        email=values.get("EMAIL", ""),
        url=values.get("URL", ""),
        html=html,
        created_at=_parse_date(values.get("DATE", "")),
        state=CommentState.APPROVED if is_public else CommentState.WAITING,
        is_pingback=is_pingback,
    )


def _parse_date(text: str) -> datetime | None:
    """Parse `MM/DD/YYYY hh:mm:ss AM`, the same in 24 hours, or with the year or day first."""
    match = _DATE_RE.match(text.strip())
    if not match:
        return None
    first, second, third, hour, minute, seconds = (int(part or 0) for part in match.groups()[:6])
    if len(match[1]) == 4:
        year, month, day = first, second, third
    elif first > 12:
        day, month, year = first, second, third
    else:
        month, day, year = first, second, third
    if match[7] and hour <= 12:
        hour = hour % 12 + 12 * (match[7].lower() == "p")
    try:
        zone = _parse_zone(match[8])
        moment = datetime(year, month, day, hour, minute, seconds, tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _parse_zone(text: str | None) -> timezone:
    if not text:
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
