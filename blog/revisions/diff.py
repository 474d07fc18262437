"""Diff of two revisions, block by block, as HTML for authors."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any

import lxml.html.diff
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from blog.common import markup
from blog.common.formatting.dates import full_datetime
from blog.common.text import similarity
from blog.content import document, footnotes, interviews
from blog.content.charts.html import split_charts
from blog.content.charts.kinds import CHART_TABLE
from blog.content.document import (
    EmbedNode,
    FigureNode,
    FileNode,
    GalleryNode,
    ProseNode,
    QuotationNode,
)
from blog.content.document.nodes import Node
from blog.models import Post
from blog.revisions.paragraphs import split_paragraphs
from blog.revisions.table_diff import mark_table_differences

# A <dl> of a diff has the details of a block, so definitions of authors become a list there.
_DEFINITIONS = (
    ("<(/?)dl>", r"<\1ul>"),
    ("<dt>", "<li><strong>"),
    ("</dt>", "</strong></li>"),
    ("<(/?)dd>", r"<\1li>"),
)
MIN_SIMILARITY = 0.5  # Less similar blocks are shown as one removed and one added.
Renderer = Callable[[str], SafeString]  # Takes the HTML of a block.
# Types of the nodes, words including those of the details, and the content without details.
Signature = tuple[list[type], list[str], str]
MAX_LOOKAHEAD = 40  # blocks that are searched for a similar one


@dataclass(frozen=True)
class Change:
    """A paragraph or other block in two revisions; `html` combines both versions, with <del> and
    <ins> if they differ.

    `kind` is 'same', 'changed', 'added' or 'removed'. `old_index` is the index in the earlier
    document as `split_paragraphs` divides it, None for an added block; `new_index` the index in the
    later one, for a removed block that of the block after it.
    """

    kind: str
    html: SafeString
    before: SafeString
    after: SafeString
    old_index: int | None
    new_index: int


def compare(before: list[str], after: list[str], render: Renderer | None = None) -> list[Change]:
    """Compare two lists of block HTML, prose by the paragraph. Blocks of one type that share most
    of their words count as one changed block.

    `render` replaces `render_block`, for example for readers; its HTML must be sanitized."""
    render = render or render_block
    before, after = split_paragraphs(before), split_paragraphs(after)
    changes: list[Change] = []
    for tag, i, j, k, n in similarity.build_matcher(before, after).get_opcodes():
        if tag == "equal":
            pairs = zip(range(i, j), range(k, n), strict=True)
            changes += [_build_whole("same", render(before[old]), old, new) for old, new in pairs]
        else:
            changes += _pair_blocks(before, range(i, j), after, range(k, n), render)
    return changes


def _pair_blocks(
    before: list[str], old: range, after: list[str], new: range, render: Renderer
) -> list[Change]:
    """Pair each later block with the first similar earlier one; earlier blocks that are skipped
    count as removed before it."""
    changes: list[Change] = []
    rest = list(old)
    get_signature = lru_cache(2 * MAX_LOOKAHEAD)(_get_signature)  # A cache for this call only.

    def is_similar(earlier: str, later: str) -> bool:
        return _are_alike(get_signature(earlier), get_signature(later))

    for index in new:
        candidates = enumerate(before[i] for i in rest[:MAX_LOOKAHEAD])
        match = next((n for n, html in candidates if is_similar(html, after[index])), None)
        if match is None:
            changes.append(_build_whole("added", render(after[index]), None, index))
            continue
        changes += [_build_whole("removed", render(before[i]), i, index) for i in rest[:match]]
        pair = render(before[rest[match]]), render(after[index])
        changes.append(_build_changed(*pair, rest[match], index))
        rest = rest[match + 1 :]
    return changes + [_build_whole("removed", render(before[i]), i, new.stop) for i in rest]


def _build_whole(kind: str, html: SafeString, old_index: int | None, new_index: int) -> Change:
    empty = SafeString()
    before = empty if kind == "added" else html
    after = empty if kind == "removed" else html
    return Change(kind, html, before, after, old_index, new_index)


def _build_changed(old: SafeString, new: SafeString, old_index: int, new_index: int) -> Change:
    combined = markup.DIFFERENCE(mark_differences(old, new))
    before, after = (markup.mark_clean(extract_version(combined, tag)) for tag in ("ins", "del"))
    return Change("changed", markup.mark_clean(combined), before, after, old_index, new_index)


def _are_alike(old: Signature, new: Signature) -> bool:
    """Compare two signatures. A quotation with the same words is alike under any attribution, a
    figure with the same picture and an embed of the same page under any caption."""
    (kinds, tokens, content), (other_kinds, other_tokens, other_content) = old, new
    if kinds != other_kinds:
        return False
    is_same = bool(content) and content == other_content
    return is_same or similarity.are_similar(tokens, other_tokens, MIN_SIMILARITY)


def _get_signature(html: str) -> Signature:
    nodes = document.parse(html).nodes
    kinds: list[type] = [type(node) for node in nodes]
    content = " ".join(_get_content(node) for node in nodes)
    return kinds, markup.plain_text(render_block(html)).split(), content


def _get_content(node: Node) -> str:
    if isinstance(node, QuotationNode):
        text = " ".join(markup.plain_text(paragraph.html) for paragraph in node.paragraphs)
        return " ".join(text.split())
    if isinstance(node, EmbedNode):
        return node.url or f"post {node.post}"
    if isinstance(node, FileNode):
        return str(node.file or "")
    if isinstance(node, GalleryNode):
        return " ".join(str(each.photo or "") for each in node.figures)
    return str(node.photo or "") if isinstance(node, FigureNode) else ""


def render_block(html: str, templates: str = "admin/blog/revisions") -> SafeString:
    """Render a block with all details of its quotation or figure. `templates` is the folder of the
    templates."""
    rendered = "".join(_render_node(node, templates) for node in document.parse(html).nodes)
    # In a diff, <ins> is what a revision added.
    rendered = rendered.replace("<ins>", "<u>").replace("</ins>", "</u>")
    return markup.mark_clean(markup.DIFFERENCE(rendered))


def format_field(name: str, value: Any) -> str:
    """Format a value of `Revision.field_values` for display."""
    if isinstance(value, list):
        return ", ".join(value)
    if name == "status" and value in Post.Status.values:
        return str(Post.Status(value).label)
    if name == "published_at" and value and (moment := parse_datetime(value)):
        return full_datetime(moment)
    return value or ""


def _render_node(node: Node, templates: str) -> str:
    if isinstance(node, ProseNode):
        html, notes = footnotes.split_footnotes(node.html)
        speakers: list[tuple[str, str]] = []
        if "<section" in html:
            html, speakers = interviews.split_interviews(html)
        charts: list[tuple[str, str]] = []
        if CHART_TABLE in html:
            html, charts = split_charts(html)
        for pattern, replacement in _DEFINITIONS:
            html = re.sub(pattern, replacement, html)
        rows = [(_("Footnote"), note) for note in notes]
        for asks, answers in speakers:
            rows += [(_("Interviewer"), asks)] * bool(asks)
            rows += [(_("Interviewee"), answers)] * bool(answers)
        rows += charts
        details = "".join(f"<dt>{label}</dt><dd>{value}</dd>" for label, value in rows)
        html += f"<dl>{details}</dl>" if details else ""
        return html + "".join(_render_node(each, templates) for each in node.quotations)
    return render_to_string(f"{templates}/{_TEMPLATE_NAMES[type(node)]}.html", {"node": node})


_TEMPLATE_NAMES: dict[type, str] = {
    QuotationNode: "quotation",
    FigureNode: "figure",
    GalleryNode: "gallery",
    EmbedNode: "embed",
    FileNode: "file",
}


Row = tuple[str, int]  # A label, and the index among the rows with the same label.


def mark_differences(old: str, new: str) -> str:
    """Mark changes with <del> and <ins>. A changed detail shows both values in full below its
    label: a diff by words would mix up values and labels of different details."""
    (old_text, old_rows), (new_text, new_rows) = _split_details(old), _split_details(new)
    text = _mark_text_differences(old_text, new_text)
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd>{_render_value(old_rows.get(row), new_rows.get(row))}</dd>"
        for row in _merge_rows(list(old_rows), list(new_rows))
        for label, _index in [row]
    )
    return f"{text}<dl>{rows}</dl>" if rows else text


def _mark_text_differences(old: str, new: str) -> str:
    if old.startswith("<pre") and new.startswith("<pre"):
        return _mark_line_differences(old, new)
    if old.startswith("<table") and new.startswith("<table"):
        return mark_table_differences(old, new)
    return lxml.html.diff.htmldiff(old, new)


def _mark_line_differences(old: str, new: str) -> str:
    """Mark changes of code by the line, with all its white space."""
    before, after = (
        markup.parse_fragment(html).text_content().splitlines(keepends=True) for html in (old, new)
    )
    parts = []
    for _tag, i, j, k, n in similarity.build_matcher(before, after).get_opcodes():
        removed, added = (
            escape("".join(lines), quote=False) for lines in (before[i:j], after[k:n])
        )
        if removed == added:
            parts.append(removed)
        else:
            parts += [f"<del>{removed}</del>"] * bool(removed) + [f"<ins>{added}</ins>"] * bool(
                added
            )
    return f"<pre><code>{''.join(parts)}</code></pre>"


def extract_version(combined: str, other_tag: str) -> str:
    """Extract one version from combined HTML: remove `other_tag`, the tag of the other version
    ('del' or 'ins'), and details that are then empty."""
    root = markup.parse_fragment(markup.remove_elements(combined, other_tag))
    for row in [row for row in root.iter("tr") if not row.text_content().strip()]:
        row.drop_tree()
    for value in root.findall(".//dl/dd"):
        label = value.getprevious()
        if not value.text_content().strip() and label is not None:
            value.drop_tree()
            label.drop_tree()
    return markup.inner_html(root)


def _split_details(html: str) -> tuple[str, dict[Row, str]]:
    """Split a block into its HTML without the <dl>, and the values of the <dl>."""
    root = markup.parse_fragment(html)
    rows: dict[Row, str] = {}
    counts: Counter[str] = Counter()
    for details in root.findall(".//dl"):
        for label in details.findall("dt"):
            name = label.text_content()
            value = label.getnext()
            if value is not None:
                rows[name, counts[name]] = markup.inner_html(value)
                counts[name] += 1
        details.drop_tree()
    return markup.inner_html(root), rows


def _merge_rows(old: list[Row], new: list[Row]) -> list[Row]:
    """Insert removed rows into the later ones, each after the row that it used to follow."""
    rows = list(new)
    for index, row in enumerate(old):
        if row not in rows:
            before = old[index - 1] if index else None
            rows.insert(rows.index(before) + 1 if before else 0, row)
    return rows


def _render_value(old: str | None, new: str | None) -> str:
    if old == new:
        return new or ""
    removed = f"<del>{old}</del>" if old else ""
    added = f"<ins>{new}</ins>" if new else ""
    return " ".join(filter(None, (removed, added)))
