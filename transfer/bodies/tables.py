"""Which tables are data, and what is beside their cells."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

_NUMBERING_CLASSES = {"gutter", "lineno", "linenos", "line-numbers", "line_numbers", "lineNumbers"}


def list_between_cells(element: HtmlElement) -> Iterator[HtmlElement | str]:
    """List what a table holds outside of its cells."""
    if (element.text or "").strip():
        yield element.text
    for child in list(element):
        tag = child.tag.lower() if isinstance(child.tag, str) else ""
        has_cells = tag != "table" and next(child.iter("td", "th", "caption"), None) is not None
        if tag in ("tr", "thead", "tbody", "tfoot", "colgroup") or (
            has_cells and tag not in ("td", "th", "caption")
        ):
            yield from list_between_cells(child)
        elif tag and tag not in ("td", "th", "caption", "col"):
            yield child
        if (child.tail or "").strip():
            yield child.tail


def is_numbering(element: HtmlElement) -> bool:
    """Return whether this is the column of line numbers that programs put beside code."""
    cell = next(element.iterancestors("td"), element)
    if cell is element and next(element.iter("code"), None) is not None:
        return False  # Numbers in the text of a program; the class asks for more beside them.
    classes = {*element.get("class", "").split(), *cell.get("class", "").split()}
    has_numbers = re.fullmatch(r"[\d\s]*", element.text_content()) is not None
    is_column = not classes.isdisjoint(_NUMBERING_CLASSES) or (
        "lntd" in classes and next(element.iter("span"), element).get("class") == "lnt"
    )
    return has_numbers and is_column


def is_layout(table: HtmlElement) -> bool:
    """Return whether a table arranges blocks: it has one cell, or holds pictures or frames."""
    cells = [*table.iter("td", "th")]
    if len(cells) < 2:
        return True
    inside = ("img", "iframe", "object", "embed", "video", "audio", "figure", "blockquote", "pre")
    return next(table.iter(*inside), None) is not None or len([*table.iter("table")]) > 1


def copy_spans(cell: HtmlElement) -> str:
    spans = ((name, cell.get(name, "")) for name in ("colspan", "rowspan"))
    alignment = cell.get("data-align", "")
    shown = f' data-align="{alignment}"' if alignment in ("center", "end") else ""
    return shown + "".join(
        f' {name}="{value}"' for name, value in spans if value.isascii() and value.isdigit()
    )
