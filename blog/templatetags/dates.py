"""How dates are written, in the active language. Formatting only: no queries."""

import re
from datetime import date

from django import template
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.translation import pgettext

register = template.Library()


def full_format() -> str:
    """The language's own DATE_FORMAT, with English's abbreviated months written out."""
    return re.sub(r"(?<!\\)N", "F", get_format("DATE_FORMAT"))


@register.filter(expects_localtime=True)
def full_date(day: date | None) -> str:
    """'March 22, 2023'; '' without a date. A time of day is first brought to the site's zone."""
    return format_date(day, full_format()) if day else ""


@register.filter(expects_localtime=True)
def date_header(day: date | None) -> str:
    """'Wednesday, March 22, 2023'."""
    if not day:
        return ""
    return pgettext("date header", "%(weekday)s, %(date)s") % {
        "weekday": format_date(day, "l"),
        "date": full_date(day),
    }
