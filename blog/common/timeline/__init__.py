"""Layout of timelines of quotations: a scale with breaks, ticks, and marks that never overlap.

Pure functions from rows to positions. Horizontal positions are percentages of the line's width, so
that a page can stretch the line but not its labels. They are strings such as '12.5%', lengths
strings such as '1.25rem', so that templates do not localize their decimal points.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from blog.common.timeline.marks import Mark, Pen, Tick
from blog.common.timeline.scale import BREAK_WIDTH, DatedCount, build_segments

__all__ = ["Line", "Mark", "Period", "Row", "Tick", "Timeline", "draw", "group_into_periods"]

MAX_PERIODS = 12
# A date or None, its precision ('day', 'month', 'year' or ''), the number of its quotations and, if
# they are from several days of a month, the last date.
type Row = tuple[date | None, str, int] | tuple[date | None, str, int, date | None]


@dataclass(frozen=True)
class Line:
    """One lane. `undated` quotations have no mark; `count` includes them."""

    marks: list[Mark]
    height: str
    count: int
    undated: int


@dataclass(frozen=True)
class Timeline:
    """Lines on one scale, with common `ticks` and `breaks`.

    `first` and `last` are None if no quotation has a date.
    """

    lines: list[Line]
    ticks: list[Tick]
    breaks: list[str]
    has_bars: bool
    first: DatedCount | None
    last: DatedCount | None

    @property
    def has_several_dates(self) -> bool:
        """Return whether a picture would show more than a single date."""
        return bool(self.first and self.last and self.first[:2] != self.last[:2])


class Period(NamedTuple):
    """A year, decade or longer period that has quotations."""

    first: int
    last: int
    quotations: int

    @property
    def key(self) -> str:
        """Return the `?before=` key for `quotation_pagination` that starts with its last day."""
        return f"{self.last:04d}-12-31.{10**18 - 1}"


def draw(lanes: Sequence[Iterable[Row]], mirrored: bool = False) -> Timeline:
    """Lay out a line for each lane on a common scale; `mirrored` for right to left."""
    rows = [list(lane) for lane in lanes]
    dated = [[DatedCount(row[0], *row[1:]) for row in lane if row[0]] for lane in rows]
    all_dates = sorted(count for lane in dated for count in lane)
    segments = build_segments({count.first.year for count in all_dates})
    kinds = {count.precision for count in all_dates}
    pen = Pen(segments, mirrored)
    lines = []
    for lane, counts in zip(rows, dated, strict=True):
        marks, height = pen.build_marks(counts)
        count = sum(row[2] for row in lane)
        undated = sum(row[2] for row in lane if row[0] is None)
        lines.append(Line(marks, f"{height:g}rem", count, undated))
    return Timeline(
        lines=lines,
        ticks=pen.build_ticks(),
        breaks=[pen.format_x(segment.start - BREAK_WIDTH / 2) for segment in segments[1:]],
        has_bars=bool(kinds - {"day"}),
        first=all_dates[0] if all_dates else None,
        last=all_dates[-1].closing if all_dates else None,
    )


def group_into_periods(rows: Iterable[Row]) -> list[Period]:
    """Group counts by years, or by decades and so on to get at most MAX_PERIODS, latest first."""
    years: Counter[int] = Counter()
    for first, _precision, count, *_last in rows:
        if first:
            years[first.year] += count
    sizes = (size for size in (1, 10, 100, 1000) if len({y // size for y in years}) <= MAX_PERIODS)
    size = next(sizes)
    counts: Counter[int] = Counter()
    for year, count in years.items():
        counts[year // size] += count
    return [
        Period(max(1, index * size), index * size + size - 1, counts[index])
        for index in sorted(counts, reverse=True)
    ]
