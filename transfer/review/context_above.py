"""Describe the element directly above a quotation."""

import re

from lxml.html import HtmlElement

from blog.content.document import Document
from blog.content.document.nodes import ProseNode, QuotationNode
from blog.extraction.dates import WEEKDAY_RE
from blog.extraction.line_dates import TIME_RE, take_date
from lib.urls import is_web_url
from transfer.review.lines import DocumentLines, read_line

# What `describe_above` returns, the most telling first.
FORMS_ABOVE = (
    "date", "heading", "bold", "italic", "colon", "linked", "line", "prose", "quote", "nothing",
)  # fmt: skip
MAX_LINE_LENGTH = 100
_END_LENGTH = 20  # Of a text, where the marks at its end are looked for.
_HEADINGS = ("h2", "h3", "h4")
# Closing marks, and numbers of notes: 'It rained.[3]'
_TAIL = r"(?:\[\d+\]|\W)*$"
# Also of Chinese and Armenian; ':-)' is a face.
_COLON_RE = re.compile(rf"[:：՝](?!-?[()]){_TAIL}")
_SENTENCE_END_RE = re.compile(rf"[.!?…。！？؟।։۔]{_TAIL}")
# An initial or an abbreviation behind a name ends no sentence: 'Jane D.', 'Jane Doe Jr.'
_ABBREVIATION_RE = re.compile(
    rf"\b(?:[^\W\d_]|Ave|Bros|Co|Corp|Dr|Esq|Inc|Jr|Ltd|Rd|Sr|St)\.{_TAIL}"
)


def find_element_above(
    document: Document, lines: DocumentLines, node: int, first: int
) -> HtmlElement | QuotationNode | None:
    """Return the element or quotation directly above an element of prose.

    Elements without text are skipped; None above the first, and below a rule, a line of marks such
    as '***', a picture or the like.
    """
    elements = list(lines.roots[node])[:first]
    while True:
        for element in reversed(elements):
            text = read_line(element).strip()
            if element.tag == "hr" or (text and not re.search(r"\w", text)):
                return None
            if text:
                return element
        node -= 1
        if node < 0:
            return None
        above = document.nodes[node]
        if not isinstance(above, ProseNode):
            return above if isinstance(above, QuotationNode) else None
        elements = list(lines.roots[node])


def describe_above(element: HtmlElement | QuotationNode | None) -> str:
    """Return the form of what stands above a quotation, one of FORMS_ABOVE.

    A line that is only a date is 'date' in whatever form; 'linked' is a text with a link to another
    page, which is often the one that is quoted; 'line' is a short text that is no sentence; lists,
    tables and listings are 'prose'.
    """
    if element is None:
        return "nothing"
    if isinstance(element, QuotationNode) or element.tag == "blockquote":
        return "quote"
    text = " ".join(read_line(element).split())
    if element.tag != "p" and element.tag not in _HEADINGS:
        return "prose"
    if is_date(text):
        return "date"
    if element.tag in _HEADINGS:
        return "heading"
    if is_all_in(element, "strong"):
        return "bold"
    if is_all_in(element, "em"):
        return "italic"
    if ends_in_colon(text):
        return "colon"
    if any(is_web_url(link.get("href", "")) for link in element.iter("a")):
        return "linked"
    return "prose" if len(text) > MAX_LINE_LENGTH or ends_sentence(text) else "line"


def ends_in_colon(text: str) -> bool:
    """Return whether a text ends in a colon, or in one before closing marks or a note's number."""
    return bool(_COLON_RE.search(text[-_END_LENGTH:]))


def ends_sentence(text: str) -> bool:
    """Return whether a text ends in the full stop or another mark at the end of a sentence."""
    end = text[-_END_LENGTH:]
    return bool(_SENTENCE_END_RE.search(end)) and not _ABBREVIATION_RE.search(end)


def is_date(text: str) -> bool:
    """Return whether a line is only a date, with or without its weekday and time."""
    if len(text) > MAX_LINE_LENGTH:
        return False
    date, _place, rest = take_date(text)
    rest = WEEKDAY_RE.sub("", TIME_RE.sub("", rest))
    return bool(date) and not re.search(r"\w", rest)


def is_all_in(element: HtmlElement, tag: str) -> bool:
    """Return whether all words of an element are in elements of one tag, footnotes excepted."""
    texts = [element.text]
    for child in element:
        is_covered = child.tag in (tag, "small") or is_all_in(child, tag)
        texts += [None if is_covered else "x", child.tail]
    return not re.search(r"\w", " ".join(filter(None, texts)))
