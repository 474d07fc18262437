"""The paragraphs of a PDF: lines that belong together, also across columns and pages."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from blog.evidence.pdf.hyphens import Hyphenation
from blog.evidence.pdf.lines import SOFT_HYPHEN, Line

_SAME_SIZE = 0.08
_DEFAULT_LEADING = 1.25  # Between two lines, in font sizes.
_MAX_LEADING = 3.2
_MORE_THAN_LEADING = 1.18
_INDENT = 0.8
_MAX_CHARACTERS = 20_000  # Of a paragraph on one page: more is a table or a damaged file.
_MAX_LINES = 2_000
_MARGIN_LINES = 30  # That show where the right margin of a column is.
_MAX_BETWEEN = 12  # Paragraphs, such as notes, between two halves of one.
_STOP_RE = re.compile(r"[.!?:;…。！？।؟][\"'”’»)\]]*\d{0,3}$")
_ITEM_RE = re.compile(r"[•●▪■◦‣–—*·]\s|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]\s|\[\d{1,3}\]\s")


@dataclass(slots=True)
class Paragraph:
    """`pages` has the number of the page of each line."""

    lines: list[Line]
    pages: list[int] = field(default_factory=list)
    is_beside: bool = False

    @property
    def last(self) -> Line:
        return self.lines[-1]


class Setting:
    """How the lines of a file are set: distances by size, and margins by column."""

    def __init__(self, pages: list[list[Line]]) -> None:
        distances: dict[int, Counter[float]] = defaultdict(Counter)
        for lines in pages:
            for above, below in pairwise(lines):
                ratio = (above.base - below.base) / below.size
                if _is_same_size(above, below) and 0.8 < ratio < _MAX_LEADING:
                    distances[round(below.size)][round(ratio, 1)] += 1
        self.leadings = {size: each.most_common(1)[0][0] for size, each in distances.items()}

    def is_next(self, above: Line, below: Line) -> bool:
        """Return whether a line is directly below another one, in the same size."""
        leading = self.leadings.get(round(below.size), _DEFAULT_LEADING) + 0.1
        distance = (above.base - below.base) / below.size
        return (
            _is_same_size(above, below)
            and above.overlaps(below)
            and 0.5 < distance <= _MORE_THAN_LEADING * leading
        )


def list_paragraphs(
    pages: list[list[Line]], running: list[set[int]], setting: Setting
) -> list[Paragraph]:
    """Return the paragraphs of all pages. Lines beside the text, and those at the indexes in
    `running`, are paragraphs of their own, before those of their page."""
    paragraphs: list[Paragraph] = []
    for number, (lines, repeated) in enumerate(zip(pages, running, strict=True)):
        beside = [
            Paragraph([line], [number], is_beside=True)
            for index, line in enumerate(lines)
            if line.is_beside or index in repeated
        ]
        text = [
            line for index, line in enumerate(lines) if not line.is_beside and index not in repeated
        ]
        own = [Paragraph(each, [number] * len(each)) for each in _split(text, setting)]
        paragraphs += beside
        for paragraph in own:
            if not _join_to_first_half(paragraphs, paragraph):
                paragraphs.append(paragraph)
    return paragraphs


def _split(lines: list[Line], setting: Setting) -> Iterator[list[Line]]:
    """Yield the lines of each paragraph of a page."""
    flow: list[Line] = []
    for line in lines:
        if flow and not setting.is_next(flow[-1], line):
            yield from _split_flow(flow)
            flow = []
        flow.append(line)
    if flow:
        yield from _split_flow(flow)


def _split_flow(flow: list[Line]) -> Iterator[list[Line]]:
    """Yield the paragraphs of lines that follow each other at the same distance."""
    left = sorted(line.start for line in flow)[len(flow) // 10]
    right = sorted(line.end for line in flow)[-1 - len(flow) // 10]
    paragraph: list[Line] = []
    length = 0
    for line in flow:
        if paragraph and (
            _begins_paragraph(paragraph, line, left, right) or length > _MAX_CHARACTERS
        ):
            yield paragraph
            paragraph, length = [], 0
        paragraph.append(line)
        length += len(line.text)
    yield paragraph


def _begins_paragraph(paragraph: list[Line], line: Line, left: float, right: float) -> bool:
    last = paragraph[-1]
    if line.text[0].islower() and not _ITEM_RE.match(line.text):
        return False
    if _ITEM_RE.match(line.text):
        return True
    is_short = _is_ended_early(last, line, right)
    is_stop = bool(_STOP_RE.search(last.text))
    is_indented = (
        line.start - left > _INDENT * line.size and line.start - last.start > _INDENT * line.size
    )
    if is_indented and (is_stop or is_short):
        return True
    if last.text.endswith(("-", SOFT_HYPHEN)):
        return False
    is_block = len(paragraph) > 1 and abs(paragraph[-2].start - last.start) < 1
    if is_block and last.start - line.start > _INDENT * line.size and is_stop:
        return True  # The text after an indented quotation.
    return is_short


def _is_ended_early(last: Line, line: Line, right: float) -> bool:
    """Return whether the next line's first word had room at the end of a line."""
    word = line.text.split(" ", 1)[0]
    width = (line.end - line.start) * (len(word) + 1) / max(len(line.text), 1)
    return last.end + width < right - 0.3 * line.size


def _join_to_first_half(paragraphs: list[Paragraph], second: Paragraph) -> bool:
    """Join a paragraph to one that ends in the middle of a sentence at the end of another column
    or page; return whether it was."""
    line = second.lines[0]
    for first in reversed(paragraphs[-_MAX_BETWEEN:]):
        last = first.last
        if first.is_beside or _is_smaller(last, line):
            continue  # A header, or a note at the foot of the page.
        if not _is_same_size(last, line) or len(first.lines) > _MAX_LINES:
            return False
        is_below = first.pages[-1] == second.pages[0] and last.base > line.base
        if is_below or first.pages[-1] < second.pages[0] - 1 or _ITEM_RE.match(line.text):
            return False
        is_divided = last.text.endswith(("-", SOFT_HYPHEN)) and line.text[0].islower()
        begins_small = line.text[0].islower()
        right = max(each.end for each in first.lines[-_MARGIN_LINES:])
        is_full = len(first.lines) > 1 and last.end >= right - 3 * last.size
        if is_divided or not _STOP_RE.search(last.text) and (begins_small or is_full):
            first.lines += second.lines
            first.pages += second.pages
            return True
        return False
    return False


@dataclass(slots=True)
class WrittenParagraph:
    """A text, the offset at which each of its pages begins in it, and those of the second halves of
    words that may have a hyphen."""

    text: str
    starts: dict[int, int]
    divisions: list[int]


def write_paragraph(paragraph: Paragraph, hyphenation: Hyphenation) -> WrittenParagraph:
    parts: list[str] = []
    starts: dict[int, int] = {}
    divisions: list[int] = []
    length, is_doubtful = 0, False
    following = [line.text for line in paragraph.lines[1:]]
    for line, page, after in zip_longest(paragraph.lines, paragraph.pages, following):
        starts.setdefault(page, length)
        if is_doubtful:
            divisions.append(length)
        if after is None:
            part, is_doubtful = hyphenation.write(line.text), False
        else:
            part, is_doubtful = hyphenation.finish(line.text, after)
        parts.append(part)
        length += len(part)
    return WrittenParagraph("".join(parts), starts, divisions)


def _is_same_size(one: Line, other: Line) -> bool:
    return abs(one.size - other.size) <= _SAME_SIZE * max(one.size, other.size)


def _is_smaller(one: Line, other: Line) -> bool:
    return one.size < (1 - _SAME_SIZE) * other.size
