"""Format dates and times in the active language and time zone, one helper for each context.

The table of contexts is in docs/developers/voice.md. No queries.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, lru_cache

from django import template
from django.contrib.humanize.templatetags.humanize import NaturalTimeFormatter
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format, time_format
from django.utils.translation import get_language, gettext, pgettext

from blog.common.date_precision import parse_partial_date, truncate_iso_date

register = template.Library()

MAX_RELATIVE_AGE = timedelta(days=1)


def get_full_date_format() -> str:
    """Return the language's DATE_FORMAT with English month abbreviations expanded."""
    return _expand_month(get_format("DATE_FORMAT"))


@cache
def _expand_month(format: str) -> str:
    return re.sub(r"(?<!\\)N", "F", format)


@register.filter
def full_date(day: date | None) -> str:
    """Format as 'March 22, 2023', '' for None. A datetime is first converted to the site's zone."""
    day = _to_local(day)
    return _format_date(date(day.year, day.month, day.day), get_language()) if day else ""


@lru_cache(maxsize=10_000)
def _format_date(day: date, language: str | None) -> str:
    return format_date(day, get_full_date_format())


@register.filter
def full_datetime(when: datetime | None) -> str:
    """Format as 'March 22, 2023, 4:30 p.m.' in the site's zone, '' for None."""
    local = _to_local(when)
    if not local:
        return ""
    return _format_datetime(local, get_language())


def _format_datetime(local: datetime, language: str | None) -> str:
    day = _format_date(local.date(), language)
    return f"{day}{_separator(language)}{_format_time(local.hour, local.minute, language)}"


def distinct_datetimes(times: Sequence[datetime]) -> list[str]:
    """Format as `full_datetime`, but with seconds where several times share a minute:
    'March 22, 2023, 4:30:12 p.m.'"""
    shown = [full_datetime(when) for when in times]
    counts = Counter(shown)
    return [
        _with_seconds(timezone.localtime(when)) if counts[text] > 1 else text
        for when, text in zip(times, shown, strict=True)
    ]


def _with_seconds(local: datetime) -> str:
    language = get_language()
    clock = time_format(local.time(), _seconds_format(language))
    return f"{_format_date(local.date(), language)}{_separator(language)}{clock}"


@cache
def _seconds_format(_language: str | None) -> str:
    """Return the language's TIME_FORMAT with seconds, after the sign between hours and minutes."""
    format = get_format("TIME_FORMAT").replace("P", "g:i a")
    return re.sub(r"(\W)i", r"\1i\1s", format)


def datetime_formatter() -> Callable[[datetime], tuple[str, str]]:
    """Return a function that formats as `iso_datetime` and as `full_datetime`.

    For many times on one page: zone and language are looked up once, and each time is converted
    once.
    """
    zone, language = timezone.get_current_timezone(), get_language()

    def format_both(when: datetime) -> tuple[str, str]:
        local = when.astimezone(zone)
        return local.isoformat(timespec="seconds"), _format_datetime(local, language)

    return format_both


@cache
def _separator(language: str | None) -> str:
    """Return the text between date and time in the language's DATETIME_FORMAT, or a comma if it is
    not composed of DATE_FORMAT and TIME_FORMAT."""
    whole, *parts = map(get_format, ("DATETIME_FORMAT", "DATE_FORMAT", "TIME_FORMAT"))
    if not (whole.startswith(parts[0]) and whole.endswith(parts[1])):
        return ", "
    return whole.removeprefix(parts[0]).removesuffix(parts[1]).replace("\\", "")


@register.filter
def zoned_datetime(when: datetime | None) -> str:
    """Format as 'March 22, 2023, 4:30 p.m. (CET)', for e-mails, which are read in any zone."""
    local = _to_local(when)
    if not local:
        return ""
    zone = local.tzname() or ""
    return f"{full_datetime(local)} ({zone if zone.isalpha() else f'UTC{zone}'})"


@register.filter(expects_localtime=True)
def list_date(when: datetime | None) -> str:
    """Format as '5 minutes ago' within a day of now, before or after, else as `full_date`."""
    if not when:
        return ""
    distance = abs(timezone.now() - when)
    if distance >= MAX_RELATIVE_AGE:
        return full_date(when)
    if distance < timedelta(minutes=1):
        return gettext("just now")
    return str(NaturalTimeFormatter.string_for(when))


@register.filter
def time_of_day(when: datetime | None) -> str:
    """Format as '4:30 p.m.', where the date is clear from the context."""
    local = _to_local(when)
    return _format_time(local.hour, local.minute, get_language()) if local else ""


def _to_local[Day: (date, datetime)](day: Day | None) -> Day | None:
    """Convert an aware datetime to the active time zone."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day)
    return day


@lru_cache(maxsize=10_000)
def _format_time(hour: int, minute: int, language: str | None) -> str:
    return time_format(time(hour, minute), "TIME_FORMAT")


@register.filter
def trim_double_stop(sentence: str) -> str:
    """Remove the second full stop of sentences that end in 'p.m.'."""
    return re.sub(r"(?<!\.)\.\.(?=\s|$)", ".", sentence)


@register.filter
def time_span(first: date, span: str) -> str:
    """Format as '2023', 'March 2023' or 'March 22, 2023'; `span` is year, month or day."""
    return _format_span(first, span, get_language())


@lru_cache(maxsize=10_000)
def _format_span(first: date, span: str, language: str | None) -> str:
    known = {"year": "Y", "month": get_format("YEAR_MONTH_FORMAT")}
    return format_date(first, known.get(span, get_full_date_format()))


@register.filter
def partial_date(iso: str) -> str:
    """Format '2023', '2023-03' or '2023-03-22' as `time_span`. Other strings are returned as they
    are."""
    parsed = parse_partial_date(iso)
    return time_span(*parsed) if parsed else iso


@register.filter
def iso_date(first: date, span: str) -> str:
    """Format as '2023', '2023-03' or '2023-03-22', for an HTML <time>."""
    return truncate_iso_date(first.isoformat(), span)


@register.filter
def iso_datetime(when: datetime | None) -> str:
    """Format for an HTML <time>: ISO 8601 in the site's zone, without fractions, which HTML
    refuses."""
    local = _to_local(when)
    return local.isoformat(timespec="seconds") if local else ""


@register.filter
def date_header(day: date | None) -> str:
    """Format as 'Wednesday, March 22, 2023', '' for None."""
    day = _to_local(day)
    return _format_header(date(day.year, day.month, day.day), get_language()) if day else ""


@lru_cache(maxsize=10_000)
def _format_header(day: date, language: str | None) -> str:
    return _with_weekday(day, full_date(day))


@register.filter
def datetime_header(when: datetime | None) -> str:
    """Format as 'Wednesday, March 22, 2023, 4:30 p.m.', '' for None."""
    local = _to_local(when)
    return _with_weekday(local, full_datetime(local)) if local else ""


@register.filter
def month_day(day: date) -> str:
    """Format as 'March 22', where the year is clear from the context."""
    return format_date(day, get_format("MONTH_DAY_FORMAT"))


@register.filter
def day_header(day: date) -> str:
    """Format as 'Wednesday, March 22', for the days of a calendar."""
    return _with_weekday(day, month_day(day))


def _with_weekday(day: date, formatted: str) -> str:
    return pgettext("date header", "%(weekday)s, %(date)s") % {
        "weekday": format_date(day, "l"),
        "date": formatted,
    }
