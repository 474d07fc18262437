"""The lines of a page of a PDF, in the order in which they are read."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from blog.evidence.letters import UNSPACED_RE, clean
from blog.evidence.pdf.content import Fragment
from blog.evidence.pdf.fonts import RIGHT_TO_LEFT_RE

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_MAX_GAP = 2.0  # Between two texts of a line, in font sizes.
_SPACE = 0.15
_SAME_ROW = 0.3
_RAISED = 0.55  # How far a note or an index may be above or below its line.
_MAX_LINES_IN_COLUMNS = 1_000
_MIN_COLUMN_ROWS = 5
_MIN_COLUMN_SHARE = 0.35
_MIN_COLUMN_LETTERS = 12
_MIN_RAISED = 0.12
_MIN_DROP_CAP = 1.7  # Its size, in that of the text.
# A run of other letters, and of digits with their signs, within a text that runs to the left.
_LEFT_TO_RIGHT_RUN_RE = re.compile(
    "(?:[^\\W\\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|\\d)"
    "(?:[^\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]*"
    "(?:[^\\W\\d_\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]|\\d))?"
)
_RIGHT_TO_LEFT_RUN_RE = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc](?:[^\\w]*[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc])*"
)
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


@dataclass(frozen=True, slots=True)
class Line:
    """A line; places are those of `Fragment`."""

    text: str
    start: float
    end: float
    base: float
    size: float
    is_beside: bool = False  # An artifact, or a text in another direction.

    def overlaps(self, other: "Line") -> bool:
        return self.start < other.end and other.start < self.end


def build_lines(fragments: list[Fragment]) -> list[Line]:
    """Return the lines of a page; those in another direction than most are beside the text."""
    lengths: dict[int, int] = {}
    for fragment in fragments:
        lengths[fragment.direction] = lengths.get(fragment.direction, 0) + len(fragment.text)
    direction = max(lengths, key=lambda key: lengths[key], default=0)
    # A file may call all of its text an artifact.
    marked = sum(len(fragment.text) for fragment in fragments if fragment.is_artifact)
    trusts_marks = 2 * marked < sum(lengths.values())
    lines: list[Line] = []
    group: list[Fragment] = []
    for fragment in fragments:
        if group and not _continues(group, fragment):
            _add_line(lines, group, direction, trusts_marks)
            group = []
        group.append(fragment)
    _add_line(lines, group, direction, trusts_marks)
    beside = [line for line in lines if line.is_beside]
    text = _order([line for line in lines if not line.is_beside])
    return _join_drop_caps(_join_rows(text)) + beside


def _continues(group: list[Fragment], fragment: Fragment) -> bool:
    first, last = group[0], group[-1]
    if first.direction != fragment.direction or first.is_artifact != fragment.is_artifact:
        return False
    if first is last and first.text.isupper() and first.size > _MIN_DROP_CAP * fragment.size:
        return len(first.text) > 1
    largest = max(group[-8:], key=lambda each: each.size)
    if abs(fragment.base - largest.base) > _RAISED * max(largest.size, fragment.size):
        return False
    is_as_large = abs(fragment.size - largest.size) < 0.1 * largest.size
    if is_as_large and abs(fragment.base - largest.base) > _SAME_ROW * largest.size:
        return False
    gap = max(fragment.start - last.end, last.start - fragment.end)
    return -0.5 * last.size < gap < _MAX_GAP * max(last.size, fragment.size)


def _add_line(lines: list[Line], group: list[Fragment], direction: int, trusts_marks: bool) -> None:
    if not group:
        return
    ordered = sorted(group, key=lambda fragment: fragment.start)
    largest = max(group, key=lambda fragment: len(fragment.text) * fragment.size)
    text = ordered[0].text
    for before, after in pairwise(ordered):
        has_space = text[-1:].isspace() or after.text[:1].isspace()
        is_gap = after.start - before.end > _SPACE * min(before.size, after.size)
        own = after.text.translate(_SUPERSCRIPTS) if _is_raised(after, largest) else after.text
        text += f" {own}" if is_gap and not has_space else own
    # Soft hyphens stay: `hyphens` decides what they are.
    text = SOFT_HYPHEN.join(map(clean, text.split(SOFT_HYPHEN)))
    text = " ".join(_read_in_order(text).split())
    if not any(map(str.isalnum, text)) and len(text) > 3 or not text:
        return  # A rule or leader drawn with characters.
    line = Line(
        text,
        ordered[0].start,
        max(fragment.end for fragment in group),
        largest.base,
        largest.size,
        group[0].direction != direction or trusts_marks and group[0].is_artifact,
    )
    if lines and replace(line, start=lines[-1].start, end=lines[-1].end) == lines[-1]:
        return  # Drawn twice, so that it looks bold.
    lines.append(line)


def _is_raised(fragment: Fragment, largest: Fragment) -> bool:
    """Return whether a fragment is the mark of a note, or an exponent."""
    height = fragment.base - largest.base
    return fragment.size < 0.85 * largest.size and height > _MIN_RAISED * largest.size


def _read_in_order(text: str) -> str:
    """Return the letters of a line, as drawn from left to right, in the order of reading."""
    to_left = len(RIGHT_TO_LEFT_RE.findall(text))
    if not to_left:
        return text
    others = sum(map(str.isalpha, text)) - to_left
    if to_left < others:
        return _RIGHT_TO_LEFT_RUN_RE.sub(lambda match: match[0][::-1], text)
    reversed_text = text[::-1]
    mirrored = reversed_text.translate(_MIRRORED)
    # Some files name the shapes of brackets, others their meaning.
    if _count_pairs(mirrored) >= _count_pairs(reversed_text):
        reversed_text = mirrored
    return _LEFT_TO_RIGHT_RUN_RE.sub(lambda match: match[0][::-1], reversed_text)


def _count_pairs(text: str) -> int:
    pairs, opened = 0, 0
    for character in text:
        if character in "([{<«":
            opened += 1
        elif character in ")]}>»" and opened:
            opened -= 1
            pairs += 1
    return pairs


def _order(lines: list[Line]) -> list[Line]:
    """Return lines in the order of the file, unless that goes up the page or across columns."""
    if len(lines) > _MAX_LINES_IN_COLUMNS:
        return lines
    down = sum(after.base < before.base for before, after in pairwise(lines))
    up = sum(after.base > before.base for before, after in pairwise(lines))
    if up > max(down, 3):
        lines = sorted(lines, key=lambda line: (-round(line.base), line.start))
    across = [
        (before, after)
        for before, after in pairwise(lines)
        if _is_same_row(before, after)
        and min(len(before.text), len(after.text)) >= _MIN_COLUMN_LETTERS
    ]
    rows = sum(not _is_same_row(before, after) for before, after in pairwise(lines)) + 1
    if len(across) < max(_MIN_COLUMN_ROWS, _MIN_COLUMN_SHARE * rows):
        return lines
    return _read_columns(sorted(lines, key=lambda line: -line.base), across)


def _is_same_row(one: Line, other: Line) -> bool:
    return abs(one.base - other.base) < _SAME_ROW * min(one.size, other.size)


def _read_columns(lines: list[Line], across: list[tuple[Line, Line]]) -> list[Line]:
    """Return lines from the top down, column by column between the lines across all columns, which
    are those above or below both lines of a pair in `across`."""
    ordered: list[Line] = []
    band: list[Line] = []
    for line in lines:
        if any(line.overlaps(left) and line.overlaps(right) for left, right in across):
            ordered += [*_list_columns(band), line]
            band = []
        else:
            band.append(line)
    return ordered + _list_columns(band)


def _list_columns(band: list[Line]) -> list[Line]:
    columns: list[list[Line]] = []
    end = float("-inf")
    for line in sorted(band, key=lambda line: line.start):
        if line.start >= end or not columns:
            columns.append([])
        columns[-1].append(line)
        end = max(end, line.end)
    return [line for column in columns for line in sorted(column, key=lambda line: -line.base)]


def _join_rows(lines: list[Line]) -> list[Line]:
    """Join lines that follow each other on one row, such as the cells of a table."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and _is_same_row(last, line) and line.start >= last.end:
            text = f"{last.text} {line.text}"
            joined[-1] = replace(last, text=text, end=line.end)
        else:
            joined.append(line)
    return joined


def _join_drop_caps(lines: list[Line]) -> list[Line]:
    """Join a large first letter with the line beside it."""
    joined: list[Line] = []
    for line in lines:
        last = joined[-1] if joined else None
        is_beside_letter = (
            last is not None
            and len(last.text) == 1
            and last.text.isupper()
            and last.size > _MIN_DROP_CAP * line.size
            and 0 <= line.start - last.start < 2 * last.size
            and last.base - line.size < line.base < last.base + last.size
            and not UNSPACED_RE.search(line.text)
        )
        if last and is_beside_letter:
            joined[-1] = replace(line, text=last.text + line.text)
        else:
            joined.append(line)
    return joined
