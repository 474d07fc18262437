"""How dates are written, in the active language. Formatting only: no queries."""

import re
from datetime import date, datetime, time
from functools import cache, lru_cache

from django import template
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format, time_format
from django.utils.translation import get_language, pgettext

register = template.Library()


def full_format() -> str:
    """The language's own DATE_FORMAT, with English's abbreviated months written out."""
    return _written_out(get_format("DATE_FORMAT"))


@cache
def _written_out(format: str) -> str:
    return re.sub(r"(?<!\\)N", "F", format)


@register.filter(expects_localtime=True)
def full_date(day: date | None) -> str:
    """'March 22, 2023'; '' without a date. A time of day is first brought to the site's zone."""
    return _in_full(date(day.year, day.month, day.day), get_language()) if day else ""


@lru_cache(maxsize=10_000)
def _in_full(day: date, language: str | None) -> str:
    return format_date(day, full_format())


def date_and_time(moment: datetime) -> str:
    """'March 22, 2023, 4:30 p.m.', in the zone that it has."""
    language, day = get_language(), date(moment.year, moment.month, moment.day)
    return f"{_in_full(day, language)}, {_time(moment.hour, moment.minute, language)}"


@register.filter(expects_localtime=True)
def moment(when: datetime) -> str:
    """As `date_and_time`, in the site's zone."""
    return date_and_time(when)


@lru_cache(maxsize=10_000)
def _time(hour: int, minute: int, language: str | None) -> str:
    return time_format(time(hour, minute), "TIME_FORMAT")


@register.filter
def one_stop(sentence: str) -> str:
    """A sentence that ends in a time: English has 'p.m.', which needs no other full stop."""
    return f"{sentence[:-2]}." if sentence.endswith("..") else sentence


@register.filter
def time_span(first: date, span: str) -> str:
    """'2023', 'March 2023' or 'March 22, 2023'; `span` is year, month or day."""
    known = {"year": "Y", "month": get_format("YEAR_MONTH_FORMAT")}
    return format_date(first, known.get(span, full_format()))


@register.filter
def partial_date(iso: str) -> str:
    """'2023', 'March 2023' or 'March 22, 2023' for '2023', '2023-03' or '2023-03-22'; what is no
    such date stays as it is."""
    span = {4: "year", 7: "month", 10: "day"}.get(len(iso))
    try:
        return time_span(date.fromisoformat(f"{iso}-01-01"[:10]), span) if span else iso
    except ValueError:
        return iso


@register.filter
def machine_span(first: date, span: str) -> str:
    """'2023', '2023-03' or '2023-03-22', as an HTML <time> takes it."""
    return first.isoformat()[: {"year": 4, "month": 7}.get(span, 10)]


@register.filter(expects_localtime=True)
def machine_moment(moment: datetime | None) -> str:
    """To the second, with the zone: HTML's <time> refuses the six digits of a fraction."""
    return moment.isoformat(timespec="seconds") if moment else ""


@register.filter(expects_localtime=True)
def date_header(day: date | None) -> str:
    """'Wednesday, March 22, 2023'."""
    return _header(date(day.year, day.month, day.day), get_language()) if day else ""


@lru_cache(maxsize=10_000)
def _header(day: date, language: str | None) -> str:
    return pgettext("date header", "%(weekday)s, %(date)s") % {
        "weekday": format_date(day, "l"),
        "date": full_date(day),
    }
