"""The prose of a document as lines that the extraction engine reads."""

from collections.abc import Iterator
from dataclasses import dataclass

import lxml.html
from lxml.html import HtmlElement

from blog.common import markup
from blog.content.document import Document
from blog.content.document.nodes import ProseNode
from blog.extraction.blocks import Article, Block

_LINE_TAGS = {"p", "h2", "h3", "h4", "li", "dt", "dd", "td", "th", "pre", "caption"}


@dataclass(frozen=True)
class ProseLine:
    """A line with its place: `node` is an index in the document, `element` one of the elements of
    its prose. `line` is the element that has its text, None for a line in a list or table."""

    block: Block
    node: int
    element: int
    line: HtmlElement | None


@dataclass(frozen=True)
class DocumentLines:
    """The lines of a document as an article. `roots` are the parsed proses by node."""

    article: Article
    lines: list[ProseLine]
    roots: dict[int, HtmlElement]

    def find(self, block: Block) -> ProseLine:
        return next(line for line in self.lines if line.block is block)


def read_lines(document: Document) -> DocumentLines:
    """Return the lines of all prose of a document. No query."""
    texts: list[str] = []
    lines: list[ProseLine] = []
    roots: dict[int, HtmlElement] = {}
    offset = quote = 0
    for node, prose in enumerate(document.nodes):
        if not isinstance(prose, ProseNode):
            continue
        root = roots[node] = markup.parse_fragment(prose.html)
        for number, element in enumerate(root):
            is_quote = element.tag == "blockquote"
            quote += is_quote
            for line in _iterate_lines(element):
                text = read_line(line)
                if not text.strip():
                    continue
                start = offset + len(text) - len(text.lstrip())
                tags = tuple(each.tag for each in reversed([line, *line.iterancestors()][:-1]))
                block = Block(
                    text.strip(),
                    start,
                    start + len(text.strip()),
                    tags,
                    quote if is_quote else 0,
                    links=tuple(
                        (link.text_content(), link.get("href", "")) for link in line.iter("a")
                    ),
                )
                is_plain = line is element or (is_quote and line.getparent() is element)
                lines.append(ProseLine(block, node, number, line if is_plain else None))
                texts.append(text)
                offset += len(text) + 1
    article = Article("\n".join(texts))
    article.blocks += [line.block for line in lines]
    return DocumentLines(article, lines, roots)


def read_line(element: HtmlElement) -> str:
    """Return the text of a line without its footnotes; a line break within it is a space, because
    a paragraph is cut as a whole."""
    parts = [(element.text or "").replace("\n", " ")]
    for child in element:
        if child.tag != "small":
            parts.append(" " if child.tag == "br" else read_line(child))
        parts.append((child.tail or "").replace("\n", " "))
    return "".join(parts)


def _iterate_lines(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the innermost elements that hold text of their own."""
    inner = [each for each in element.iterdescendants() if each.tag in _LINE_TAGS]
    if not inner:
        yield element
        return
    for each in inner:
        if not any(child.tag in _LINE_TAGS for child in each.iterdescendants()):
            yield each


def cut_inline(line: HtmlElement, start: int, end: int) -> str:
    """Return the inner HTML of a line between two offsets of its text, footnotes left out.

    Offsets count the characters of `read_line`.
    """
    copy = lxml.html.fragment_fromstring(
        lxml.html.tostring(line, encoding="unicode", with_tail=False)
    )
    for note in list(copy.iter("small")):
        note.drop_tree()
    position = 0

    def cut(text: str | None) -> str:
        nonlocal position
        text = text or ""
        first, last = max(start - position, 0), max(end - position, 0)
        position += len(text)
        return text[first:last]

    def walk(element: HtmlElement) -> None:
        element.text = cut(element.text)
        for child in list(element):
            if child.tag == "br" and not cut(" "):
                child.tail = cut(child.tail)
                child.drop_tag()
                continue
            walk(child)
            child.tail = cut(child.tail)

    walk(copy)
    return markup.INLINE(markup.inner_html(copy)).strip()
