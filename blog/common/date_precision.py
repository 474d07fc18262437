"""Dates of which perhaps only the month or the year is known: they are stored as its first day."""

import re
from calendar import monthrange
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

_ISO_LENGTHS = {"year": 4, "month": 7, "day": 10}
_PRECISIONS = {length: precision for precision, length in _ISO_LENGTHS.items()}
_PARTIAL_DATE_RE = re.compile("[0-9]{4}(-[0-9]{2}){0,2}")


class DatePrecision(models.TextChoices):
    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    YEAR = "year", _("Year")


def fits_precision(prefix: str) -> models.Q:
    """Return the condition that the column `…_on` is a first day of what `…_precision` names."""
    day, precision = f"{prefix}_on", f"{prefix}_precision"
    return (
        models.Q(**{f"{day}__isnull": True, precision: ""})
        | models.Q(**{f"{day}__isnull": False, precision: "day"})
        | models.Q(**{f"{day}__day": 1, precision: "month"})
        | models.Q(**{f"{day}__day": 1, f"{day}__month": 1, precision: "year"})
    )


def parse_partial_date(text: str) -> tuple[date, str] | None:
    """Parse '2017', '2017-05' or '2017-05-17' to its first day and its precision; None for any
    other text."""
    if not _PARTIAL_DATE_RE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(f"{text}-01-01"[:10]), _PRECISIONS[len(text)]
    except ValueError:
        return None


def truncate_iso_date(iso: str, precision: str) -> str:
    """Return '2017', '2017-05' or '2017-05-17' of an ISO date; '' stays ''."""
    return iso[: _ISO_LENGTHS.get(precision, 10)]


def get_last_day(first: date, precision: str) -> date:
    """Return the last day of the day, month or year that begins with a date."""
    if precision == "year":
        return first.replace(month=12, day=31)
    if precision == "month":
        return first.replace(day=monthrange(first.year, first.month)[1])
    return first
