"""Months of the calendar, in whole weeks. Independent of models."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import get_format

# The dates of posts are limited to these years (`post_published_in_calendar`). The first and last
# months leave room for the days of adjacent months.
FIRST_MONTH, LAST_MONTH = (1000, 2), (8999, 11)


def is_in_calendar(moment: datetime) -> bool:
    """Is a publication time valid in every time zone?"""
    return FIRST_MONTH[0] < moment.year < LAST_MONTH[0]


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @classmethod
    def from_date(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """Parse a month such as '2026-11'. Return None if it is invalid or outside the calendar."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text, re.ASCII)
        month = (int(match[1]), int(match[2])) if match else (0, 0)
        return cls(*month) if FIRST_MONTH <= month <= LAST_MONTH else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return self.first_day.replace(day=monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> "Month | None":
        return self.parse(str(Month.from_date(self.first_day - timedelta(days=1))))

    @property
    def next(self) -> "Month | None":
        return self.parse(str(Month.from_date(self.last_day + timedelta(days=1))))

    @property
    def days(self) -> list[date]:
        """Return the days of all weeks of the month; the active language sets the first weekday."""
        first_weekday = int(get_format("FIRST_DAY_OF_WEEK"))  # 0 is Sunday.
        before = (self.first_day.isoweekday() - first_weekday) % 7
        start = self.first_day - timedelta(days=before)
        count = -(-(before + self.last_day.day) // 7) * 7  # Rounded up to whole weeks.
        return [start + timedelta(days=n) for n in range(count)]
