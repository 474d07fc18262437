"""The posts, comments and trackbacks of entries."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import blake2b
from html import escape

from django.utils.translation import gettext_noop

from transfer.items import CommentState, ExportedComment, ExportedPost, Item, RefusedItem, Status
from transfer.messages import Message
from transfer.readers.html_fragments import (
    NestedTooDeeply,
    attribute_quotations,
    inline_footnotes,
    parse_fragment,
    serialize_children,
)
from transfer.readers.movable_type.entries import ParsedEntry, Part
from transfer.readers.movable_type.texts import build_body, convert_text
from transfer.readers.unique_keys import UniqueKeys
from transfer.readers.values import as_line, as_text, build_tag, to_plain_text, to_title

STATUSES = {
    **dict.fromkeys(("publish", "published", "release", ""), Status.PUBLISHED),
    "future": Status.SCHEDULED,
}
_COMMENT_FIELD_RE = re.compile(r"(AUTHOR|EMAIL|IP|URL|DATE|TITLE|BLOG NAME|SECRET|PASS):[ \t]*(.*)")
_DATE_RE = re.compile(
    r"(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?"
    r"[ ]*([AaPp])?\.?(?:[Mm]\.?)?[ ]*([+-]\d{2}:?\d{2})?"
)
_TAG_RE = re.compile(r'\s*"([^"]*)"|([^,]+)')


def get_key(source: ParsedEntry) -> str:
    """Return what identifies an entry: its address or base name, or a hash of title and date."""
    if key := source.get("UNIQUE URL") or source.get("PERMALINK") or source.get("BASENAME"):
        return key
    text = f"{source.get('TITLE')}\n{source.get('DATE')}"
    return blake2b(text.encode(), digest_size=16).hexdigest()


def refuse(key: str, name: str, reason: str) -> RefusedItem:
    return RefusedItem(key=key, item=name, reason=reason)


def build_items(source: ParsedEntry, key: str, encoding: str) -> list[Item]:
    """Build the post, of which the encoding was guessed, its comments and its trackbacks."""
    notes: list[str] = []
    title = to_title(source.get("TITLE"))
    body = build_body(source, notes)
    if not title and not body:
        return [
            refuse(
                key, source.get("DATE") or key, gettext_noop("It has neither a title nor a text.")
            )
        ]
    try:
        root = parse_fragment(body) if body else None
    except NestedTooDeeply as error:
        return [refuse(key, title or key, str(error))]
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


def list_labels(source: ParsedEntry) -> tuple[str, ...]:
    labels = [*source.fields.get("PRIMARY CATEGORY", []), *source.fields.get("CATEGORY", [])]
    for tags in (*source.fields.get("TAGS", []), source.get_text("TAGS")):
        labels += [as_line(quoted or plain) for quoted, plain in _TAG_RE.findall(tags)]
    return tuple(dict.fromkeys(label for label in map(to_title, labels) if label))


def _build_post(
    source: ParsedEntry, key: str, title: str, html: str, notes: list[str]
) -> ExportedPost:
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
        labels=list_labels(source),
        former_urls=tuple(_list_former_urls(source, date)),
        lead_picture=image if image and image not in html else "",
        accepts_comments=source.get("ALLOW COMMENTS") in ("", "1"),
        notes=tuple(notes),
    )


def _list_former_urls(source: ParsedEntry, date: datetime | None) -> Iterator[str]:
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


def _build_comment(part: Part, post: str, keys: UniqueKeys) -> ExportedComment | None:
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
