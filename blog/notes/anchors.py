"""Anchors of notes: blocks and paragraphs of a post, found again after the post has changed."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from blog.common import markup
from blog.common.formatting.dates import full_datetime
from blog.models import AnyBlock, Embed, Figure, Post, Prose, PullQuote, get_blocks
from blog.notes.models import EXCERPT_LENGTH, Note
from lib.parsing import parse_json, parse_pk


@dataclass(frozen=True)
class Anchor:
    """A paragraph, quotation or picture that a note can refer to. `block` is as `Note.block`,
    `text` its beginning. `key` is its value in a form, and changes with the text."""

    block: str
    text: str

    @property
    def key(self) -> str:
        return f"{self.block}.{hashlib.sha256(self.text.encode()).hexdigest()[:8]}"


def list_anchors(post: Post) -> list[Anchor]:
    """Return the anchors of a post, in their order on the page. Three queries."""
    return [anchor for row in get_blocks(post) for anchor in _list_block_anchors(row)]


def _list_block_anchors(row: AnyBlock) -> list[Anchor]:
    block = f"{row._meta.model_name}-{row.pk}"
    if isinstance(row, PullQuote) and row.is_inline:
        return []  # A note is on the paragraph around it.
    if isinstance(row, Prose):
        texts = [shorten(markup.read_text(element)) for element in markup.parse_fragment(row.html)]
        return [Anchor(block, text) for text in texts if text]
    if isinstance(row, Figure):
        text = row.caption or (row.photo.alt if row.photo else row.alt) or _("Picture")
        return [Anchor(block, shorten(text))]
    if isinstance(row, Embed):
        text = row.caption or row.title or row.url or (row.file.name if row.file else "")
        return [Anchor(block, shorten(text))]
    return [Anchor(block, shorten(row.text))]


def shorten(text: str) -> str:
    """Collapse white space and limit the text to the length of a stored excerpt."""
    return " ".join(text.split())[:EXCERPT_LENGTH]


def update_anchors(post: Post, sent: str = "") -> None:
    """Move the notes of a saved post to the current anchors of their blocks. Five queries, one
    without notes.

    `sent` are the anchors that the editor knows, as JSON: {"12": {"block": "…", "text": "…"}} by
    note ID. Notes without one are matched by block ID or text; without a match they stay.
    """
    notes = list(Note.objects.filter(post=post).threads().exclude(anchor_text="", block=""))
    if not notes:
        return
    anchors, sent_anchors = list_anchors(post), _parse_anchors(sent)
    moved = []
    for note in notes:
        anchor = None
        if note.pk in sent_anchors:
            anchor = find_anchor(anchors, *sent_anchors[note.pk])
        anchor = anchor or find_anchor(anchors, note.block, note.anchor_text)
        anchor = anchor or find_anchor(anchors, "", note.excerpt)
        if anchor and (anchor.block, anchor.text) != (note.block, note.anchor_text):
            note.block, note.anchor_text = anchor.block, anchor.text
            moved.append(note)
    Note.objects.bulk_update(moved, ["block", "anchor_text"])


def find_anchor(anchors: list[Anchor], block: str, text: str) -> Anchor | None:
    """Find quotations and figures by their IDs, paragraphs by their text, preferably in the same
    block."""
    if block and not block.startswith("prose-"):
        for anchor in anchors:
            if anchor.block == block:
                return anchor
    matches = [each for each in anchors if text and _normalize(each.text) == _normalize(text)]
    return next((each for each in matches if each.block == block), matches[0] if matches else None)


def _normalize(text: str) -> str:
    """Remove white space, which editors and databases treat differently, and cut the text where
    both have all of it."""
    return "".join(text.split())[:200]


def _parse_anchors(sent: str) -> dict[int, tuple[str, str]]:
    """Parse the anchors that the editor sent, as blocks and texts by note ID; skip invalid ones."""
    try:
        values = parse_json(sent or "{}")
    except ValueError:
        return {}
    parsed = {}
    for key, anchor in values.items() if isinstance(values, dict) else ():
        if (pk := parse_pk(key)) and isinstance(anchor, dict):
            block, text = anchor.get("block"), anchor.get("text")
            if isinstance(block, str) and isinstance(text, str):
                parsed[pk] = (block, shorten(markup.clean_text(text)))
    return parsed


def serialize_threads(post: Post, reader: User) -> list[dict[str, Any]]:
    """Serialize the notes of a post for the editor's script, the oldest first. One query."""
    rows = Note.objects.filter(post=post).select_related("by", "resolved_by").order_by("pk")
    threads: dict[int, dict[str, Any]] = {}
    for note in rows:
        serialized = _serialize(note) | {"mine": note.by_id == reader.pk}
        if note.parent_id is None:
            threads[note.pk] = serialized | {"replies": []}
        elif note.parent_id in threads:
            threads[note.parent_id]["replies"].append(serialized)
    return list(threads.values())


def _serialize(note: Note) -> dict[str, Any]:
    resolved = ""
    if note.resolved_at:
        who = str(note.resolved_by) if note.resolved_by else _("somebody")
        when = full_datetime(note.resolved_at)
        resolved = _("Resolved by %(who)s on %(when)s") % {"who": who, "when": when}
    name = note.name or _("Somebody")
    if note.is_invited:
        name = _("%(name)s, invited") % {"name": name}
    return {
        "id": note.pk,
        "block": note.block,
        "anchor_text": note.anchor_text,
        "excerpt": note.excerpt,
        "text": note.text,
        "by": name,
        "time": full_datetime(note.created_at),
        "resolved": resolved,
    }
