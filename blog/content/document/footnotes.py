"""Footnotes in prose: `<small data-footnote>` in the place of the reference, with the note."""

import re

from lxml.html import HtmlElement

from blog.common import markup
from blog.content.document.tables import join_lines, set_content

_CLOSING_RE = re.compile(r"\s?[”“«»›‹’‘\"'」』]")
# A reference is a link, so it cannot be in one, and it is not part of what it follows.
_MARKS_AROUND = {"a", "q", "sup", "sub", "code"}


def normalize_footnotes(root: HtmlElement) -> None:
    """Keep footnotes with text, each after the link or quotation that it was in.

    A quotation of its own cannot have any, since its text is exact: they become paragraphs below.
    """
    for element in list(root.iter("small")):
        is_note = element.get("data-footnote") is not None
        if not is_note or next(element.iterancestors("small"), None) is not None:
            element.drop_tag()
    for note in list(root.iter("small")):
        set_content(note, markup.INLINE(join_lines(note, separator=" ")))
        if not note.text_content().strip():
            note.drop_tree()
            continue
        note.attrib.clear()
        note.set("data-footnote", "")
        quotation = next(note.iterancestors("section"), None)
        if quotation is not None and quotation.get("data-block") == "quotation":
            _move_after(note, quotation)
        while note.getparent().tag in _MARKS_AROUND:
            _move_after(note, note.getparent())
        if note.getparent().tag in {"div", "section", "blockquote", "ul", "ol"}:
            note.tag = "p"
            note.attrib.clear()


def _move_after(note: HtmlElement, element: HtmlElement) -> None:
    """Move a footnote after an element, and after the closing mark of a quotation."""
    parent = element.getparent()
    tail = element.tail or ""
    closing = _CLOSING_RE.match(tail) if element.tag == "q" else None
    end = closing.end() if closing else 0
    _take_out(note)
    parent.insert(parent.index(element) + 1, note)
    element.tail, note.tail = tail[:end], tail[end:]
    if element.tag != "section" and not element.text_content():
        element.drop_tag()


def _take_out(note: HtmlElement) -> None:
    """Remove an element, but keep its tail."""
    parent, previous, tail = note.getparent(), note.getprevious(), note.tail or ""
    if previous is not None:
        previous.tail = (previous.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    note.tail = None
    parent.remove(note)
