"""Helpers for trees of HTML."""

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

# Without huge_tree, so elements are nested 256 levels deep at most, and texts have 10 MB.
_PARSER = etree.HTMLParser(encoding="utf-8", remove_pis=True)
_MAX_CHARACTERS = 2_500_000
# Tags of whole pages, within which text would be lost.
_PAGE_TAG_RE = re.compile(r"</?(?:html|head|body)\b[^<>]*>|<!doctype[^<>]*>", re.IGNORECASE)
# Beyond this many elements, they may be nested more deeply than the parser goes.
_MAX_UNCHECKED_TAGS = 200
_SPACE = " \t\r\n\xa0\u200b\ufeff"


def parse_html(markup: str) -> etree._Element | None:
    """Parse a part of a page; return the element around it, None if it is too long or nested
    too deeply."""
    if len(markup) > _MAX_CHARACTERS:
        return None
    text = _PAGE_TAG_RE.sub("", markup)
    root = etree.fromstring(f"<html><body>{text}</body></html>".encode(), _PARSER)
    if text.count("<") > _MAX_UNCHECKED_TAGS and any(
        "depth" in error.message for error in _PARSER.error_log
    ):
        return None
    body = root.find("body")
    return root if body is None else body


def serialize_html(root: etree._Element) -> str:
    """Return the HTML within an element."""
    root.attrib.clear()
    text = str(etree.tostring(root, encoding="unicode", method="html", with_tail=False))
    return text.removeprefix(f"<{root.tag}>").removesuffix(f"</{root.tag}>")


def iterate_all(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    """Iterate over the elements that are in the tree now, while it is changed."""
    for element in list(root.iter(*tags)):
        if element is root or element.getparent() is not None:
            yield element


def get_classes(element: etree._Element) -> set[str]:
    return set((element.get("class") or "").split())


def get_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def get_parent(element: etree._Element) -> etree._Element:
    """Return the parent of an element that has one."""
    parent = element.getparent()
    if parent is None:
        raise ValueError("The element is no part of a tree.")
    return parent


def has_text(element: etree._Element) -> bool:
    if element.text and element.text.strip(_SPACE):
        return True
    return any(str(text).strip(_SPACE) for text in element.itertext())


def remove(element: etree._Element) -> None:
    """Remove an element, but not the text after it."""
    _attach_text(element, element.tail)
    element.tail = None
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def replace_by_children(element: etree._Element) -> None:
    """Remove an element, but not what is in it."""
    parent = element.getparent()
    if parent is None:
        return
    _attach_text(element, element.text)
    index = parent.index(element)
    children = list(element)
    for offset, child in enumerate(children):
        parent.insert(index + offset, child)
    last = children[-1] if children else None
    if last is not None:
        last.tail = (last.tail or "") + (element.tail or "")
    else:
        _attach_text(element, element.tail)
    element.tail = None
    parent.remove(element)


def replace(element: etree._Element, new: etree._Element) -> None:
    """Replace an element, but not the text after it."""
    parent = element.getparent()
    if parent is None:
        return
    new.tail = element.tail
    element.tail = None
    parent.replace(element, new)


def move_content(source: etree._Element, target: etree._Element) -> None:
    """Move text and children of an element to the end of another."""
    if len(target):
        target[-1].tail = (target[-1].tail or "") + (source.text or "")
    else:
        target.text = (target.text or "") + (source.text or "")
    for child in list(source):
        target.append(child)
    source.text = None


def hoist_from_paragraph(element: etree._Element) -> None:
    """Move an element out of the paragraph around it, which is split in two at its place."""
    paragraph = next(element.iterancestors("p"), None)
    if paragraph is None or paragraph.getparent() is None:
        return
    # Copy the inline elements between paragraph and element around what follows.
    rest: etree._Element | None = None
    node = element
    while node is not paragraph:
        parent = get_parent(node)
        # Not a new element: only the parser makes one with a name such as that of `<o:p>`.
        after = deepcopy(parent)
        del after[:]
        after.text, node.tail, after.tail = node.tail, None, None
        for sibling in list(node.itersiblings()):
            after.append(sibling)
        if rest is not None:
            after.insert(0, rest)
            rest.tail, after.text = after.text, None
        rest, node = after, parent
    tail, paragraph.tail = paragraph.tail, None
    remove(element)
    paragraph.addnext(element)
    if rest is not None and (has_text(rest) or _has_media(rest)):
        element.addnext(rest)
        rest.tail = tail
    else:
        element.tail = tail
    if not has_text(paragraph) and not _has_media(paragraph):
        remove(paragraph)


def _has_media(element: etree._Element) -> bool:
    return (
        next(element.iter("img", "figure", "iframe", "video", "audio", "object"), None) is not None
    )


def _attach_text(element: etree._Element, text: str | None) -> None:
    """Add text before an element."""
    parent = element.getparent()
    if not text or parent is None:
        return
    previous = element.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def normalize_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
