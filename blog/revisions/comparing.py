"""What changed between two revisions, block by block, in words that a writer can read."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

import lxml.html.diff
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from blog import document, markup
from blog.document import FigureNode, ProseNode, QuotationNode
from blog.document.nodes import Node

ALIKE = 0.5  # Blocks with less in common are one that went and one that came.
AHEAD = 40  # So many blocks are looked at for one that is alike.


@dataclass(frozen=True)
class Change:
    """A block before and after; `html` is both in one, with <del> and <ins> if it changed.

    `kind` is 'same', 'changed', 'added' or 'removed'. `index` is the block's place in the earlier
    document, None for one that was added; `at` its place in the later one, or that of the block
    which it stood before.
    """

    kind: str
    html: SafeString
    before: SafeString
    after: SafeString
    index: int | None
    at: int


def compare(before: list[str], after: list[str]) -> list[Change]:
    """Two lists of passages. What is the same keeps its place; of what is not, blocks of one kind
    that have most of their words in common are shown as one that changed."""
    changes: list[Change] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, i, j, k, n in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(range(i, j), range(k, n), strict=True)
            changes += [_whole("same", before[old], old, new) for old, new in pairs]
        else:
            changes += _paired(before, range(i, j), after, range(k, n))
    return changes


def _paired(before: list[str], old: range, after: list[str], new: range) -> list[Change]:
    """In order: each later block with the first earlier one that is like it, and what stood between
    them removed before it."""
    changes: list[Change] = []
    rest = list(old)
    for at in new:
        like = next(
            (n for n, i in enumerate(rest[:AHEAD]) if _are_alike(before[i], after[at])), None
        )
        if like is None:
            changes.append(_whole("added", after[at], None, at))
            continue
        changes += [_whole("removed", before[i], i, at) for i in rest[:like]]
        changes.append(_changed(before[rest[like]], after[at], rest[like], at))
        rest = rest[like + 1 :]
    return changes + [_whole("removed", before[i], i, new.stop) for i in rest]


def _whole(kind: str, passage: str, index: int | None, at: int) -> Change:
    shown, nothing = in_words(passage), SafeString()
    before = nothing if kind == "added" else shown
    after = nothing if kind == "removed" else shown
    return Change(kind, shown, before, after, index, at)


def _changed(old: str, new: str, index: int, at: int) -> Change:
    both = markup.DIFFERENCE(lxml.html.diff.htmldiff(in_words(old), in_words(new)))
    before, after = (markup.safe(markup.without(both, tag)) for tag in ("ins", "del"))
    return Change("changed", markup.safe(both), before, after, index, at)


def _are_alike(old: str, new: str) -> bool:
    (kinds, words), (other_kinds, other_words) = _gist(old), _gist(new)
    matcher = SequenceMatcher(None, words, other_words, autojunk=False)
    # The first two are bounds from above that cost little.
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return kinds == other_kinds and all(ratio() >= ALIKE for ratio in ratios)


@lru_cache(2 * AHEAD)
def _gist(passage: str) -> tuple[list[type], list[str]]:
    kinds: list[type] = [type(node) for node in document.parse(passage).nodes]
    return kinds, markup.plain_text(in_words(passage)).split()


def in_words(passage: str) -> SafeString:
    """A block for a reader of revisions: a quotation with all that is known of it, a figure with
    its words and picture."""
    shown = [_shown(node) for node in document.parse(passage).nodes]
    return markup.safe(markup.DIFFERENCE("".join(shown)))


def _shown(node: Node) -> str:
    if isinstance(node, ProseNode):
        return node.html
    name = "quotation" if isinstance(node, QuotationNode) else "figure"
    assert isinstance(node, QuotationNode | FigureNode)
    return render_to_string(f"admin/blog/revisions/{name}.html", {"node": node})
