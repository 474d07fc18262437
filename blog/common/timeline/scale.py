"""Scale of a timeline: years side by side, with long empty periods cut out."""

from datetime import date
from itertools import pairwise
from typing import NamedTuple

from blog.common.date_precision import get_last_day

BREAK_WIDTH = 3.0  # Percent of the line.
MAX_BREAKS = 5


class DatedCount(NamedTuple):
    """Number of quotations with one date.

    `first` is the first day of a date's day, month or year. `last` is the last day of quotations
    from several days.
    """

    first: date
    precision: str
    quotations: int = 1
    last: date | None = None

    @property
    def closing(self) -> "DatedCount":
        """Return itself with only the last of its dates."""
        return self if self.last is None else self._replace(first=self.last)

    @property
    def begin(self) -> int:
        return self.first.toordinal()

    @property
    def end(self) -> int:
        """Return the ordinal of the day after, which no date represents in the year 9999."""
        return get_last_day(self.closing.first, self.precision).toordinal() + 1


def get_year_end(year: int) -> int:
    """Return the ordinal of the day after the last day of a year."""
    return date(year, 12, 31).toordinal() + 1


class Segment(NamedTuple):
    """Consecutive years without a break. `start`, `width` and `day`, the width of a day, are
    percentages of the line; `origin` is the ordinal of the first day."""

    first: int
    last: int
    start: float
    width: float
    day: float
    origin: int

    def get_position(self, day: int) -> float:
        return self.start + self.day * (day - self.origin)


def build_segments(years: set[int]) -> list[Segment]:
    """Split years into segments by cutting out the longest gaps that dominate the line.

    Each segment gets at least a tenth of the line.
    """
    if not years:
        return []
    runs = [(min(years), max(years))]
    gaps = sorted(pairwise(sorted(years)), key=lambda gap: gap[0] - gap[1])[:MAX_BREAKS]
    for before, after in gaps:
        empty = after - before - 1
        if empty < 3 or empty * 2 <= _count_years(runs):
            break
        cut = next(run for run in runs if run[0] <= before < run[1])
        runs.remove(cut)
        runs += [(cut[0], before), (after, cut[1])]
    runs.sort()
    shares = [max(last - first + 1, _count_years(runs) / 10) for first, last in runs]
    room = 100 - BREAK_WIDTH * (len(runs) - 1)
    segments, start = [], 0.0
    for (first, last), share in zip(runs, shares, strict=True):
        width = room * share / sum(shares)
        origin = date(first, 1, 1).toordinal()
        days = get_year_end(last) - origin
        segments.append(Segment(first, last, start, width, width / days, origin))
        start += width + BREAK_WIDTH
    return segments


def _count_years(runs: list[tuple[int, int]]) -> int:
    return sum(last - first + 1 for first, last in runs)
