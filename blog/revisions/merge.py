"""Three-way merge of a document: changes that do not overlap are merged, those that do become
conflicts with both versions."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from blog.common.text import similarity
from blog.content import document
from blog.content.document import (
    ConflictNode,
    Document,
    QuotationNode,
    facts,
)
from blog.models import Post
from blog.revisions.models import Revision
from blog.revisions.paragraphs import split_paragraphs
from blog.revisions.record import load_blocks


@dataclass(frozen=True)
class Merged:
    """`html` is the document; `conflicts` the number of its conflict blocks."""

    html: str
    conflicts: int


def merge(base: list[str], theirs: list[str], mine: list[str], by: str) -> Merged:
    """Merge three lists of blocks' HTML. What both changed becomes a conflict: theirs,
    which `by` saved, and mine. Prose is merged by the paragraph."""
    three = [split_paragraphs(blocks) for blocks in (base, theirs, mine)]
    parts: list[str] = []
    conflicts = 0
    for old, their, my in _chunks(*three):
        if their == my or my == old:
            parts += their
        elif their == old:
            parts += my
        else:
            conflicts += 1
            parts.append(_conflict(their, my, by))
    return Merged("".join(parts), conflicts)


def _conflict(theirs: list[str], mine: list[str], by: str) -> str:
    saved, sent = (document.parse("".join(version)).nodes for version in (theirs, mine))
    for node in sent:
        # What is stored is of the other version: the credit of mine belongs to the line of mine.
        if isinstance(node, QuotationNode) and any(each.pk for each in node.paragraphs):
            node.read_from = node.read_from or node.attribution
    return document.to_html(Document([ConflictNode(saved, sent, by)]))


def _chunks(
    base: list[str], theirs: list[str], mine: list[str]
) -> list[tuple[list[str], list[str], list[str]]]:
    """Stretches of the three that belong together, by what both kept of the base: diff3, after
    S. Khanna, K. Kunal and B. C. Pierce, 'A Formal Investigation of Diff3' (2007), section 3."""
    kept_by_them, kept_by_me = _kept(base, theirs), _kept(base, mine)
    chunks = []
    i = j = k = 0
    for at in range(len(base) + 1):
        their, my = kept_by_them.get(at), kept_by_me.get(at)
        if at == len(base):
            their, my = len(theirs), len(mine)
        if their is None or my is None:
            continue
        chunks += _neighbours(base[i:at], theirs[j:their], mine[k:my])
        if at < len(base):
            chunks.append((base[at : at + 1],) * 3)
        i, j, k = at + 1, their + 1, my + 1
    return chunks


def _neighbours(*three: list[str]) -> list[tuple[list[str], list[str], list[str]]]:
    """A stretch without anything that both kept. Of as many units in all three, each is a place of
    its own: neighbours that were changed by one each are no conflict."""
    old, their, my = three
    if len(old) == len(their) == len(my):
        return [([a], [b], [c]) for a, b, c in zip(*three, strict=True)]
    return [(old, their, my)]


def _kept(base: list[str], other: list[str]) -> dict[int, int]:
    """Where each unit of the base that is still there stands."""
    return {
        block.a + n: block.b + n
        for block in similarity.matcher(base, other).get_matching_blocks()
        for n in range(block.size)
    }


@dataclass
class Met:
    """What came of both. `taken` are the fields in which only they changed something, with their
    values as `Revision.said` has them; `contested` those in which both
    did, with theirs; `conflicts` how often both stand in the document `html`."""

    latest: Revision
    html: str
    conflicts: int
    taken: dict[str, Any] = field(default_factory=dict)
    contested: dict[str, Any] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.conflicts or self.contested)


def meet(
    post: Post,
    opened: int | None,
    mine: dict[str, Any],
    html: str,
    shown: facts.Facts | None = None,
    by: User | None = None,
) -> Met | None:
    """None if nothing was saved since the revision `opened`, which a form shows; None of it stands
    for a form from before the first. Seven queries, one where there is nothing to do.

    `mine` are the fields as sent, `labels` and `byline` among them; `shown` is what the form showed
    of sources and photos; `by` who sent it: a conflict with a save of theirs names nobody.
    """
    saved = Revision.objects.saved_of(post)
    latest = saved.select_related("by").first()
    if latest is None or latest.pk == opened:
        return None
    base = saved.filter(pk=opened).first() if opened else None
    base = base or saved.order_by("pk")[0]
    parts = ["".join(load_blocks(base)), "".join(load_blocks(latest)), html]
    was, theirs, my = (document.parse(part) for part in parts)
    facts.level(was, theirs, my, shown or {})
    document.read_changed_lines(my, was)
    merged = merge(
        document.block_html(was),
        document.block_html(theirs),
        document.block_html(my, keep_marks=True),
        "" if latest.by in (None, by) else str(latest.by),
    )
    met = Met(latest, merged.html, merged.conflicts)
    before, after = base.said, latest.said
    for name, value in mine.items():
        if after[name] in (before[name], value):
            continue
        (met.taken if value == before[name] else met.contested)[name] = after[name]
    return met
