"""Lines that are repeated at the top or bottom of pages: headers, footers, page numbers."""

import re
from collections import Counter

from blog.evidence.pdf.lines import Line

_ZONE = 3  # Rows at the top, and at the bottom, that may be repeated.
_MAX_LENGTH = 200
_TOLERANCE = 4.0  # Points by which the place of a repeated line may differ.
_MIN_PAGES = 3
_MIN_SHARE_OF_FEW = 0.6  # Of up to five pages.
_NUMBER_RE = re.compile(r"\d+|(?<![^\W\d_])[ivxlc]{1,7}(?![^\W\d_])", re.IGNORECASE)
_Key = tuple[str, int]


def find_running(pages: list[list[Line]]) -> list[set[int]]:
    """Return for each page the indexes of its lines that other pages have in the same place, but
    for their numbers."""
    zones = [_list_zone(lines) for lines in pages]
    counts: Counter[_Key] = Counter()
    for lines, zone in zip(pages, zones, strict=True):
        counts.update({key for index in zone for key in _list_keys(lines[index])})
    least = min(_MIN_PAGES, max(2, round(_MIN_SHARE_OF_FEW * len(pages))))
    return [
        {
            index
            for index in zone
            if len(pages) > 1 and any(counts[key] >= least for key in _list_keys(lines[index]))
        }
        for lines, zone in zip(pages, zones, strict=True)
    ]


def _list_zone(lines: list[Line]) -> list[int]:
    """Return the indexes of the lines in the first and last rows of a page."""
    text = [index for index, line in enumerate(lines) if not line.is_beside]
    rows = sorted({round(lines[index].base) for index in text})
    edge = {*rows[:_ZONE], *rows[-_ZONE:]}
    return [
        index
        for index in text
        if round(lines[index].base) in edge and len(lines[index].text) <= _MAX_LENGTH
    ]


def _list_keys(line: Line) -> list[_Key]:
    """Return what a line is repeated by: its text without numbers, near its place."""
    text = _NUMBER_RE.sub("#", line.text).casefold()
    place = round(line.base / _TOLERANCE)
    return [(text, place), (text, place + 1)]
