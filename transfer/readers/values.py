"""Values of exports as text, moments and HTML."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.utils.dateparse import parse_datetime

from transfer.text import parse_fragment

MAX_MILLISECONDS = 253402300799000  # The last second of the year 9999.
_UNSTORABLE_RE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARKUP_RE = re.compile(
    r"&(?:#\d+|#x[0-9a-f]+|[a-z]\w*);|<br ?/?>"
    r"|<(a|b|cite|code|del|em|i|s|small|span|strong|sub|sup|u)\b[^<>]*>.*</\1>",
    re.IGNORECASE | re.DOTALL,
)
_SURROGATE_RE = re.compile("[\ud800-\udfff]")


class UnreadableRow(Exception):
    """A row cannot be read; the message is one sentence for the user."""


def as_text(value: Any) -> str:
    """Return a value as text without characters that cannot be stored; '' for none."""
    if value is None or isinstance(value, dict | list | bool):
        return ""
    text = _UNSTORABLE_RE.sub("", str(value))
    return text if text.isascii() else _SURROGATE_RE.sub("\ufffd", text)


def as_line(value: Any) -> str:
    """Return a value as one line of text."""
    return " ".join(as_text(value).split())


def as_flag(value: Any) -> bool:
    """Return a value of a column that is 0, 1, true, false or their text."""
    return value in (True, 1, "1", "true")


def as_number(value: Any) -> int:
    """Return an order; 0 for what is none."""
    try:
        return int(value)
    except (TypeError, ValueError, OverflowError):
        return 0


def as_moment(value: Any) -> datetime | None:
    """Return a time in UTC: of milliseconds, or of ISO 8601 text, which may have a time zone."""
    if isinstance(value, int | Decimal) or (isinstance(value, str) and value.isdecimal()):
        milliseconds = as_number(value)
        if 0 < milliseconds < MAX_MILLISECONDS:
            return datetime.fromtimestamp(milliseconds / 1000, UTC)
        return None
    try:
        moment = parse_datetime(as_text(value).strip())
    except ValueError:
        return None
    if moment is None:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None


def to_plain_text(html: Any) -> str:
    """Return the text of HTML as one line."""
    source = as_text(html).strip()
    if not source:
        return ""
    return as_line(parse_fragment(source).text_content())


def to_title(text: Any) -> str:
    """Return a title as plain text, where the platform does not tell whether it is HTML: it is if
    it has an entity, or an element with its end. "Why <b> is bold" is text."""
    return to_plain_text(text) if _MARKUP_RE.search(as_text(text)) else as_line(text)


def build_tag(name: str, content: str = "", **attributes: str) -> str:
    """Return an element; `content` is HTML, values of attributes are text, and '' leaves them out.

    An underscore in the name of an attribute stands for a hyphen.
    """
    pairs = "".join(
        f' {key.strip("_").replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return f"<{name}{pairs}>{content}</{name}>"
