"""When things were said, as a picture: a scale with breaks, its ticks, marks that never overlap.

Pure: rows in, positions out. A position is a share of the line's width, so that a page can stretch
the line without stretching what is written on it. Positions come as '12.5%' and lengths as
'1.25rem', which no language's decimal comma touches.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from blog.common.timeline.marks import Mark, Pen, Tick
from blog.common.timeline.scale import BREAK, Said, segments_of

__all__ = ["Line", "Mark", "Period", "Row", "Tick", "Timeline", "draw", "periods"]

MAX_PERIODS = 12
# A date or None, its precision ('day', 'month', 'year' or ''), and how many quotations have it; a
# second date where they are of several days of a month.
type Row = tuple[date | None, str, int] | tuple[date | None, str, int, date | None]


@dataclass(frozen=True)
class Line:
    """What one lane shows. `undated` quotations stand nowhere on it, `count` includes them."""

    marks: list[Mark]
    height: str
    count: int
    undated: int


@dataclass(frozen=True)
class Timeline:
    """Lines on one scale; `ticks` and `breaks` are the same for all of them.

    `first` and `last` are None where nothing has a date.
    """

    lines: list[Line]
    ticks: list[Tick]
    breaks: list[str]
    has_bars: bool
    first: Said | None
    last: Said | None

    @property
    def is_telling(self) -> bool:
        """One date alone says in words all that a picture of it would."""
        return bool(self.first and self.last and self.first[:2] != self.last[:2])


class Period(NamedTuple):
    """A year, decade or more of which there are quotations."""

    first: int
    last: int
    quotations: int

    @property
    def key(self) -> str:
        """The `?before=` of `quotation_pagination.quotations_of` that begins with its last day."""
        return f"{self.last:04d}-12-31.{10**18 - 1}"


def draw(lanes: Sequence[Iterable[Row]], mirrored: bool = False) -> Timeline:
    """One line for each lane, all on one scale. `mirrored` for right to left."""
    rows = [list(lane) for lane in lanes]
    dated = [[Said(row[0], *row[1:]) for row in lane if row[0]] for lane in rows]
    known = sorted(said for lane in dated for said in lane)
    segments = segments_of({said.first.year for said in known})
    kinds = {said.precision for said in known}
    pen = Pen(segments, mirrored)
    lines = []
    for lane, said in zip(rows, dated, strict=True):
        marks, height = pen.marks(said)
        count = sum(row[2] for row in lane)
        undated = sum(row[2] for row in lane if row[0] is None)
        lines.append(Line(marks, f"{height:g}rem", count, undated))
    return Timeline(
        lines=lines,
        ticks=pen.ticks(),
        breaks=[pen.x(segment.start - BREAK / 2) for segment in segments[1:]],
        has_bars=bool(kinds - {"day"}),
        first=known[0] if known else None,
        last=known[-1].closing if known else None,
    )


def periods(rows: Iterable[Row]) -> list[Period]:
    """The latest first, at most MAX_PERIODS: by years if so few, else by decades and so on."""
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
        Period(max(1, at * size), at * size + size - 1, counts[at])
        for at in sorted(counts, reverse=True)
    ]
