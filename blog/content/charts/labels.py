"""Labels along the horizontal axis: where they are, and which of them have room."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# The narrowest plot on a phone and on a wide screen, and a letter of the labels, in pixels.
NARROW_WIDTH, WIDE_WIDTH = 290, 540
LETTER_WIDTH, GAP = 7, 12
MAX_LETTERS = 20
MAX_OVERHANG = 16  # Of a label in the middle of its position, over the end of the plot.
_DATE_RES = (
    re.compile(r"(?P<year>[12][0-9]{3})(?:-(?P<month>[01][0-9])(?:-(?P<day>[0-3][0-9]))?)?"),
    re.compile(r"(?P<day>[0-3]?[0-9])\.\s?(?P<month>[01]?[0-9])\.\s?(?P<year>[12][0-9]{3})"),
)


@dataclass(frozen=True)
class PlacedLabel:
    """A label at a position from 0 to 1. `anchor` is that of SVG; `is_wide` labels have no room on
    a phone."""

    text: str
    position: float
    anchor: str
    is_wide: bool


def find_dates(labels: Sequence[str]) -> list[int] | None:
    """Return the days of labels that are all years, months or dates in their order, else None."""
    days = []
    for label in labels:
        match = next(filter(None, (pattern.fullmatch(label) for pattern in _DATE_RES)), None)
        if match is None:
            return None
        year, month, day = (int(match[name] or 1) for name in ("year", "month", "day"))
        try:
            days.append(date(year, month, day).toordinal())
        except ValueError:
            return None
    pairs = list(zip(days, days[1:], strict=False))
    return days if all(a < b for a, b in pairs) or all(a > b for a, b in pairs) else None


def spread_points(labels: Sequence[str]) -> list[float]:
    """Return positions from 0 to 1 for the points of a line: dates by their distance in time, the
    earliest first; other labels at equal distances."""
    days = find_dates(labels)
    if days is None or len(days) < 2:
        last = max(len(labels) - 1, 1)
        return [index / last if len(labels) > 1 else 0.5 for index in range(len(labels))]
    first, span = min(days), max(days) - min(days)
    return [(day - first) / span for day in days]


def spread_bands(count: int) -> list[float]:
    """Return the middles of bands of equal width."""
    return [(index + 0.5) / count for index in range(count)]


def place_labels(labels: Sequence[str], positions: Sequence[float]) -> list[PlacedLabel]:
    """Choose labels that do not overlap, on wide screens and, of those, on phones."""
    shortened = [shorten_label(label) for label in labels]
    ordered = sorted(range(len(labels)), key=positions.__getitem__)
    wide = _select(ordered, shortened, positions, WIDE_WIDTH)
    narrow = set(_select(wide, shortened, positions, NARROW_WIDTH))
    return [
        PlacedLabel(
            shortened[i], positions[i], _get_anchor(positions[i], shortened[i]), i not in narrow
        )
        for i in wide
    ]


def shorten_label(label: str, length: int = MAX_LETTERS) -> str:
    """Shorten a label to a number of letters; those of Chinese and Japanese are two wide."""
    if measure_label(label) <= length:
        return label
    shown = ""
    for letter in label:
        if measure_label(shown + letter) > length - 1:
            break
        shown += letter
    return f"{shown.rstrip()}…"


def measure_label(label: str) -> int:
    """Return the width of a label in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in label)


def _select(
    candidates: Sequence[int], labels: Sequence[str], positions: Sequence[float], width: int
) -> list[int]:
    selected = []
    free_from = float("-inf")
    for index in candidates:
        size = measure_label(labels[index]) * LETTER_WIDTH
        anchor = _get_anchor(positions[index], labels[index])
        shift = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
        left = positions[index] * width - size * shift
        if labels[index] and left >= free_from:
            selected.append(index)
            free_from = left + size + GAP
    return selected


def _get_anchor(position: float, label: str) -> str:
    """Return 'middle' unless the label would reach too far over an end of the plot on a phone."""
    half = measure_label(label) * LETTER_WIDTH / 2 - MAX_OVERHANG
    if position * NARROW_WIDTH < half:
        return "start"
    return "end" if (1 - position) * NARROW_WIDTH < half else "middle"
