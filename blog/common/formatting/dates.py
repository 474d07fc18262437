"""Date formatting in the active language. No queries."""

import re
from datetime import date, datetime, time
from functools import cache, lru_cache

from django import template
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format, time_format
from django.utils.translation import get_language, pgettext

register = template.Library()


def get_full_date_format() -> str:
    """Return the language's DATE_FORMAT with English month abbreviations expanded."""
    return _expand_month(get_format("DATE_FORMAT"))


@cache
def _expand_month(format: str) -> str:
    return re.sub(r"(?<!\\)N", "F", format)


@register.filter(expects_localtime=True)
def full_date(day: date | None) -> str:
    """Format as 'March 22, 2023', '' without a date. Times are first converted to local time."""
    return _format_date(date(day.year, day.month, day.day), get_language()) if day else ""


@lru_cache(maxsize=10_000)
def _format_date(day: date, language: str | None) -> str:
    return format_date(day, get_full_date_format())


def format_datetime(moment: datetime) -> str:
    """Format as 'March 22, 2023, 4:30 p.m.', in its own time zone."""
    language, day = get_language(), date(moment.year, moment.month, moment.day)
    return f"{_format_date(day, language)}, {_format_time(moment.hour, moment.minute, language)}"


@register.filter(expects_localtime=True)
def local_datetime(when: datetime) -> str:
    """Format like `format_datetime`, in the site's time zone."""
    return format_datetime(when)


@lru_cache(maxsize=10_000)
def _format_time(hour: int, minute: int, language: str | None) -> str:
    return time_format(time(hour, minute), "TIME_FORMAT")


@register.filter
def trim_double_stop(sentence: str) -> str:
    """Remove the second full stop from a sentence that ends in a time such as 'p.m.'."""
    return f"{sentence[:-2]}." if sentence.endswith("..") else sentence


@register.filter
def time_span(first: date, span: str) -> str:
    """Format as '2023', 'March 2023' or 'March 22, 2023'; `span` is year, month or day."""
    formats = {"year": "Y", "month": get_format("YEAR_MONTH_FORMAT")}
    return format_date(first, formats.get(span, get_full_date_format()))


@register.filter
def partial_date(iso: str) -> str:
    """Format '2023', '2023-03' or '2023-03-22' like `time_span`; return other text unchanged."""
    span = {4: "year", 7: "month", 10: "day"}.get(len(iso))
    try:
        return time_span(date.fromisoformat(f"{iso}-01-01"[:10]), span) if span else iso
    except ValueError:
        return iso


@register.filter
def iso_date(first: date, span: str) -> str:
    """Format as '2023', '2023-03' or '2023-03-22', for HTML's <time>."""
    return first.isoformat()[: {"year": 4, "month": 7}.get(span, 10)]


@register.filter(expects_localtime=True)
def iso_datetime(moment: datetime | None) -> str:
    """Format to the second, with the offset: HTML's <time> does not allow microseconds."""
    return moment.isoformat(timespec="seconds") if moment else ""


@register.filter(expects_localtime=True)
def date_header(day: date | None) -> str:
    """Format as 'Wednesday, March 22, 2023'."""
    return _format_header(date(day.year, day.month, day.day), get_language()) if day else ""


@lru_cache(maxsize=10_000)
def _format_header(day: date, language: str | None) -> str:
    return pgettext("date header", "%(weekday)s, %(date)s") % {
        "weekday": format_date(day, "l"),
        "date": full_date(day),
    }
