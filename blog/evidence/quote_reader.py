"""Read a page for an author in a process of its own: its text in lines, and its quotations."""

from dataclasses import dataclass, field
from typing import Any

from blog.evidence.page_reader import (
    PageRefusedError,
    ReadPage,
    check_text,
    exchange,
    parse_page,
    run_module,
)
from blog.evidence.quote_lines import MarkedQuotation, PageLine, PageStart, find_limits

MAX_SECONDS = 25  # An author waits.
MAX_LABEL_LENGTH = 20
MAX_ATTRIBUTION_LENGTH = 500
MAX_QUOTATIONS = 1_000


@dataclass(frozen=True)
class QuotableText:
    """`address` is the URL that the page says it is from, or ''."""

    page: ReadPage
    lines: list[PageLine]
    quotations: list[MarkedQuotation]
    address: str = ""
    page_starts: list[PageStart] = field(default_factory=list)  # Of a PDF.

    @property
    def is_cut(self) -> bool:
        """Return whether the page has more text than its lines here."""
        count = sum(bool(line.strip()) for line in self.page.text.split("\n"))
        return self.page.is_cut or count > len(self.lines)


def read(content: bytes, charset: str = "", is_html: bool | None = None) -> QuotableText:
    """Read a page. Raises PageRefusedError for any content.

    The reply is validated, as that of `page_reader.read`.
    """
    reply = exchange(content, {"quotations": [], "charset": charset, "is_html": is_html}, _run)
    try:
        page = parse_page(reply, 0)
        lines = [
            PageLine(check_text(text, None), beside is True) for text, beside in reply["lines"]
        ]
        page_starts = [_parse_start(row, lines) for row in reply["page_starts"]]
        max_lines, max_characters = find_limits(is_pdf=bool(page_starts))
        if len(lines) > max_lines or sum(len(line.text) for line in lines) > max_characters:
            raise ValueError("too many lines")
        address = check_text(reply["address"], None)
        quotations = [_parse_quotation(row, lines) for row in reply["quotations"][:MAX_QUOTATIONS]]
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise PageRefusedError(str(error)) from error
    return QuotableText(page, lines, quotations, address, page_starts)


def _run(source: int, target: int) -> int:
    return run_module("blog.evidence.quote_process", source, target, MAX_SECONDS)


def _parse_quotation(row: Any, lines: list[PageLine]) -> MarkedQuotation:
    spans, attribution = row
    return MarkedQuotation(
        tuple(_parse_span(span, lines) for span in spans),
        " ".join(check_text(attribution, None).split())[:MAX_ATTRIBUTION_LENGTH],
    )


def _parse_start(row: Any, lines: list[PageLine]) -> PageStart:
    line, start, label = row
    if type(line) is not int or type(start) is not int:
        raise TypeError("not a place in a line")
    if not (0 <= line < len(lines) and 0 <= start <= len(lines[line].text)):
        raise ValueError("not a place in a line")
    return PageStart(line, start, check_text(label, MAX_LABEL_LENGTH))


def _parse_span(span: Any, lines: list[PageLine]) -> tuple[int, int, int]:
    if any(type(number) is not int for number in span):
        raise TypeError("not a place in a line")
    line, start, end = span
    if not (0 <= line < len(lines) and 0 <= start < end <= len(lines[line].text)):
        raise ValueError("not a place in a line")
    return line, start, end
