"""The difference of two blocks as HTML, with their details, a <dl>, compared row by row."""

from collections import Counter
from html import escape

import lxml.html.diff

from blog.common import markup

Row = tuple[str, int]  # A label, and which of the rows with that label.


def difference(old: str, new: str) -> str:
    """Mark what changed with <del> and <ins>. A detail that changed shows both of its values in
    full below its label: word by word, values slide below the labels of others."""
    (old_words, old_rows), (new_words, new_rows) = _split(old), _split(new)
    words = lxml.html.diff.htmldiff(old_words, new_words)
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{_value(old_rows.get(row), new_rows.get(row))}</dd>"
        for row in _in_order(list(old_rows), list(new_rows))
        for label, _ in [row]
    )
    return f"{words}<dl>{rows}</dl>" if rows else words


def side(both: str, other: str) -> str:
    """One of the two versions: without the tag of the `other` one, and without details that this
    one does not have."""
    root = markup.elements(markup.without(both, other))
    for value in root.findall(".//dl/dd"):
        label = value.getprevious()
        if not value.text_content().strip() and label is not None:
            value.drop_tree()
            label.drop_tree()
    return markup.inner_html(root)


def _split(html: str) -> tuple[str, dict[Row, str]]:
    """The HTML without its <dl>, and the values of that by their labels."""
    root = markup.elements(html)
    rows: dict[Row, str] = {}
    times: Counter[str] = Counter()
    for details in root.findall(".//dl"):
        for label in details.findall("dt"):
            name = label.text_content()
            value = label.getnext()
            if value is not None:
                rows[name, times[name]] = markup.inner_html(value)
                times[name] += 1
        details.drop_tree()
    return markup.inner_html(root), rows


def _in_order(old: list[Row], new: list[Row]) -> list[Row]:
    """The rows of the later version, with those that are gone after the row they followed."""
    rows = list(new)
    for place, row in enumerate(old):
        if row not in rows:
            before = old[place - 1] if place else None
            rows.insert(rows.index(before) + 1 if before else 0, row)
    return rows


def _value(old: str | None, new: str | None) -> str:
    if old == new:
        return new or ""
    removed = f"<del>{old}</del>" if old else ""
    added = f"<ins>{new}</ins>" if new else ""
    return " ".join(filter(None, (removed, added)))
