"""HTML of posts as trees, and the forms of `transfer.items` that readers build."""

from collections.abc import Iterable
from copy import deepcopy
from html import escape

from lxml.etree import iterwalk
from lxml.html import Element, HtmlElement, HTMLParser, document_fromstring, fromstring, tostring

from blog.common.markup import clean_text
from transfer.text import drop_document_ends

_EMPTY_ELEMENTS = {"img", "hr", "iframe", "embed", "object", "video", "audio", "input", "script"}

_INLINE_ELEMENTS = {
    *("a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i"),
    *("ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup"),
    *("time", "tt", "u", "var", "wbr"),
}


def parse_body(text: str) -> HtmlElement:
    """Parse the HTML of a post, or a whole document; return its body, without comments."""
    # Without a limit of depth, which would drop the text below it.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    start = "" if "<body" in text[:100_000].lower() else "<body>"
    text = drop_document_ends(text)
    document = document_fromstring((start + text + " ").encode(errors="replace"), parser=parser)
    body = document.find("body")
    return fromstring("<body></body>") if body is None else body


def serialize_content(element: HtmlElement) -> str:
    """Serialize what is in an element, without the element."""
    text = escape(element.text or "", quote=False)
    return (text + "".join(tostring(child, encoding="unicode") for child in element)).strip()


def to_html(element: HtmlElement) -> str:
    """Serialize an element, without the text after it."""
    return tostring(element, encoding="unicode", with_tail=False)


def get_text(element: HtmlElement | None) -> str:
    """Return the text of an element with single spaces, also between its blocks; '' for None."""
    if element is None:
        return ""
    parts: list[str] = []
    for event, node in iterwalk(element, events=("start", "end")):
        if node.tag not in _INLINE_ELEMENTS:
            parts.append(" ")
        if event == "start":
            parts.append(node.text or "")
        elif node is not element:
            parts.append(node.tail or "")
    return " ".join("".join(parts).split())


def has_class(element: HtmlElement, *names: str) -> bool:
    """Return whether an element has one of the classes."""
    return not set(names).isdisjoint(element.get("class", "").split())


def find_by_class(element: HtmlElement, *names: str) -> list[HtmlElement]:
    """List the descendants that have one of the classes, in order."""
    return [child for child in element.xpath(".//*[@class]") if has_class(child, *names)]


def is_empty(element: HtmlElement) -> bool:
    """Return whether an element shows nothing."""
    return not get_text(element) and not any(
        child.tag in _EMPTY_ELEMENTS for child in element.iter()
    )


def is_inside(element: HtmlElement, root: HtmlElement) -> bool:
    """Return whether an element is still in the tree below the root."""
    return any(parent is root for parent in element.iterancestors())


def replace_element(element: HtmlElement, replacements: Iterable[HtmlElement] = ()) -> None:
    """Put elements in the place of another; the text after it stays."""
    new = list(replacements)
    parent, tail = element.getparent(), element.tail
    if parent is None:
        return
    element.tail = None
    index = parent.index(element)
    parent.remove(element)
    for offset, child in enumerate(new):
        parent.insert(index + offset, child)
    if not tail:
        return
    previous = new[-1] if new else parent[index - 1] if index else None
    if previous is None:
        parent.text = (parent.text or "") + tail
    else:
        previous.tail = (previous.tail or "") + tail


def build_element(tag: str, text: str = "", **attributes: str) -> HtmlElement:
    """Build an element with text; `data_embed` is the attribute `data-embed`. Characters that
    HTML does not allow are dropped."""
    element = Element(tag)
    for name, value in attributes.items():
        if value:
            element.set(name.rstrip("_").replace("_", "-"), clean_text(value))
    if text:
        element.text = clean_text(text)
    return element


def move_content(source: HtmlElement, target: HtmlElement) -> HtmlElement:
    """Move text and children of an element to the end of another, which is returned."""
    append_text(target, source.text or "")
    for child in list(source):
        target.append(child)
    source.text = None
    return target


def build_figure(
    address: str, *, alt: str = "", caption: HtmlElement | str = "", original: str = ""
) -> HtmlElement:
    """Build the figure of a picture; an address of the original becomes a link around it."""
    figure = build_element("figure")
    picture = build_element("img", src=address)
    picture.set("alt", clean_text(alt))
    if original and original != address:
        link = build_element("a", href=original)
        link.append(picture)
        figure.append(link)
    else:
        figure.append(picture)
    _append_caption(figure, caption)
    return figure


def build_embed(address: str, caption: HtmlElement | str = "") -> HtmlElement:
    """Build the figure of an embedded page of another site."""
    figure = build_element("figure", data_embed=address)
    _append_caption(figure, caption)
    return figure


def build_file(address: str, caption: HtmlElement | str = "") -> HtmlElement:
    """Build the figure of a recording or document."""
    figure = build_element("figure", data_file=address)
    _append_caption(figure, caption)
    return figure


def build_gallery(figures: Iterable[HtmlElement]) -> HtmlElement:
    """Build a gallery of figures."""
    gallery = build_element("div")
    gallery.set("data-gallery", "")
    for figure in figures:
        figure.tail = None
        gallery.append(figure)
    return gallery


def build_footnote(content: HtmlElement) -> HtmlElement:
    """Build a footnote with a copy of what is in an element; paragraphs become lines."""
    note = build_element("small")
    note.set("data-footnote", "")
    content = deepcopy(content)
    append_text(note, (content.text or "").lstrip())
    for child in list(content):
        tail, child.tail = child.tail, None
        if child.tag == "p":
            if not is_empty(note):
                note.append(build_element("br"))
            move_content(child, note)
        else:
            note.append(child)
        append_text(note, tail or "")
    if len(note):
        note[-1].tail = (note[-1].tail or "").rstrip()
    elif note.text:
        note.text = note.text.rstrip()
    return note


def append_text(element: HtmlElement, text: str) -> None:
    """Append text to what is in an element."""
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _append_caption(figure: HtmlElement, caption: HtmlElement | str) -> None:
    if isinstance(caption, str):
        if caption.strip():
            figure.append(build_element("figcaption", caption.strip()))
    elif not is_empty(caption):
        figure.append(move_content(caption, build_element("figcaption")))
