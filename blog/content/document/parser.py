"""Parse the editor's HTML into nodes. Never raises, whatever the HTML contains."""

import re
from collections.abc import Callable

import lxml.html

from blog.common import markup
from blog.content.document.attributes import parse_credit
from blog.content.document.callouts import normalize_callouts, normalize_definitions
from blog.content.document.footnotes import normalize_footnotes
from blog.content.document.inline_quotations import extract_quotations
from blog.content.document.interviews import normalize_interviews
from blog.content.document.marks import normalize_code, normalize_marks
from blog.content.document.nodes import (
    ConflictNode,
    Document,
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    Node,
    Paragraph,
    ProseNode,
    QuotationNode,
)
from blog.content.document.tables import normalize_tables
from blog.content.embeds.providers import find_embed, normalize_url
from blog.models import Figure
from lib.parsing import parse_pk

# In this order, each for documents with one of its elements.
_NORMALIZERS = (
    (re.compile(r"<(?:table|caption|tbody|thead|tfoot|tr|th|td)\b"), normalize_tables),
    (re.compile(r"<(?:pre|code)\b"), normalize_code),
    (re.compile(r"<(?:s|del|strike|ins|sup|sub|code)\b"), normalize_marks),
    (re.compile(r"<small\b"), normalize_footnotes),
    (re.compile(r"<(?:dl|dt|dd)\b"), normalize_definitions),
    (re.compile(r"<section\b| data-question="), normalize_interviews),
    (re.compile(r"<aside\b"), normalize_callouts),
)


def parse(html: str) -> Document:
    """Parse HTML after sanitising it by the DOCUMENT policy.

    Empty paragraphs at the start and end of prose are dropped.
    """
    clean = markup.DOCUMENT(html)
    root = markup.parse_fragment(clean)
    for pattern, normalize in _NORMALIZERS:
        if pattern.search(clean):
            normalize(root)
    return Document(_parse_nodes(root))


def _parse_nodes(root: lxml.html.HtmlElement) -> list[Node]:
    nodes: list[Node] = []
    run = _ProseRun()
    if root.text and root.text.strip():
        run.add_text(root.text, 0)
    for index, element in enumerate(root):
        tail, element.tail = element.tail, None
        if element.tag == "q":  # Outside of a paragraph it is no quotation within a sentence.
            element.attrib.clear()
            element.tag = "section" if element.find("p") is not None else "p"
        parse_block = _BLOCK_PARSERS.get((element.tag, element.get("data-block")))
        if parse_block is None:
            run.add_element(element, index)
        else:
            nodes += run.end()
            if (node := parse_block(element)) is not None:
                node.element_index = index
                for figure in node.figures if isinstance(node, GalleryNode) else ():
                    figure.element_index = index
                nodes.append(node)
        if tail and tail.strip():
            run.add_text(tail, index)
    return nodes + run.end()


class _ProseRun:
    """Consecutive elements that are no blocks of their own: together they are one node."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.quotations: list[QuotationNode] = []
        self.start = 0

    def add_text(self, text: str, index: int) -> None:
        self._add(f"<p>{markup.escape(text.strip())}</p>", index)

    def add_element(self, element: lxml.html.HtmlElement, index: int) -> None:
        self.quotations += extract_quotations(element, index)
        if _is_foreign(element):  # Pasted HTML: treat its content as prose.
            if (inner := markup.inner_html(element)).strip():
                self._add(inner, index)
            return
        prose = lxml.html.tostring(element, encoding="unicode")
        if self.parts or not _is_blank(prose):
            self._add(prose, index)

    def _add(self, html: str, index: int) -> None:
        if not self.parts:
            self.start = index
        self.parts.append(html)

    def end(self) -> list[Node]:
        """Return the node of the run, if there is any, and begin another run.

        Blank paragraphs at its end are dropped.
        """
        parts, quotations = self.parts, self.quotations
        self.parts, self.quotations = [], []
        while parts and _is_blank(parts[-1]):
            parts.pop()
        if not parts:
            return []
        return [ProseNode(markup.PROSE("".join(parts)), quotations, element_index=self.start)]


def _is_foreign(element: lxml.html.HtmlElement) -> bool:
    return element.tag in {"section", "figure"} and element.get("data-interview") is None


def _is_blank(prose: str) -> bool:
    return prose.startswith("<p") and not markup.plain_text(prose).strip()


def _parse_quotation(element: lxml.html.HtmlElement) -> QuotationNode | None:
    """Return None for a quotation without text, attribution and source."""
    pieces: list[tuple[int | None, str]] = [(None, markup.escape(element.text or ""))]
    for child in element:
        pieces.append((parse_pk(child.get("data-id")), markup.inner_html(child)))
        pieces.append((None, markup.escape(child.tail or "")))
    paragraphs = []
    for pk, html in pieces:
        inline_html = markup.INLINE(html)
        if markup.plain_text(inline_html).strip():
            paragraphs.append(Paragraph(pk, inline_html))
    node = QuotationNode(paragraphs, **parse_credit(element))
    return node if paragraphs or node.attribution or node.source.name else None


def _parse_conflict(element: lxml.html.HtmlElement) -> ConflictNode | None:
    """Return None if both versions are empty. Content outside of them counts as mine."""
    theirs: list[Node] = []
    for version in element.iterchildren("section"):
        if version.get("data-version") == "theirs":
            theirs += _parse_nodes(version)
            version.clear(keep_tail=True)
    mine: list[Node] = []
    for version in element.iterchildren("section"):
        if version.get("data-version") == "mine":
            mine += _parse_nodes(version)
            version.clear(keep_tail=True)
    mine += _parse_nodes(element)
    if not (theirs or mine):
        return None
    return ConflictNode(theirs, mine, by=" ".join(element.get("data-by", "").split()))


def _parse_figure(element: lxml.html.HtmlElement) -> FigureNode:
    def part(name: str) -> str:
        return element.get(f"data-{name}", "").strip()

    return FigureNode(
        pk=parse_pk(element.get("data-id")),
        photo=parse_pk(element.get("data-photo")),
        alt=" ".join(part("alt").split()),
        decorative=part("decorative") == "1",
        caption=" ".join(part("caption").split()),
        credit=" ".join(part("credit").split()),
        licence_url=part("licence"),
        original_url=part("original"),
        layout=_parse_layout(element),
        is_lead=part("lead") == "1",
    )


def _parse_gallery(element: lxml.html.HtmlElement) -> GalleryNode | None:
    """Return None for a gallery without figures."""
    figures = [_parse_figure(each) for each in element.iterchildren("figure")]
    return GalleryNode(figures, _parse_layout(element)) if figures else None


def _parse_layout(element: lxml.html.HtmlElement) -> str:
    layout = element.get("data-layout", "")
    return layout if layout in Figure.Layout.values else Figure.Layout.NORMAL


def _parse_embed(element: lxml.html.HtmlElement) -> EmbedNode:
    def part(name: str) -> str:
        return " ".join(element.get(f"data-{name}", "").split())

    url = part("url")
    address = find_embed(url)
    return EmbedNode(
        pk=parse_pk(element.get("data-id")),
        url=normalize_url(url),
        title=part("title"),
        caption=part("caption"),
        post=parse_pk(element.get("data-post")),
        provider=address.provider.name if address else "",
    )


def _parse_file(element: lxml.html.HtmlElement) -> FileNode:
    def part(name: str) -> str:
        return " ".join(element.get(f"data-{name}", "").split())

    lines = element.get("data-transcript", "").strip().splitlines()
    return FileNode(
        pk=parse_pk(element.get("data-id")),
        file=parse_pk(element.get("data-file")),
        title=part("title"),
        caption=part("caption"),
        credit=part("credit"),
        transcript="\n".join(" ".join(line.split()) for line in lines),
    )


# By tag and `data-block`.
_BLOCK_PARSERS: dict[tuple[str, str | None], Callable[[lxml.html.HtmlElement], Node | None]] = {
    ("section", "quotation"): _parse_quotation,
    ("section", "conflict"): _parse_conflict,
    ("section", "gallery"): _parse_gallery,
    ("figure", "figure"): _parse_figure,
    ("figure", "embed"): _parse_embed,
    ("figure", "file"): _parse_file,
}
