"""Marks of a timeline: strokes for days, bars for months and years, numbers, ticks."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from blog.common.timeline.scale import DatedCount, Segment

# Percent of the line. Marks in the same slot are merged into one with a count. A slot is 9 px wide
# on a phone, so that marks are distinguishable, and a band has at most forty.
SLOT_WIDTH = 2.5
MIN_BAR_WIDTH = 0.8  # Percent of the line: still visible.
# Percent of the line between labels of the axis. On a phone, '2024' takes 9.
LABEL_SPACING = 11.0
# Months between labels.
STEPS = (3, 6, *(12 * years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)))
# Heights in rem.
MIN_STROKE, MAX_STROKE, NUMBER, BAR, BAND_GAP = 0.75, 1.375, 0.875, 0.875, 0.25
BAND_HEIGHTS = {"day": NUMBER + MAX_STROKE, "month": BAR, "year": BAR}


class Tick(NamedTuple):
    x: str
    day: date
    span: str  # 'month' or 'year': the unit of its label.


class Mark(NamedTuple):
    """A stroke at a day, or a bar for a month or year; `first` and `last` are its dates."""

    kind: str
    x: str
    width: str
    middle: str
    top: str
    bottom: str
    label: str  # Vertical position of its number, '' if it has none.
    quotations: int
    first: date
    last: date


@dataclass
class _Group:
    """Counts merged into one mark; `begin` and `end` are percentages of the line."""

    kind: str
    begin: float
    end: float
    rows: list[DatedCount] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return (self.begin + self.end) / 2

    @property
    def count(self) -> int:
        return sum(row.quotations for row in self.rows)


class Pen:
    """Positions marks and ticks on a scale: days in the top band, months and years below."""

    def __init__(self, segments: list[Segment], mirrored: bool) -> None:
        self.segments = segments
        self.by_year = {
            year: segment for segment in segments for year in range(segment.first, segment.last + 1)
        }
        self.mirrored = mirrored

    def format_x(self, position: float, width: float = 0) -> str:
        """Return the left edge of a box that starts at `position` in the reading direction."""
        return f"{(100 - position - width if self.mirrored else position):.2f}%"

    def measure(self, row: DatedCount) -> tuple[float, float]:
        """Return the start and end position of a date. Both are in the same year."""
        segment = self.by_year[row.first.year]
        first = row.begin
        begin = segment.get_position(first)
        return begin, begin + segment.day * (row.end - first)

    def build_marks(self, rows: list[DatedCount]) -> tuple[list[Mark], float]:
        """Return at most one mark per band and slot, and the height of all bands."""
        merged: dict[tuple[str, float], _Group] = {}
        for row in sorted(rows):
            begin, end = self.measure(row)
            slot = (begin + end) / 2 // SLOT_WIDTH if end - begin < SLOT_WIDTH else -1 - begin
            group = merged.get((row.precision, slot))
            if group is None:
                group = merged[row.precision, slot] = _Group(row.precision, begin, end)
            group.end = end
            group.rows.append(row)
        groups = list(merged.values())
        max_count = max((group.count for group in groups), default=1)
        numbered = _choose_numbered(groups)
        tops, height = _stack_bands({group.kind for group in groups})
        marks = [
            self._build_mark(group, max_count, tops[group.kind], is_numbered=index in numbered)
            for index, group in enumerate(groups)
        ]
        return marks, height

    def _build_mark(self, group: _Group, max_count: int, band: float, is_numbered: bool) -> Mark:
        bottom = band + BAND_HEIGHTS[group.kind]
        if group.kind == "day":
            width = 0.0
            share = (group.count - 1) / max(1, max_count - 1)
            top = bottom - MIN_STROKE - (MAX_STROKE - MIN_STROKE) * share
            label = top - 0.2
        else:
            width = max(group.end - group.begin, MIN_BAR_WIDTH)
            top = band
            label = bottom - 0.15
        return Mark(
            kind=group.kind,
            x=self.format_x(group.middle - width / 2, width),
            width=f"{width:.2f}%",
            middle=self.format_x(group.middle),
            top=f"{top:g}rem",
            bottom=f"{bottom:g}rem",
            label=f"{label:g}rem" if is_numbered else "",
            quotations=group.count,
            first=group.rows[0].first,
            last=group.rows[-1].closing.first,
        )

    def build_ticks(self) -> list[Tick]:
        """Return labels that fit: the start of each segment, then round years or quarters."""
        ticks: list[Tick] = []
        next_free = 0.0
        for segment in self.segments:
            month_width = segment.width / (12 * (segment.last - segment.first + 1))
            step = next((step for step in STEPS if step * month_width >= LABEL_SPACING), STEPS[-1])
            for number in range(12 * segment.first, 12 * (segment.last + 1)):
                if number % step and number != 12 * segment.first:
                    continue
                day = date(number // 12, number % 12 + 1, 1)
                position = segment.get_position(day.toordinal())
                is_first = number == 12 * segment.first
                is_beyond_end = position > 100 - LABEL_SPACING * 0.8
                if position < next_free or (not is_first and is_beyond_end):
                    continue
                ticks.append(Tick(self.format_x(position), day, "month" if number % 12 else "year"))
                next_free = position + LABEL_SPACING
        return ticks


def _stack_bands(kinds: set[str]) -> tuple[dict[str, float], float]:
    """Return the top of each band and the total height. Without any, there is a band of days."""
    tops, height = {}, 0.0
    for kind in BAND_HEIGHTS:
        if kind in (kinds or {"day"}):
            tops[kind] = height
            height += BAND_HEIGHTS[kind] + BAND_GAP
    return tops, height


def _half_width(count: int) -> float:
    """Return half the width of a number on a phone, in percent of the line."""
    return 1.1 * len(str(count)) + 0.4


def _choose_numbered(groups: list[_Group]) -> set[int]:
    """Return the indexes of the groups with a number. If numbers overlap, the largest wins.

    The number of a bar is inside it. Bars that are too short have none.
    """
    placed: dict[str, list[tuple[float, float]]] = defaultdict(list)
    numbered = set()
    for index, group in sorted(enumerate(groups), key=lambda pair: -pair[1].count):
        half = _half_width(group.count)
        fits = group.kind == "day" or group.end - group.begin >= 2 * half
        others = placed[group.kind]
        if (
            group.count > 1
            and fits
            and all(abs(group.middle - middle) >= half + other for middle, other in others)
        ):
            others.append((group.middle, half))
            numbered.add(index)
    return numbered
