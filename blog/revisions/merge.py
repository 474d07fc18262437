"""Three-way merge of documents. Overlapping changes become conflict blocks with both versions."""

import re
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from blog.common.text import similarity
from blog.content import document
from blog.content.document import ConflictNode, Document, facts
from blog.models import Post
from blog.revisions.models import Revision
from blog.revisions.paragraphs import split_paragraphs
from blog.revisions.record import load_blocks

# The units of the base, their and my version that belong together.
Chunk = tuple[list[str], list[str], list[str]]
_WORD_OR_TAG = re.compile(r"<[^>]+>|[^<\s]+")


@dataclass(frozen=True)
class MergeResult:
    """`html` is the merged document, `conflicts` the number of its conflict blocks."""

    html: str
    conflicts: int


def merge(
    base: list[str], theirs: list[str], mine: list[str], by: str, *, is_own: bool = False
) -> MergeResult:
    """Merge three lists of block HTML, prose by the paragraph. A block that both sides changed
    becomes a conflict that names `by` as the author of their version.

    If one person saved both (`is_own`), a version that only continues the other is no conflict:
    restored changes contain what the form had saved when its browser crashed.
    """
    versions = [split_paragraphs(blocks) for blocks in (base, theirs, mine)]
    parts: list[str] = []
    conflicts = 0
    for base_chunk, their_chunk, my_chunk in _split_chunks(*versions):
        if their_chunk == my_chunk or my_chunk == base_chunk:
            parts += their_chunk
        elif their_chunk == base_chunk:
            parts += my_chunk
        elif is_own and (longer := _find_continuation(base_chunk, their_chunk, my_chunk)):
            parts += longer
        else:
            conflicts += 1
            parts.append(_build_conflict(their_chunk, my_chunk, by))
    return MergeResult("".join(parts), conflicts)


def _find_continuation(base: list[str], one: list[str], other: list[str]) -> list[str] | None:
    """Return the version to which text was only added, both to the base and to the other one."""
    shorter, longer = sorted((one, other), key=lambda version: len("".join(version)))
    is_kept = _contains(shorter, base) and _contains(longer, shorter)
    return longer if is_kept else None


def _contains(longer: list[str], shorter: list[str]) -> bool:
    """Return whether all words and tags of `shorter` occur in `longer` in order. Words may continue
    in `longer`, because a text can be saved in the middle of a word."""
    present = iter(_WORD_OR_TAG.findall("".join(longer)))
    needed = _WORD_OR_TAG.findall("".join(shorter))
    return all(any(other.startswith(word) for other in present) for word in needed)


def _build_conflict(theirs: list[str], mine: list[str], by: str) -> str:
    saved, sent = (document.parse("".join(version)).nodes for version in (theirs, mine))
    for node in Document(sent).quotations:
        # The stored credit belongs to their version; mine gets its credit from its attribution.
        if any(each.pk for each in node.paragraphs):
            node.read_from = node.read_from or node.attribution
    return document.to_html(Document([ConflictNode(saved, sent, by)]))


def _split_chunks(base: list[str], theirs: list[str], mine: list[str]) -> list[Chunk]:
    """Align three versions by the units that both sides left unchanged: diff3, after S. Khanna,
    K. Kunal and B. C. Pierce, 'A Formal Investigation of Diff3' (2007), section 3."""
    their_matches, my_matches = _match_units(base, theirs), _match_units(base, mine)
    chunks: list[Chunk] = []
    i = j = k = 0
    for index in range(len(base) + 1):
        their, my = their_matches.get(index), my_matches.get(index)
        if index == len(base):
            their, my = len(theirs), len(mine)
        if their is None or my is None:
            continue
        chunks += _split_unstable(base[i:index], theirs[j:their], mine[k:my])
        if index < len(base):
            chunks.append((base[index : index + 1],) * 3)
        i, j, k = index + 1, their + 1, my + 1
    return chunks


def _split_unstable(base: list[str], theirs: list[str], mine: list[str]) -> list[Chunk]:
    """Split an unstable chunk into units if all versions have the same number of them: changes of
    adjacent units do not conflict."""
    if len(base) == len(theirs) == len(mine):
        return [([a], [b], [c]) for a, b, c in zip(base, theirs, mine, strict=True)]
    return [(base, theirs, mine)]


def _match_units(base: list[str], other: list[str]) -> dict[int, int]:
    """Map the index of each unchanged unit in `base` to its index in `other`."""
    return {
        block.a + n: block.b + n
        for block in similarity.build_matcher(base, other).get_matching_blocks()
        for n in range(block.size)
    }


@dataclass
class MergedSave:
    """A save merged with the latest revision, which somebody else saved in the meantime.

    `accepted` are the fields that only they changed, with their values as in
    `Revision.field_values`; `conflicting` the fields that both changed, with their values;
    `conflicts` the number of conflict blocks in the document `html`.
    """

    latest: Revision
    html: str
    conflicts: int
    accepted: dict[str, Any] = field(default_factory=dict)
    conflicting: dict[str, Any] = field(default_factory=dict)

    @property
    def is_clean(self) -> bool:
        return not (self.conflicts or self.conflicting)


def merge_with_latest(
    post: Post,
    base_id: int | None,
    mine: dict[str, Any],
    html: str,
    shown_facts: facts.Facts | None = None,
    by: User | None = None,
) -> MergedSave | None:
    """Merge a submitted form with the latest revision. Return None if that is still the revision
    `base_id` that the form was opened with (None for a form from before the first revision). Seven
    queries, one without a merge.

    `mine` are the submitted fields with `labels` and `byline`; `shown_facts` the facts of sources
    and photos that the form showed; `by` the submitter: conflicts with their own save name nobody.
    """
    saved = Revision.objects.saved_for(post)
    latest = saved.select_related("by").first()
    if latest is None or latest.pk == base_id:
        return None
    # An automatic revision may have been replaced: then the one before.
    base = saved.filter(pk__lte=base_id).first() if base_id and base_id < latest.pk else None
    base = base or saved.order_by("pk")[0]
    versions = ["".join(load_blocks(base)), "".join(load_blocks(latest)), html]
    base_doc, their_doc, my_doc = (document.parse(version) for version in versions)
    facts.align_facts(base_doc, their_doc, my_doc, shown_facts or {})
    document.read_changed_lines(my_doc, base_doc)
    merged = merge(
        document.blocks_to_html(base_doc),
        document.blocks_to_html(their_doc),
        document.blocks_to_html(my_doc, keep_marks=True),
        "" if latest.by in (None, by) else str(latest.by),
        is_own=by is not None and latest.by == by,
    )
    result = MergedSave(latest, merged.html, merged.conflicts)
    before, after = base.field_values, latest.field_values
    for name, value in mine.items():
        if after[name] in (before[name], value):
            continue
        fields = result.accepted if value == before[name] else result.conflicting
        fields[name] = after[name]
    return result
