"""Days in the active time zone."""

from datetime import date, datetime, time

from django.utils import timezone


def get_midnight(day: date) -> datetime:
    """Return the beginning of a day in the active time zone."""
    return datetime.combine(day, time.min, timezone.get_current_timezone())
