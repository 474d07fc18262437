"""The lines of a page as an author reads them beside a post, with its quotations marked."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from blog.evidence.decoding import decode, find_html_part, is_mhtml, unpack
from blog.evidence.letters import clean
from blog.evidence.page_text import MAX_TEXT_LENGTH, PageText
from blog.extraction.blocks import Block, parse_html
from blog.extraction.layout import MAX_CHARACTERS, MAX_LINES, Line, lay_out

MAX_PDF_LINES = 10_000
_HEADINGS = ("h1", "h2", "h3", "h4")
_BESIDE = ("nav", "aside", "footer", "form", "dialog", "menu")


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line; `is_beside` if it is probably no part of the article, such as a menu."""

    text: str
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class MarkedQuotation:
    """A quotation of the page. Each span is a line, and two offsets of characters in it."""

    spans: tuple[tuple[int, int, int], ...]
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where the text of a PDF goes on from another page: a line, an offset in it, and the label of
    the page."""

    line: int
    start: int
    label: str


def list_lines(
    page: PageText, content: bytes, charset: str, *, is_html: bool
) -> tuple[list[PageLine], list[MarkedQuotation]]:
    """Return the first lines of a page with letters, and the quotations in those of the article. Of
    a PDF all lines are returned, but quotations are found in the first MAX_CHARACTERS only.

    `content` is what the page was read from: its markup shows what is a block quote or a heading.
    Untrusted; call it in a process with limits.
    """
    blocks = _read_blocks(content, charset) if is_html else {}
    lines: list[PageLine] = []
    for_layout: list[tuple[int, Line]] = []
    length = 0
    for text, block, is_beside in _iterate(page, blocks):
        length += len(text)
        is_marked = length <= MAX_CHARACTERS and len(lines) < MAX_LINES
        if not is_beside and is_marked:
            tags, quote = (block.tags, block.quote) if block else ((), 0)
            links = block.links if block else ()
            for_layout.append((len(lines), Line(text, quote, links, tags)))
        lines.append(PageLine(text, is_beside))
    layout = lay_out([line for _, line in for_layout], only_quotations=True)
    numbers = [number for number, _ in for_layout]
    return lines, list(_list_quotations(layout.blocks, numbers))


def find_limits(*, is_pdf: bool) -> tuple[int, int]:
    """Return how many lines and characters of a page are shown. A document is long, and its reader
    may look for page 200."""
    return (MAX_PDF_LINES, MAX_TEXT_LENGTH) if is_pdf else (MAX_LINES, MAX_CHARACTERS)


def list_page_starts(page: PageText, count: int) -> list[PageStart]:
    """Return the starts of a PDF's pages in its first `count` lines."""
    starts: list[PageStart] = []
    remaining = deque(page.page_starts)
    position, number = 0, 0
    for line in page.text.split("\n"):
        end = position + len(line)
        blank = len(line) - len(line.lstrip())
        while remaining and remaining[0][0] <= end:
            offset, label = remaining.popleft()
            starts.append(PageStart(number, max(0, offset - position - blank), label))
        position = end + 1
        number += bool(line.strip())
    return [start for start in starts if start.line < count]


def _iterate(
    page: PageText, blocks: dict[str, deque[Block]]
) -> Iterator[tuple[str, Block | None, bool]]:
    """Yield each line with its block, if the markup has one, and whether it is beside the text."""
    main, position, count, length = page.main_text, 0, 0, 0
    heading: tuple[str, Block | None, bool] | None = None
    max_lines, max_characters = find_limits(is_pdf=page.is_pdf)
    for line in page.text.split("\n"):
        is_beside = not main[position : position + len(line)].strip()
        position += len(line) + 1
        text = line.strip()
        if not text:
            continue
        count, length = count + 1, length + len(text)
        if count > max_lines or length > max_characters:
            break
        same = blocks.get(_key(text))
        block = same.popleft() if same else None
        if heading:
            # A heading is part of the article if what follows it is.
            yield heading[0], heading[1], is_beside and heading[2]
            heading = None
        if is_beside and block and not block.is_in(*_BESIDE):
            if block.tag in _HEADINGS:
                heading = (text, block, block.tag != "h1")
                continue
            is_beside = not block.quote
        yield text, block, is_beside
    if heading:
        yield heading


def _read_blocks(content: bytes, charset: str) -> dict[str, deque[Block]]:
    """Return the blocks of HTML by their text, as `extraction` reads them."""
    content = unpack(content)
    if is_mhtml(content):
        content, charset = find_html_part(content)
    blocks: dict[str, deque[Block]] = defaultdict(deque)
    for block in parse_html(decode(content, charset)).blocks:
        blocks[_key(clean(block.text))].append(block)
    return dict(blocks)


def _key(text: str) -> str:
    return " ".join(text.split())


def _list_quotations(blocks: list[dict[str, Any]], numbers: list[int]) -> Iterator[MarkedQuotation]:
    """Yield the quotations of a layout; `numbers` are the page's, of the lines that it has."""
    for block in blocks:
        if block["type"] == "quotation":
            yield _mark(block, block["lines"], numbers)
        elif block["type"] == "prose":
            for passage in block["inline"]:
                yield _mark(passage, [passage | {"line": block["line"]}], numbers)


def _mark(
    credit: dict[str, Any], spans: list[dict[str, int]], numbers: list[int]
) -> MarkedQuotation:
    return MarkedQuotation(
        tuple((numbers[span["line"]], span["from"], span["to"]) for span in spans),
        credit["attribution"],
    )
