"""A document's nodes -> its lines, links and headings, each with the block in which it stands."""

from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html

from blog.checks.findings import Text
from blog.common import markup
from blog.content.document import (
    Document,
    FigureNode,
    ProseNode,
    QuotationNode,
)

HEADINGS = {"h2": 2, "h3": 3}
# Each holds one line or several, with a <br> between them.
_LINES = "self::p|self::h2|self::h3|self::li|self::blockquote"


@dataclass(frozen=True)
class Anchor:
    """A link of the prose or of a quotation; `address` is '' where it has none."""

    address: str
    words: str
    at: int
    part: str = ""


@dataclass(frozen=True)
class Heading:
    level: int
    words: str
    at: int


def _element_words(element: lxml.html.HtmlElement) -> str:
    """Its own, and those of what stands within its lines."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "br":
            parts.append("\n")
        elif child.tag not in {"p", "ul", "ol", "li", "blockquote"}:
            parts.append(_element_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


@dataclass(frozen=True)
class Parts:
    texts: list[Text]
    anchors: list[Anchor]
    headings: list[Heading]


def parts_of(document: Document) -> Parts:
    """Reads each block once."""
    parts = Parts([], [], [])
    for number, node in enumerate(document.nodes):
        if isinstance(node, ProseNode):
            _read_prose(node, parts, number)
        elif isinstance(node, QuotationNode):
            _read_quotation(node, parts, number)
        elif isinstance(node, FigureNode):
            _read_figure(node, parts)
    return parts


def _read_prose(node: ProseNode, parts: Parts, number: int) -> None:
    """Plain paragraphs are one run, and so are those of one plain quotation."""
    for at, element in enumerate(markup.elements(node.html), start=node.at):
        if element.tag in HEADINGS:
            heading = Heading(HEADINGS[element.tag], _element_words(element).strip(), at)
            parts.headings.append(heading)
        for line in element.xpath(f"descendant-or-self::*[{_LINES}]"):
            if (words := _element_words(line)).strip():
                run = {"p": (number,), "blockquote": (number, at)}.get(element.tag, ())
                parts.texts.append(Text(words, at, run=run))
        parts.anchors.extend(_anchors(element, at))


def _read_quotation(node: QuotationNode, parts: Parts, number: int) -> None:
    for paragraph in node.paragraphs:
        element = markup.elements(paragraph.html)
        parts.texts.append(Text(_element_words(element), node.at, run=(number,)))
        parts.anchors.extend(_anchors(element, node.at))
    if node.url:
        parts.anchors.append(Anchor(node.url, node.url, node.at, "url"))
    if node.attribution:
        parts.texts.append(Text(node.attribution, node.at, "attribution"))


def _read_figure(node: FigureNode, parts: Parts) -> None:
    for name in ("caption", "alt", "credit"):
        if words := getattr(node, name):
            parts.texts.append(Text(words, node.at, name))
    for name, address in (("licence", node.licence_url), ("original", node.original_url)):
        if address:
            parts.anchors.append(Anchor(address, address, node.at, name))


def _anchors(element: lxml.html.HtmlElement, at: int) -> Iterator[Anchor]:
    for anchor in element.iterfind(".//a"):
        yield Anchor((anchor.get("href") or "").strip(), anchor.text_content(), at)
