"""Months as a calendar shows them, in whole weeks. Knows no model."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import get_format

# Posts have dates of these years (`post_published_in_calendar`), but for the days beside a month.
FIRST, LAST = (1000, 2), (8999, 11)


def in_calendar(moment: datetime) -> bool:
    """May a post have it, in whatever time zone it is read?"""
    return FIRST[0] < moment.year < LAST[0]


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """'2026-11'; None for what is no month that there is a calendar of."""
        match = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text, re.ASCII)
        found = (int(match[1]), int(match[2])) if match else (0, 0)
        return cls(*found) if FIRST <= found <= LAST else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return self.first.replace(day=monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> "Month | None":
        return self.read(str(Month.of(self.first - timedelta(days=1))))

    @property
    def next(self) -> "Month | None":
        return self.read(str(Month.of(self.last + timedelta(days=1))))

    @property
    def days(self) -> list[date]:
        """Whole weeks, which begin as the language of the page has it."""
        begins = int(get_format("FIRST_DAY_OF_WEEK"))  # 0 is Sunday.
        before = (self.first.isoweekday() - begins) % 7
        start = self.first - timedelta(days=before)
        shown = -(-(before + self.last.day) // 7) * 7
        return [start + timedelta(days=n) for n in range(shown)]
