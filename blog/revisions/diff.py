"""What changed between two revisions, block by block, in words that a writer can read."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import lxml.html.diff
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from blog.common import markup
from blog.common.text import similarity
from blog.content import document
from blog.content.document import FigureNode, ProseNode, QuotationNode
from blog.content.document.nodes import Node
from blog.models import Post
from blog.revisions.paragraphs import split_paragraphs

ALIKE = 0.5  # Blocks with less in common are one that went and one that came.
Shown = Callable[[str], SafeString]  # A block's HTML -> how it is shown.
# What a block is of, its words with those of its details, and its own words or picture alone.
Gist = tuple[list[type], list[str], str]
AHEAD = 40  # So many blocks are looked at for one that is alike.


@dataclass(frozen=True)
class Change:
    """A paragraph or other block before and after; `html` is both in one, with <del> and <ins> if
    it changed.

    `kind` is 'same', 'changed', 'added' or 'removed'. `index` is its place in the earlier document,
    as `split_paragraphs` divides it, None for one that was added; `at` its place in the later one,
    or that of the block which it stood before.
    """

    kind: str
    html: SafeString
    before: SafeString
    after: SafeString
    index: int | None
    at: int


def compare(before: list[str], after: list[str], shown: Shown | None = None) -> list[Change]:
    """Compare two lists of blocks' HTML, prose by the paragraph. What is the same keeps its place;
    of what is not, those of one kind that have most of their words in common are shown as one that
    changed.

    `shown` is how blocks are shown where not for writers; it gives what passed a policy."""
    shown = shown or in_words
    before, after = split_paragraphs(before), split_paragraphs(after)
    changes: list[Change] = []
    for tag, i, j, k, n in similarity.matcher(before, after).get_opcodes():
        if tag == "equal":
            pairs = zip(range(i, j), range(k, n), strict=True)
            changes += [_whole("same", shown(before[old]), old, new) for old, new in pairs]
        else:
            changes += _paired(before, range(i, j), after, range(k, n), shown)
    return changes


def _paired(
    before: list[str], old: range, after: list[str], new: range, shown: Shown
) -> list[Change]:
    """In order: each later block with the first earlier one that is like it, and what stood between
    them removed before it."""
    changes: list[Change] = []
    rest = list(old)
    gist = lru_cache(2 * AHEAD)(_gist)  # Of these blocks alone, and gone with them.
    for at in new:
        gists = (gist(before[i]) for i in rest[:AHEAD])
        like = next((n for n, one in enumerate(gists) if _are_alike(one, gist(after[at]))), None)
        if like is None:
            changes.append(_whole("added", shown(after[at]), None, at))
            continue
        changes += [_whole("removed", shown(before[i]), i, at) for i in rest[:like]]
        changes.append(_changed(shown(before[rest[like]]), shown(after[at]), rest[like], at))
        rest = rest[like + 1 :]
    return changes + [_whole("removed", shown(before[i]), i, new.stop) for i in rest]


def _whole(kind: str, shown: SafeString, index: int | None, at: int) -> Change:
    nothing = SafeString()
    before = nothing if kind == "added" else shown
    after = nothing if kind == "removed" else shown
    return Change(kind, shown, before, after, index, at)


def _changed(old: SafeString, new: SafeString, index: int, at: int) -> Change:
    both = markup.DIFFERENCE(difference(old, new))
    before, after = (markup.safe(side(both, tag)) for tag in ("ins", "del"))
    return Change("changed", markup.safe(both), before, after, index, at)


def _are_alike(old: Gist, new: Gist) -> bool:
    """A quotation whose words stayed is the same one under any attribution, as is a figure with the
    same picture under any caption."""
    (kinds, words, content), (other_kinds, other_words, other_content) = old, new
    if kinds != other_kinds:
        return False
    is_same = bool(content) and content == other_content
    return is_same or similarity.are_alike(words, other_words, ALIKE)


def _gist(html: str) -> Gist:
    nodes = document.parse(html).nodes
    kinds: list[type] = [type(node) for node in nodes]
    content = " ".join(_content(node) for node in nodes)
    return kinds, markup.plain_text(in_words(html)).split(), content


def _content(node: Node) -> str:
    if isinstance(node, QuotationNode):
        words = " ".join(markup.plain_text(paragraph.html) for paragraph in node.paragraphs)
        return " ".join(words.split())
    return str(node.photo or "") if isinstance(node, FigureNode) else ""


def in_words(html: str, templates: str = "admin/blog/revisions") -> SafeString:
    """A block for a reader of revisions: a quotation with all that is known of it, a figure with
    its words and picture; or as other `templates` show them."""
    shown = [_shown(node, templates) for node in document.parse(html).nodes]
    return markup.safe(markup.DIFFERENCE("".join(shown)))


def field_in_words(name: str, value: Any) -> str:
    """A field's value, as `Revision.said` has it, for the person who reads it."""
    if isinstance(value, list):
        return ", ".join(value)
    if name == "status" and value in Post.Status.values:
        return str(Post.Status(value).label)
    if name == "published_at" and value and (moment := parse_datetime(value)):
        return date_format(localtime(moment), "DATETIME_FORMAT")
    return value or ""


def _shown(node: Node, templates: str) -> str:
    if isinstance(node, ProseNode):
        return node.html
    name = "quotation" if isinstance(node, QuotationNode) else "figure"
    assert isinstance(node, QuotationNode | FigureNode)
    return render_to_string(f"{templates}/{name}.html", {"node": node})


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
