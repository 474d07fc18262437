"""Where a date stands on the line: years side by side, long empty times cut out."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

BREAK = 3.0  # How much of the line a cut takes.
MAX_BREAKS = 5


class Said(NamedTuple):
    """How many quotations have one date; `first` is the first day of what is known of it. Where
    they are of several days, `last` is the last of these."""

    first: date
    precision: str
    quotations: int = 1
    last: date | None = None

    @property
    def closing(self) -> "Said":
        """The last of its dates."""
        return self if self.last is None else self._replace(first=self.last)

    @property
    def begin(self) -> int:
        return self.first.toordinal()

    @property
    def end(self) -> int:
        """The day after, as a number: the calendar's last year has no date for it."""
        if self.precision == "day":
            return self.closing.begin + 1
        if self.precision == "month" and self.first.month < 12:
            return self.first.replace(month=self.first.month + 1).toordinal()
        return end_of(self.first.year)


def end_of(year: int) -> int:
    return date(year, 12, 31).toordinal() + 1


class Segment(NamedTuple):
    """Whole years without a cut, from the day numbered `origin` on; `day` is how much of the line a
    day takes."""

    first: int
    last: int
    start: float
    width: float
    day: float
    origin: int

    def at(self, day: int) -> float:
        return self.start + self.day * (day - self.origin)


def segments_of(years: set[int]) -> list[Segment]:
    """The empty time between years is cut out, the longest first, where it is most of the line.

    What stands between two cuts keeps a tenth of the line, however short it is.
    """
    if not years:
        return []
    runs = [(min(years), max(years))]
    gaps = sorted(pairwise(sorted(years)), key=lambda gap: gap[0] - gap[1])[:MAX_BREAKS]
    for before, after in gaps:
        empty = after - before - 1
        if empty < 3 or empty * 2 <= _length(runs):
            break
        cut = next(run for run in runs if run[0] <= before < run[1])
        runs.remove(cut)
        runs += [(cut[0], before), (after, cut[1])]
    runs.sort()
    shares = [max(last - first + 1, _length(runs) / 10) for first, last in runs]
    room = 100 - BREAK * (len(runs) - 1)
    found, start = [], 0.0
    for (first, last), share in zip(runs, shares, strict=True):
        width = room * share / sum(shares)
        origin = date(first, 1, 1).toordinal()
        days = end_of(last) - origin
        found.append(Segment(first, last, start, width, width / days, origin))
        start += width + BREAK
    return found


def _length(runs: list[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in runs)
