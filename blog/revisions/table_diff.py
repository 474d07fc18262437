"""Diff of two versions of a table, by the row and by the cell."""

from html import escape

import lxml.html.diff
from lxml.html import HtmlElement

from blog.common import markup
from blog.common.text import similarity
from blog.content.document.tables import set_content


def mark_table_differences(old: str, new: str) -> str:
    """Mark changes with <del> and <ins>, by the cell where both rows have as many cells."""
    before, after = markup.parse_fragment(old), markup.parse_fragment(new)
    rows, other_rows = (
        [lxml.html.tostring(row, encoding="unicode") for row in root.iter("tr")]
        for root in (before, after)
    )
    captions = [escape(root.findtext(".//caption") or "", quote=False) for root in (before, after)]
    caption = lxml.html.diff.htmldiff(*captions) if any(captions) else ""
    title = f"<caption>{caption}</caption>" if caption else ""
    parts = []
    for tag, i, j, k, n in similarity.build_matcher(rows, other_rows).get_opcodes():
        if tag == "equal":
            parts += rows[i:j]
            continue
        pairs = [*zip(rows[i:j], other_rows[k:n], strict=False)]
        parts += [_mark_changed_row(row, other) for row, other in pairs]
        parts += [_mark_row(row, "del") for row in rows[i + len(pairs) : j]]
        parts += [_mark_row(row, "ins") for row in other_rows[k + len(pairs) : n]]
    return f"<table>{title}<tbody>{''.join(parts)}</tbody></table>"


def _mark_changed_row(old: str, new: str) -> str:
    row, other_row = _parse_row(old), _parse_row(new)
    if len(row) != len(other_row):
        return _mark_row(old, "del") + _mark_row(new, "ins")
    for cell, other in zip(row, other_row, strict=True):
        before, after = markup.inner_html(cell), markup.inner_html(other)
        if before != after:
            set_content(other, lxml.html.diff.htmldiff(before, after))
    return lxml.html.tostring(other_row, encoding="unicode")


def _mark_row(html: str, tag: str) -> str:
    row = _parse_row(html)
    for cell in row:
        if content := markup.inner_html(cell):
            set_content(cell, f"<{tag}>{content}</{tag}>")
    return lxml.html.tostring(row, encoding="unicode")


def _parse_row(html: str) -> HtmlElement:
    return next(markup.parse_fragment(f"<table>{html}</table>").iter("tr"))
