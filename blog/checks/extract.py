"""Extract the lines, links and headings of a document, each with the index of its block."""

from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from blog.checks.findings import Text
from blog.common import markup
from blog.content.document import (
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    ProseNode,
    QuotationNode,
)
from lib.urls import is_web_url

HEADING_LEVELS = {"h2": 2, "h3": 3, "h4": 4}
# Each contains one line or several, separated by <br>.
_LINE_TAGS = ("p", "h2", "h3", "h4", "li", "blockquote", "td", "th", "caption", "small", "dt", "dd")


@dataclass(frozen=True)
class Anchor:
    """A link in prose or in a quotation; `url` is '' where it has none."""

    url: str
    text: str
    element_index: int
    part: str = ""


@dataclass(frozen=True)
class Heading:
    level: int
    text: str
    element_index: int


def _get_text(element: lxml.html.HtmlElement) -> str:
    """Return the text of an element and its inline children; <br> is a line break."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag == "code":  # No rule of typography applies to its signs.
            parts.append("".join(filter(str.isalnum, _get_text(child))))
        elif child.tag not in {"p", "ul", "ol", "li", "blockquote", "table", "small", "dl"}:
            parts.append(_get_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


@dataclass(frozen=True)
class Parts:
    texts: list[Text]
    anchors: list[Anchor]
    headings: list[Heading]


def extract_parts(document: Document) -> Parts:
    parts = Parts([], [], [])
    for number, node in enumerate(document.nodes):
        if isinstance(node, ProseNode):
            _read_prose(node, parts, number)
        elif isinstance(node, QuotationNode):
            _read_quotation(node, parts, number)
        elif isinstance(node, FigureNode):
            _read_figure(node, parts)
        elif isinstance(node, GalleryNode):
            for figure in node.figures:
                _read_figure(figure, parts)
        elif isinstance(node, EmbedNode):
            _read_embed(node, parts)
        elif isinstance(node, FileNode):
            _read_file(node, parts)
    return parts


def _read_prose(node: ProseNode, parts: Parts, number: int) -> None:
    """Neighbouring paragraphs are one run, and so are those of one <blockquote>."""
    for index, element in enumerate(markup.parse_fragment(node.html), start=node.element_index):
        if element.tag in HEADING_LEVELS:
            heading = Heading(HEADING_LEVELS[element.tag], _get_text(element).strip(), index)
            parts.headings.append(heading)
        for line in element.iter(*_LINE_TAGS):
            if (text := _get_text(line)).strip():
                run = {"p": (number,), "blockquote": (number, index)}.get(element.tag, ())
                parts.texts.append(Text(text, index, run=run))
        parts.anchors.extend(_find_anchors(element, index))
        if element.get("data-chart") is not None:
            _read_chart(element, parts, index)
    for quotation in node.quotations:
        _read_credit(quotation, parts)


def _read_chart(table: lxml.html.HtmlElement, parts: Parts, index: int) -> None:
    for name in ("unit", "description", "credit"):
        if text := table.get(f"data-{name}", ""):
            parts.texts.append(Text(text, index, name))
    if is_web_url(url := table.get("data-credit-url", "")):
        parts.anchors.append(Anchor(url, url, index, "creditUrl"))


def _read_quotation(node: QuotationNode, parts: Parts, number: int) -> None:
    for paragraph in node.paragraphs:
        element = markup.parse_fragment(paragraph.html)
        parts.texts.append(Text(_get_text(element), node.element_index, run=(number,)))
        parts.anchors.extend(_find_anchors(element, node.element_index))
    _read_credit(node, parts)


def _read_credit(node: QuotationNode, parts: Parts) -> None:
    if node.url:
        parts.anchors.append(Anchor(node.url, node.url, node.element_index, "url"))
    if node.attribution:
        parts.texts.append(Text(node.attribution, node.element_index, "attribution"))


def _read_figure(node: FigureNode, parts: Parts) -> None:
    for name in ("caption", "alt", "credit"):
        if text := getattr(node, name):
            parts.texts.append(Text(text, node.element_index, name))
    for name, url in (("licence", node.licence_url), ("original", node.original_url)):
        if url:
            parts.anchors.append(Anchor(url, url, node.element_index, name))


def _read_embed(node: EmbedNode, parts: Parts) -> None:
    for name in ("title", "caption"):
        if text := getattr(node, name):
            parts.texts.append(Text(text, node.element_index, name))
    if not node.post:
        parts.anchors.append(Anchor(node.url, node.url, node.element_index, "url"))


def _read_file(node: FileNode, parts: Parts) -> None:
    for name in ("title", "caption", "credit"):
        if text := getattr(node, name):
            parts.texts.append(Text(text, node.element_index, name))
    for line in filter(None, node.transcript.split("\n")):
        parts.texts.append(Text(line, node.element_index, "transcript"))


def _find_anchors(element: lxml.html.HtmlElement, element_index: int) -> Iterator[Anchor]:
    for anchor in element.iterfind(".//a"):
        url = (anchor.get("href") or "").strip()
        yield Anchor(url, anchor.text_content(), element_index)
