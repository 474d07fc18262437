"""How the lines of a pasted article become blocks: what the editor offers before it splits them."""

from dataclasses import dataclass, field
from typing import Any

from blog.extraction.blocks import Article, Block
from blog.extraction.dates import is_date_line
from blog.extraction.figures import Figure, find_figures
from blog.extraction.furniture import Surroundings, read_surroundings
from blog.extraction.language import detect_language
from blog.extraction.marks import CLOSING
from blog.extraction.people import Registry
from blog.extraction.set_off import SetOff, find_set_off

MAX_LINES = 2_000
MAX_CHARACTERS = 300_000
_MARKS = frozenset("".join(CLOSING) + "".join(CLOSING.values()))


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was pasted; `quote` numbers the block quote that it lies in, 0 for none."""

    text: str
    quote: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an article; lines are indexes, so that the caller keeps bold and links.

    A block is `{"type": "prose", "line"}`, `{"type": "figure", "alt", "caption", "credit"}` or
    `{"type": "quotation", "lines": [{"line", "from", "to"}], "attribution"}`, whose offsets bound
    the words of each line with their marks.
    """

    title: str = ""
    date: str = ""
    labels: list[str] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    @property
    def is_recognized(self) -> bool:
        """Tell whether there is anything to offer beside prose."""
        has_parts = any(block["type"] != "prose" for block in self.blocks)
        return has_parts or bool(self.labels) or bool(self.date and self.title)


def lay_out(lines: list[Line]) -> Layout:
    """Return the parts of an article given as its lines. Costs some milliseconds, no query."""
    article, block_of_line = _read_lines(lines)
    around = read_surroundings(article)
    used_around = {id(block) for block in article.blocks if block.is_used}
    figures = find_figures(article)
    figure_blocks = {
        id(block) for block in article.blocks if block.is_used and id(block) not in used_around
    }
    language = detect_language(article.text)
    quotations = [
        quotation
        for quotation in find_set_off(article, language, Registry())
        if _is_sure(quotation)
    ]
    quotation_of_block = {
        id(block): quotation
        for quotation in quotations
        for block in (*quotation.blocks, *quotation.used)
    }
    blocks = _arrange(lines, block_of_line, quotation_of_block, figures, figure_blocks, used_around)
    left_out = [
        block.text
        for block in article.blocks
        if id(block) in used_around and not _is_shown(block.text, around)
    ]
    return Layout(around.title, around.date, around.labels, blocks, left_out)


def _read_lines(lines: list[Line]) -> tuple[Article, list[Block | None]]:
    """Return the lines as an article, and the block of each line that holds any text."""
    article, blocks, start = Article(""), list[Block | None](), 0
    for line in lines:
        text = line.text.strip()
        begin = start + len(line.text) - len(line.text.lstrip())
        block = None
        if text:
            tags = ("blockquote",) if line.quote else ()
            block = Block(text, begin, begin + len(text), tags, line.quote)
            article.blocks.append(block)
        blocks.append(block)
        start += len(line.text) + 1
    article.text = "\n".join(line.text for line in lines)
    return article, blocks


def _is_sure(quotation: SetOff) -> bool:
    """Tell whether more than marks or a block quote says that it is a quotation."""
    return quotation.evidence != "form"


def _is_shown(text: str, around: Surroundings) -> bool:
    """Tell whether a line that was used up is in the title, the date or the labels."""
    return (
        text.lstrip("# ") == around.title
        or is_date_line(text)
        or any(label in text for label in around.labels)
    )


def _arrange(
    lines: list[Line],
    block_of_line: list[Block | None],
    quotation_of_block: dict[int, SetOff],
    figures: list[Figure],
    figure_blocks: set[int],
    used_around: set[int],
) -> list[dict[str, Any]]:
    text = "\n".join(line.text for line in lines)
    starts = {id(block): index for index, block in enumerate(block_of_line) if block}
    arranged: list[dict[str, Any]] = []
    done: set[int] = set()
    remaining = iter(figures)
    for index, block in enumerate(block_of_line):
        if block is None or id(block) in used_around:
            continue
        quotation = quotation_of_block.get(id(block))
        if quotation is not None:
            if id(quotation) not in done:
                done.add(id(quotation))
                arranged.append(_quotation_block(quotation, text, lines, starts))
        elif id(block) in figure_blocks:
            # The second line of a caption repeats the first, or holds its credit.
            if index and block_of_line[index - 1] and id(block_of_line[index - 1]) in figure_blocks:
                continue
            figure = next(remaining, None)
            if figure is not None:
                arranged.append(
                    {
                        "type": "figure",
                        "alt": figure.alt or figure.caption,
                        "caption": figure.caption,
                        "credit": figure.credit,
                    }
                )
        else:
            arranged.append({"type": "prose", "line": index})
    return _merge_neighbours(arranged)


def _quotation_block(
    quotation: SetOff, text: str, lines: list[Line], starts: dict[int, int]
) -> dict[str, Any]:
    offsets, position = [], 0
    for line in lines:
        offsets.append(position)
        position += len(line.text) + 1
    parts = []
    for (start, end), block in zip(quotation.spans, quotation.blocks, strict=False):
        start, end = _with_marks(text, start, end, block)
        index = starts[id(block)]
        parts.append({"line": index, "from": start - offsets[index], "to": end - offsets[index]})
    return {"type": "quotation", "lines": parts, "attribution": quotation.attribution}


def _with_marks(text: str, start: int, end: int, block: Block) -> tuple[int, int]:
    """Widen the words of a quotation by the marks around them."""
    while start > block.start and (text[start - 1] in _MARKS or text[start - 1].isspace()):
        start -= 1
    while end < block.end and (text[end] in _MARKS or text[end].isspace() or text[end] in ".,"):
        end += 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _merge_neighbours(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put quotations below one another under the attribution that they share."""
    merged: list[dict[str, Any]] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if (
            last
            and block["type"] == last["type"] == "quotation"
            and block["attribution"]
            and block["attribution"] == last["attribution"]
        ):
            last["lines"] += block["lines"]
        else:
            merged.append(block)
    return merged
