"""Paragraphs: Blogger separates them by line breaks and empty lines.

The tree is built anew. Two line breaks end a paragraph, also within inline elements, which go on in
the next one. Blocks within inline elements are taken out of them, and their text keeps the inline
elements around it. Elements without content are left out.
"""

import re
from copy import deepcopy

from lxml.html import HtmlElement

from transfer.readers.blogger.elements import (
    append_text,
    create,
    get_styles,
    get_tag,
    has_text,
    is_blank,
    move_children,
    unwrap,
)
from transfer.readers.blogger.figures import (
    arrange_pictures,
    find_picture,
    is_inserted_by_blogger,
    is_standalone,
)

# Their children are blocks; text between those is kept where it is.
_STRUCTURES = {"ul", "ol", "dl", "menu", "dir", "table", "thead", "tbody", "tfoot", "tr"}
_CONTAINERS = {"div", "center", "blockquote", "section", "article", "main", "header", "footer"}
_CONTAINERS |= {"aside", "nav", "address", "form", "fieldset", "details", "body", "html", "head"}
_CELLS = {"li", "td", "th", "dd", "dt", "caption", "summary", "legend", "figcaption"}
_TEXT_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6"}
_WHOLE_BLOCKS = {"pre", "figure", "hr", "colgroup", "col", "listing", "xmp", "plaintext"}
_BLOCKS = _STRUCTURES | _CONTAINERS | _CELLS | _TEXT_BLOCKS | _WHOLE_BLOCKS
_ATOMS = {"img", "svg", "math", "input", "textarea", "select", "button", "wbr", "picture", "canvas"}
_ATOMS |= {"map", "area", "ruby"}
_NAME_RE = re.compile(r"[A-Za-z][\w:.-]*", re.ASCII)
# Styles of a div that say nothing about its text.
_PLAIN_STYLES = {("clear", "both"), ("text-align", "left"), ("text-align", "start")}
_PLAIN_CLASSES = {"separator", "MsoNormal", "post-body", "entry-content"}


def build_paragraphs(root: HtmlElement) -> list[HtmlElement]:
    """Build the blocks of a text."""
    blocks = _build_flow(root, [])
    for block in blocks:
        for paragraph in block.iter("p"):
            paragraph.attrib.pop("data-run", None)
    return blocks


def _build_block(element: HtmlElement, inherited: list[HtmlElement]) -> list[HtmlElement]:
    """Build a block anew, within whose text the inherited inline elements go on."""
    tag = get_tag(element)
    if tag in _WHOLE_BLOCKS or element.get("data-gallery") is not None:
        return [_copy_whole(element)]
    if tag in _STRUCTURES:
        return _build_structure(element, inherited)
    parts = _build_flow(element, inherited)
    if tag in _TEXT_BLOCKS:
        return [_rename(part, element) if part.get("data-run") else part for part in parts]
    if tag in _CELLS:
        return [_build_cell(element, parts)]
    if not parts:
        return []
    if tag in ("html", "body", "head") or (tag == "div" and is_plain(element)):
        return parts
    if tag in ("div", "center") and all(map(_is_figure, parts)):
        return parts
    block = _copy_start(element)
    if tag == "div" and len(parts) == 1 and parts[0].get("data-run"):
        move_children(parts[0], block)
    else:
        block.extend(parts)
    return [block]


def _is_figure(block: HtmlElement) -> bool:
    return get_tag(block) in ("figure", "hr") or block.get("data-gallery") is not None


def is_plain(div: HtmlElement) -> bool:
    """Return whether a div has no attributes that matter to readers."""
    styles = set(get_styles(div).items()) - _PLAIN_STYLES
    classes = set((div.get("class") or "").split()) - _PLAIN_CLASSES
    direction = (div.get("dir") or "ltr").lower()
    names = set(div.attrib) - {"style", "class", "dir", "trbidi", "id", "closure_uid", "itemprop"}
    return not (styles or classes or names) and direction == "ltr"


def _build_structure(element: HtmlElement, inherited: list[HtmlElement]) -> list[HtmlElement]:
    block = _copy_start(element)
    if not is_blank(element.text):
        block.text = element.text
    for child in element:
        tag = get_tag(child)
        if tag in _BLOCKS:
            block.extend(_build_block(child, inherited))
        elif tag and tag != "br":
            block.append(_copy_whole(child))
        if not is_blank(child.tail):
            append_text(block, child.tail)
    return [block] if len(block) or block.text else []


def _build_cell(element: HtmlElement, parts: list[HtmlElement]) -> HtmlElement:
    cell = _copy_start(element)
    if parts and parts[0].get("data-run") and all(not part.get("data-run") for part in parts[1:]):
        move_children(parts[0], cell)
        parts = parts[1:]
    cell.extend(parts)
    return cell


def _build_flow(element: HtmlElement, inherited: list[HtmlElement]) -> list[HtmlElement]:
    flow = _Flow(inherited)
    flow.add_content(element)
    flow.end_paragraph()
    return flow.blocks


class _Flow:
    """The text and blocks within one element. Paragraphs have the attribute data-run meanwhile."""

    def __init__(self, inherited: list[HtmlElement]) -> None:
        self.blocks: list[HtmlElement] = []
        self._open = list(inherited)
        self._paragraph: HtmlElement | None = None
        self._copies: list[HtmlElement] = []
        self._copied: set[HtmlElement] = set()
        self._breaks = 0

    def add_content(self, element: HtmlElement) -> None:
        self._add_text(element.text)
        for child in element:
            self._add_element(child)
            self._add_text(child.tail)

    def _add_element(self, element: HtmlElement) -> None:
        tag = get_tag(element)
        if tag == "br":
            self._breaks += self._paragraph is not None
        elif tag in _BLOCKS:
            self.end_paragraph()
            self.blocks.extend(_build_block(element, self._open))
        elif _is_jump(element):
            self.end_paragraph()
            self.blocks.append(create("hr", data_jump=""))
            self.add_content(element)
        elif tag in _ATOMS or (_is_anchor(element) and not len(element) and not element.text):
            self._start_content().append(_copy_whole(element))
        elif not _NAME_RE.fullmatch(tag):
            # Comments, and text in angle brackets such as <ada@example.org>.
            self.add_content(element)
        elif any(_are_alike(element, outer) for outer in self._open):
            # Elements that are never closed would add one more to each paragraph.
            self.add_content(element)
        else:
            self._open.append(element)
            self.add_content(element)
            self._open.pop()
            del self._copies[len(self._open) :]

    def _add_text(self, text: str | None) -> None:
        if not text:
            return
        if is_blank(text) and (self._paragraph is None or self._breaks):
            return
        append_text(self._start_content(), text)

    def _start_content(self) -> HtmlElement:
        """Return the element that the next text belongs to, after the breaks before it."""
        if self._breaks > 1:
            self.end_paragraph()
        if self._paragraph is None:
            self._paragraph = create("p", data_run="1")
            self._copies = []
        if self._breaks:
            self._get_innermost().append(create("br"))
            self._breaks = 0
        for source in self._open[len(self._copies) :]:
            copy = _copy_start(source)
            if source in self._copied:
                # Only the first is what links lead to.
                copy.attrib.pop("id", None)
                copy.attrib.pop("name", None)
            self._copied.add(source)
            self._get_innermost().append(copy)
            self._copies.append(copy)
        return self._get_innermost()

    def _get_innermost(self) -> HtmlElement:
        assert self._paragraph is not None
        return self._copies[-1] if self._copies else self._paragraph

    def end_paragraph(self) -> None:
        paragraph, self._paragraph = self._paragraph, None
        self._copies = []
        self._breaks = 0
        if paragraph is not None:
            self.blocks.extend(_take_pictures(paragraph))


def _take_pictures(paragraph: HtmlElement) -> list[HtmlElement]:
    """Take pictures at the start and the end of a paragraph out of it."""
    if not has_text(paragraph):
        return _take_all_pictures(paragraph)
    before: list[HtmlElement] = []
    while len(paragraph) and is_blank(paragraph.text):
        first = paragraph[0]
        is_break = get_tag(first) == "br" and bool(before)
        if not is_break and not (is_standalone(first) and is_inserted_by_blogger(first)):
            break
        paragraph.text = first.tail
        first.tail = None
        paragraph.remove(first)
        before.append(first)
    after: list[HtmlElement] = []
    while len(paragraph) > 1 and is_blank(paragraph[-1].tail):
        last = paragraph[-1]
        if not (is_standalone(last) and is_inserted_by_blogger(last)):
            break
        if get_tag(paragraph[-2]) != "br" or not is_blank(paragraph[-2].tail):
            break
        paragraph.remove(last)
        last.tail = None
        after.insert(0, last)
        last_break = paragraph[-1]
        paragraph.remove(last_break)
        after.insert(0, last_break)
    paragraph.text = (paragraph.text or "").lstrip(" \t\r\n") if before else paragraph.text
    return [*_arrange(before), paragraph, *_arrange(after)]


def _take_all_pictures(paragraph: HtmlElement) -> list[HtmlElement]:
    """Turn a paragraph of pictures into figures, if all of them can stand alone."""
    children = list(paragraph)
    pictures = [child for child in children if find_picture(child) is not None]
    others = [child for child in children if child not in pictures and get_tag(child) != "br"]
    if not pictures:
        return [paragraph] if any(True for _atom in paragraph.iter(*_ATOMS, "a")) else []
    if others or not all(map(is_standalone, pictures)):
        return [paragraph]
    return _arrange(children)


def _arrange(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Arrange pictures, between which line breaks may be, as figures."""
    pictures = []
    is_same_line = False
    for element in elements:
        if get_tag(element) == "br":
            is_same_line = False
        else:
            pictures.append((element, is_same_line))
            is_same_line = True
    return arrange_pictures(pictures)


def _are_alike(first: HtmlElement, second: HtmlElement) -> bool:
    return first.tag == second.tag and first.attrib == second.attrib


def _is_anchor(element: HtmlElement) -> bool:
    return bool(element.get("name") or element.get("id"))


def _is_jump(element: HtmlElement) -> bool:
    return get_tag(element) == "a" and (element.get("name") or "").strip().lower() == "more"


def _copy_start(element: HtmlElement) -> HtmlElement:
    """Copy an element without its content."""
    copy = create(get_tag(element))
    for name, value in element.attrib.items():
        if _NAME_RE.fullmatch(name):
            copy.set(name, value)
    return copy


def _copy_whole(element: HtmlElement) -> HtmlElement:
    copy: HtmlElement = deepcopy(element)
    copy.tail = None
    if get_tag(copy) == "pre":
        for line_break in list(copy.iter("br")):
            line_break.text = "\n"
            unwrap(line_break)
    return copy


def _rename(run: HtmlElement, block: HtmlElement) -> HtmlElement:
    """Give the text of a paragraph the element that it was in."""
    copy = _copy_start(block)
    move_children(run, copy)
    return copy
