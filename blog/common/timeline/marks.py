"""What is drawn on the line: strokes for days, bars for months and years, numbers, ticks."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from blog.common.timeline.scale import Said, Segment

# Marks nearer than this share of the line are one mark with a count: 9 px on a phone, where an eye
# tells them apart. So a band has forty at most, however much somebody said.
SLOT = 2.5
SHORTEST = 0.8  # of a bar, that it is still to be seen
# From one label of the axis to the next: '2024' is 9 % of the line on a phone.
LABEL = 11.0
STEPS = (3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)))
# In rem: the strokes of one quotation and of the most, the number over them, a bar.
STROKE, TALLEST, NUMBER, BAR, BETWEEN = 0.75, 1.375, 0.875, 0.875, 0.25
HEIGHTS = {"day": NUMBER + TALLEST, "month": BAR, "year": BAR}


class Tick(NamedTuple):
    x: str
    day: date
    span: str  # 'month' or 'year': what its label says


class Mark(NamedTuple):
    """A stroke at a day, or a bar as long as what is known; `first` and `last` where several."""

    kind: str
    x: str
    width: str
    middle: str
    top: str
    bottom: str
    label: str  # How low its number stands, '' where it has none or no room for it.
    quotations: int
    first: date
    last: date


@dataclass
class _Group:
    """What is one mark: from where to where it reaches, in shares of the line."""

    kind: str
    begin: float
    end: float
    rows: list[Said] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.begin + self.end) / 2

    @property
    def count(self) -> int:
        return sum(said.quotations for said in self.rows)


class Pen:
    """Positions on one scale: days in the first band, months and years in bands below it."""

    def __init__(self, segments: list[Segment], mirrored: bool) -> None:
        self.segments = segments
        self.by_year = {
            year: segment for segment in segments for year in range(segment.first, segment.last + 1)
        }
        self.mirrored = mirrored

    def x(self, share: float, width: float = 0) -> str:
        """The left end of what begins at `share` in the direction of reading."""
        return f"{(100 - share - width if self.mirrored else share):.2f}%"

    def span(self, said: Said) -> tuple[float, float]:
        """From where to where; what is known of a date lies within one year."""
        segment = self.by_year[said.first.year]
        first = said.begin
        begin = segment.at(first)
        return begin, begin + segment.day * (said.end - first)

    def marks(self, rows: list[Said]) -> tuple[list[Mark], float]:
        """At most one for each band and slot, and how high the bands are together."""
        merged: dict[tuple[str, float], _Group] = {}
        for said in sorted(rows):
            begin, end = self.span(said)
            slot = (begin + end) / 2 // SLOT if end - begin < SLOT else -1 - begin
            group = merged.get((said.precision, slot))
            if group is None:
                group = merged[said.precision, slot] = _Group(said.precision, begin, end)
            group.end = end
            group.rows.append(said)
        groups = list(merged.values())
        most = max((group.count for group in groups), default=1)
        numbered = _with_room(groups)
        tops, height = _bands({group.kind for group in groups})
        marks = [
            self._mark(group, most, tops[group.kind], is_numbered=index in numbered)
            for index, group in enumerate(groups)
        ]
        return marks, height

    def _mark(self, group: _Group, most: int, band: float, is_numbered: bool) -> Mark:
        bottom = band + HEIGHTS[group.kind]
        if group.kind == "day":
            width = 0.0
            share = (group.count - 1) / max(1, most - 1)
            top = bottom - STROKE - (TALLEST - STROKE) * share
            label = top - 0.2
        else:
            width = max(group.end - group.begin, SHORTEST)
            top = band
            label = bottom - 0.15
        return Mark(
            kind=group.kind,
            x=self.x(group.middle - width / 2, width),
            width=f"{width:.2f}%",
            middle=self.x(group.middle),
            top=f"{top:g}rem",
            bottom=f"{bottom:g}rem",
            label=f"{label:g}rem" if is_numbered else "",
            quotations=group.count,
            first=group.rows[0].first,
            last=group.rows[-1].closing.first,
        )

    def ticks(self) -> list[Tick]:
        """Labels that have room: of each segment its beginning, then round years or quarters."""
        found: list[Tick] = []
        free = 0.0
        for segment in self.segments:
            month = segment.width / (12 * (segment.last - segment.first + 1))
            step = next((step for step in STEPS if step * month >= LABEL), STEPS[-1])
            for number in range(12 * segment.first, 12 * (segment.last + 1)):
                if number % step and number != 12 * segment.first:
                    continue
                day = date(number // 12, number % 12 + 1, 1)
                share = segment.at(day.toordinal())
                is_first = number == 12 * segment.first
                if share < free or (not is_first and share > 100 - LABEL * 0.8):
                    continue
                found.append(Tick(self.x(share), day, "month" if number % 12 else "year"))
                free = share + LABEL
        return found


def _bands(kinds: set[str]) -> tuple[dict[str, float], float]:
    """Where each band begins, and where the last one ends. Without any, there is one of days."""
    tops, height = {}, 0.0
    for kind in HEIGHTS:
        if kind in (kinds or {"day"}):
            tops[kind] = height
            height += HEIGHTS[kind] + BETWEEN
    return tops, height


def _half(count: int) -> float:
    """Half the width of a number on a phone."""
    return 1.1 * len(str(count)) + 0.4


def _with_room(groups: list[_Group]) -> set[int]:
    """Indexes of those whose number is written: of numbers that would meet, the largest.

    A bar has its number inside and has none where it is too short for it.
    """
    taken: dict[str, list[tuple[float, float]]] = defaultdict(list)
    found = set()
    for index, group in sorted(enumerate(groups), key=lambda pair: -pair[1].count):
        half = _half(group.count)
        fits = group.kind == "day" or group.end - group.begin >= 2 * half
        others = taken[group.kind]
        if (
            group.count > 1
            and fits
            and all(abs(group.middle - at) >= half + other for at, other in others)
        ):
            others.append((group.middle, half))
            found.add(index)
    return found
