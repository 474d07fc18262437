"""How the lines of a pasted article become blocks: what the editor offers before it splits them."""

from dataclasses import dataclass, field
from typing import Any

from blog.extraction.blocks import Article, Block
from blog.extraction.dates import find_date
from blog.extraction.figures import Figure, locate_figures
from blog.extraction.furniture import (
    WEEKDAY_RE,
    Surroundings,
    read_label_names,
    read_surroundings,
)
from blog.extraction.language import detect_language
from blog.extraction.marks import CLOSING, trim_span
from blog.extraction.people import Registry
from blog.extraction.set_off import SetOff, find_set_off

MAX_LINES = 2_000
MAX_CHARACTERS = 300_000
_MARKS = frozenset("".join(CLOSING) + "".join(CLOSING.values()))


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it was pasted; `quote` numbers the block quote that it lies in, 0 for none.

    `links` are pairs of a text and its address.
    """

    text: str
    quote: int = 0
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """The parts of an article; lines are indexes, so that the caller keeps bold and links.

    A block is `{"type": "prose", "line"}`, `{"type": "figure", "alt", "caption", "credit"}` or
    `{"type": "quotation", "lines": [{"line", "from", "to"}], "attribution", "url"}`, whose offsets
    bound the words of each line with their marks; `url` is the link of the attribution or ''.
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
    article, line_of_block = _read_lines(lines)
    around = read_surroundings(article)
    surrounding = [block for block in article.blocks if block.is_used]
    body = [block for block in article.blocks if not block.is_used]
    parts: dict[int, Figure | SetOff] = {}
    for figure, blocks in locate_figures(article):
        parts |= dict.fromkeys(map(id, blocks), figure)
    for quotation in find_set_off(article, detect_language(article.text), Registry()):
        if _is_sure(quotation):
            parts |= dict.fromkeys(map(id, (*quotation.blocks, *quotation.used)), quotation)

    def find_span(start: int, end: int, block: Block) -> dict[str, int]:
        index = line_of_block[id(block)]
        start, end = _with_marks(article.text, start, end, block)
        line_start = block.start - _indent(lines[index])
        return {"line": index, "from": start - line_start, "to": end - line_start}

    arranged: list[dict[str, Any]] = []
    done: set[int] = set()
    for block in body:
        part = parts.get(id(block))
        if part is None:
            arranged.append({"type": "prose", "line": line_of_block[id(block)]})
        elif id(part) not in done:
            done.add(id(part))
            if isinstance(part, Figure):
                arranged.append(_figure_block(part))
            else:
                pairs = zip(part.spans, part.blocks, strict=True)
                _add_quotation(arranged, part, [find_span(*span, own) for span, own in pairs])
    left_out = [block.text for block in surrounding if not _is_shown(block.text, around)]
    return Layout(around.title, around.date, around.labels, arranged, left_out)


def _read_lines(lines: list[Line]) -> tuple[Article, dict[int, int]]:
    """Return the lines as an article, and the index of the line of each block by its identity."""
    article, line_of_block, start = Article("\n".join(line.text for line in lines)), {}, 0
    for index, line in enumerate(lines):
        if text := line.text.strip():
            begin = start + _indent(line)
            tags = ("blockquote",) if line.quote else ()
            block = Block(text, begin, begin + len(text), tags, line.quote, links=line.links)
            article.blocks.append(block)
            line_of_block[id(block)] = index
        start += len(line.text) + 1
    return article, line_of_block


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _is_sure(quotation: SetOff) -> bool:
    """Tell whether more than marks or a block quote says that it is a quotation."""
    return quotation.evidence != "form"


def _is_shown(text: str, around: Surroundings) -> bool:
    """Tell whether the title, the date and the labels say all that a used line says."""
    if text.lstrip("# ") == around.title:
        return True
    rest = read_label_names(text) or text
    found_date = find_date(rest)
    if found_date and found_date.value == around.date:
        rest = rest[: found_date.start] + rest[found_date.end :]
        rest = WEEKDAY_RE.sub("", rest)
    for label in sorted(around.labels, key=len, reverse=True):
        rest = rest.replace(label, " ")
    return not any(map(str.isalnum, rest))


def _figure_block(figure: Figure) -> dict[str, Any]:
    texts = {"caption": figure.caption, "credit": figure.credit}
    return {"type": "figure", "alt": figure.alt or figure.caption} | texts


def _add_quotation(
    blocks: list[dict[str, Any]], quotation: SetOff, spans: list[dict[str, int]]
) -> None:
    """Add a quotation, to the one above if both share an attribution."""
    last = blocks[-1] if blocks else {}
    if quotation.attribution and quotation.attribution == last.get("attribution"):
        last["lines"] += spans
        last["url"] = last["url"] or quotation.url
    else:
        texts = {"attribution": quotation.attribution, "url": quotation.url}
        blocks.append({"type": "quotation", "lines": spans} | texts)


def _with_marks(text: str, start: int, end: int, block: Block) -> tuple[int, int]:
    """Widen the words of a quotation by the marks around them."""
    while start > block.start and (text[start - 1] in _MARKS or text[start - 1].isspace()):
        start -= 1
    while end < block.end and (text[end] in _MARKS or text[end].isspace() or text[end] in ".,"):
        end += 1
    return trim_span(text, start, end)
