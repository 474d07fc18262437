"""Convert the HTML of a post of any platform to the HTML of the editor."""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.html
from lxml.html import HtmlElement

from blog.common.markup import measure_depth
from transfer.bodies.flow import Flow
from transfer.bodies.footnotes import restore_footnotes
from transfer.bodies.types import FileLink, PictureLink
from transfer.readers.html_fragments import attribute_quotations
from transfer.text import clean_imported, drop_document_ends

MAX_DEPTH = 200
MAX_PARSED_DEPTH = 1000
MAX_LENGTH = 5_000_000


@dataclass
class Body:
    """The HTML of the editor, in which `data-photo` of a figure is the number of its picture in
    `pictures`, counted from 1, and `data-file` that of its file in `files`.

    `notes` say in plain words what a post cannot hold; `quotations` counts the quotations that the
    markup states.
    """

    html: str = ""
    pictures: list[PictureLink] = field(default_factory=list)
    files: list[FileLink] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    quotations: int = 0


def convert_body(html: str, base_url: str = "") -> Body:
    """Convert the HTML of a post. Never raises, whatever it contains; costs time in proportion to
    its length.

    Relative addresses are resolved against `base_url`. The result is not sanitised: it is meant for
    `blog.content.document.parse`.
    """
    html = clean_imported(html)
    if len(html) > MAX_LENGTH:
        html = html[:MAX_LENGTH]
    if not html.strip():
        return Body()
    if html.count("<") > MAX_PARSED_DEPTH and measure_depth(html) > MAX_PARSED_DEPTH:
        html = re.sub(r"<[^<>]*>", " ", html)  # The parser would drop what is deeper.
    html = drop_document_ends(html)
    root = _parse(html.replace("<!--more-->", "<hr data-jump>"))
    flow = Flow(base_url if urlsplit(base_url).scheme in ("http", "https") else "")
    restore_footnotes(root)
    attribute_quotations(root)
    flow.read(root)
    html = "".join(flow.finish())
    return Body(html, flow.pictures, flow.files, flow.unique_notes, flow.quotations)


def _parse(html: str) -> HtmlElement:
    """Parse a fragment or a whole document; what is nested too deeply becomes text."""
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    document = lxml.html.document_fromstring(f"<div>{html}</div>".encode(), parser=parser)
    body = document.find("body")
    root = document if body is None else body
    _flatten(root)
    return root


def _flatten(root: HtmlElement) -> None:
    """Replace what is nested deeper than MAX_DEPTH by its text."""
    level = [root]
    for _depth in range(MAX_DEPTH):
        level = [child for element in level for child in element]
    for element in level:
        if isinstance(element.tag, str):
            text = "".join(str(part) for part in element.itertext())
            del element[:]
            element.text = text
