"""The values of front matter, which each generator names and writes in ways of its own."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

_NULLS = {"", "~", "null", "Null", "NULL", "nil", "None"}
_TRUE = {"true", "yes", "on", "1"}
_FALSE = {"false", "no", "off", "0"}
MAX_LIST_LENGTH = 500
_DATE_RE = re.compile(
    r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?:\s*[(（][^()（）]{1,9}[)）])?"
    r"(?:(?:[T ]|, )\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?(?![A-Za-z]))?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Z]{3,5}(?![A-Za-z])"
    r"|[A-Z][A-Za-z]+/[A-Za-z_/+\d-]+)?)?",
)
# Hours before or after UTC; shorter names than these mean several zones. Those of America mean
# others in Australia and China.
_ZONE_HOURS = {
    **{"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7},
    **{"CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "WEST": 1, "MSK": 3, "JST": 9, "KST": 9},
    **{"AEST": 10, "AEDT": 11},
}
_AMERICAN_ZONE_RE = re.compile(r"[ECMP][SD]T")
_EAST_ASIAN_RE = re.compile(
    r"(?P<year>\d{4})\s*[年년]\s*(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日일]?"
)
_SCRIPT_TIME_RE = re.compile(
    r"[A-Z][a-z]{2} (?P<moment>[A-Z][a-z]{2} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4})\b.*"
)
# The day and the month in either order, which the greater number tells if it is no month.
_SLASHED_RE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?!\d)")
# What a table in a list is called by.
_NAME_KEYS = ("name", "display_name", "login", "title", "label", "value", "slug")
_HASHTAGS_RE = re.compile(r"\s*#[^\s#,]+(?:\s+#[^\s#,]+)*\s*")
_WIKI_LINK_RE = re.compile(r"\[\[([^\[\]]*)\]\]")
_ORDINAL_RE = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
# Seconds, or milliseconds, since 1970.
_UNIX_RE = re.compile(r"1\d{9}(?:\d{3})?")
# The day comes first wherever dots divide a date.
_DOTTED_RE = re.compile(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})(?!\d)")
_ENGLISH_FORMATS = (
    *("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"),
    *("%B %d, %Y %H:%M", "%B %d, %Y %I:%M %p", "%d %B %Y %H:%M", "%a %b %d %Y", "%A, %B %d, %Y"),
)


class Metadata:
    """Names and values of front matter; names are in lower case."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)
        # Hugo, Zola and Grav have tables for values of their own.
        for table in ("taxonomies", "taxonomy", "params", "extra"):
            inner = self._values.get(table)
            if isinstance(inner, Mapping):
                for name, value in inner.items():
                    self._values.setdefault(str(name).lower(), value)

    def __bool__(self) -> bool:
        return bool(self._values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def list_names(self) -> tuple[str, ...]:
        return tuple(self._values)

    def get_values(self) -> dict[str, Any]:
        return dict(self._values)

    def get_text(self, *names: str) -> str:
        """Return the first of these that has a text; '' if none does."""
        for name in names:
            text = _to_text(self._values.get(name))
            if text:
                return text
        return ""

    def get_table(self, name: str) -> "Metadata":
        """Return a table of values; an empty one if it is missing."""
        value = self._values.get(name)
        if not isinstance(value, Mapping):
            return Metadata({})
        return Metadata({str(key).lower(): inner for key, inner in value.items()})

    def get_tables(self, name: str) -> list["Metadata"]:
        """Return the tables of a list; none for another value."""
        value = self._values.get(name)
        if not isinstance(value, list):
            return []
        return [
            Metadata({str(key).lower(): fact for key, fact in inner.items()})
            for inner in value
            if isinstance(inner, Mapping)
        ]

    def get_list(
        self, *names: str, splits_at_spaces: bool = False, splits_at_semicolons: bool = False
    ) -> tuple[str, ...]:
        """Return the texts in these lists, each once. A text is split at commas, or else at
        spaces, as Jekyll does; at semicolons only if it has one, as Pelican does. Tables stand for
        their names."""
        texts: dict[str, None] = {}
        for name in names:
            value = self._values.get(name)
            if isinstance(value, str):
                separator = "," if "," in value else None if splits_at_spaces else "\n"
                if splits_at_semicolons and ";" in value:
                    separator = ";"
                value = _WIKI_LINK_RE.sub(r"\1", value)
                if value.startswith("[") and value.endswith("]"):
                    value = value[1:-1]
                if _HASHTAGS_RE.fullmatch(value):
                    value, separator = value.replace("#", " "), None
                for part in value.split(separator):
                    texts[part.strip().strip("\"'")] = None
            else:
                texts.update(dict.fromkeys(_list_texts(value)))
        return tuple(text for text in texts if text not in _NULLS)[:MAX_LIST_LENGTH]

    def get_paths(self, name: str) -> list[tuple[str, ...]]:
        """Return the paths of categories, each below the one before it, as Hexo reads them: a list
        is one path, unless it has lists in it."""
        value = self._values.get(name)
        if not isinstance(value, list):
            return []
        has_lists = any(isinstance(inner, list) for inner in value)
        paths = [_list_texts(inner) for inner in value] if has_lists else [_list_texts(value)]
        return [tuple(filter(None, path)) for path in paths]

    def get_flag(self, name: str) -> bool | None:
        """Return a yes or no; None if it is missing or another value."""
        text = _to_text(self._values.get(name)).lower()
        return True if text in _TRUE else False if text in _FALSE else None

    def get_time(self, *names: str, zone: tzinfo | None) -> datetime | None:
        """Return the first of these that is a date or time; None if none is."""
        for name in names:
            moment = parse_time(self._values.get(name), zone)
            if moment:
                return moment
        return None


def parse_time(value: Any, zone: tzinfo | None) -> datetime | None:
    """Parse a date and time as an aware time; None if it is neither.

    Times without a time zone are in that of the blog. A date alone is its midnight, or noon in UTC
    if the blog's time zone is unknown, which is the same day almost everywhere.
    """
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=zone or UTC)
    if isinstance(value, date):
        return datetime.combine(value, time(0) if zone else time(12), zone or UTC)
    if not isinstance(value, str):
        return None
    text = _ORDINAL_RE.sub(r"\1", value.strip())
    try:
        if _UNIX_RE.fullmatch(text):
            return datetime.fromtimestamp(int(text[:10]), UTC)
        if dotted := _DOTTED_RE.match(text):
            text = f"{dotted['year']}-{dotted['month']}-{dotted['day']}{text[dotted.end() :]}"
        if script := _SCRIPT_TIME_RE.fullmatch(text):
            return datetime.strptime(script["moment"], "%b %d %Y %H:%M:%S GMT%z")
        if asian := _EAST_ASIAN_RE.match(text):
            space = " " if text[asian.end() :][:1].isdigit() else ""
            text = f"{asian['year']}-{asian['month']}-{asian['day']}{space}{text[asian.end() :]}"
        text = _SLASHED_RE.sub(_order_date, text, count=1)
        match = _DATE_RE.match(text)
        if match:
            return _build_time(match, zone)
        for pattern in _ENGLISH_FORMATS:
            moment = _parse_pattern(text, pattern)
            if moment and "%H" not in pattern and "%I" not in pattern:
                return parse_time(moment.date(), zone)
            if moment:
                return moment.replace(tzinfo=zone or UTC)
        moment = parsedate_to_datetime(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None


def _order_date(match: re.Match[str]) -> str:
    """Return a date such as 13/04/2012 with the year first; unchanged if either part may be the
    month."""
    first, second = int(match[1]), int(match[2])
    if (first > 12) == (second > 12):
        return match[0]
    day, month = (first, second) if first > 12 else (second, first)
    return f"{match[3]}-{month}-{day}"


def _build_time(match: re.Match[str], zone: tzinfo | None) -> datetime:
    day = date(int(match["year"]), int(match["month"]), int(match["day"]))
    if match["hour"] is None:
        return datetime.combine(day, time(0) if zone else time(12), zone or UTC)
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower().startswith("p") else 0)
    moment = datetime.combine(day, time(hour, int(match["minute"]), int(match["second"] or 0)))
    is_far_east = zone is not None and (zone.utcoffset(moment) or timedelta()) > timedelta(hours=6)
    if is_far_east and _AMERICAN_ZONE_RE.fullmatch(match["zone"] or ""):
        return moment.replace(tzinfo=zone)
    return moment.replace(tzinfo=_parse_zone(match["zone"]) or zone or UTC)


def _parse_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if "/" in text:
        try:
            return ZoneInfo(text)
        except (ValueError, KeyError, OSError):
            return None
    if text in _ZONE_HOURS:
        return timezone(timedelta(hours=_ZONE_HOURS[text]))
    text = text.removeprefix("UTC").removeprefix("GMT")
    if text in ("", "Z"):
        return UTC
    if text[0] not in "+-":
        return None
    digits = text[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) < 3 else (int(digits[:-2]), int(digits[-2:]))
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _parse_pattern(text: str, pattern: str) -> datetime | None:
    try:
        return datetime.strptime(text, pattern)
    except ValueError:
        return None


def _to_text(value: Any) -> str:
    """Turn a scalar into text; '' for everything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, str | int | float):
        text = str(value).strip()
        return "" if text in _NULLS else text
    return ""


def _list_texts(value: Any) -> Iterator[str]:
    """List the texts of a value, of a list, and of lists in it (nested categories)."""
    values = value if isinstance(value, list | tuple) else [value]
    for inner in values[:MAX_LIST_LENGTH]:
        if isinstance(inner, Mapping):
            names = (inner.get(key) for key in _NAME_KEYS)
            yield next(filter(None, map(_to_text, names)), "")
        elif isinstance(inner, list | tuple):
            yield from (_to_text(text) for text in inner[:MAX_LIST_LENGTH])
        else:
            yield _to_text(inner)
