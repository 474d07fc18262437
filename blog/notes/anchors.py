"""Where the notes of a post are: their anchors, found again once the post has changed."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common import markup
from blog.models import (
    AnyBlock,
    Figure,
    Post,
    Prose,
    blocks_of,
)
from blog.notes.models import EXCERPT_LENGTH, Note
from lib.parsing import parse_json, parse_pk


@dataclass(frozen=True)
class Place:
    """Where a note can be: a paragraph, a quotation or a picture, and how its words begin. `key`
    names it in a form, and is another as soon as the words are."""

    block: str
    words: str

    @property
    def key(self) -> str:
        return f"{self.block}.{hashlib.sha256(self.words.encode()).hexdigest()[:8]}"


def places_of(post: Post) -> list[Place]:
    """In the order of the page. Three queries."""
    return [place for row in blocks_of(post) for place in _places(row)]


def _places(row: AnyBlock) -> list[Place]:
    block = f"{row._meta.model_name}-{row.pk}"
    if isinstance(row, Prose):
        texts = [one_line(element.text_content()) for element in markup.parse_fragment(row.html)]
        return [Place(block, text) for text in texts if text]
    if isinstance(row, Figure):
        words = row.caption or (row.photo.alt if row.photo else row.alt) or _("Picture")
        return [Place(block, one_line(words))]
    return [Place(block, one_line(row.text))]


def one_line(words: str) -> str:
    return " ".join(words.split())[:EXCERPT_LENGTH]


def update_anchors(post: Post, sent: str = "") -> None:
    """After a save: each note is where its block is now. `sent` is what the editor says of that,
    {"12": {"block": "…", "words": "…"}}; without it, or of a block that it lost, keys and words
    tell. What is found nowhere stays as it was. Five queries, one without notes."""
    notes = list(Note.objects.filter(post=post).threads().exclude(words="", block=""))
    if not notes:
        return
    places, told = places_of(post), _told(sent)
    moved = []
    for note in notes:
        place = None
        if note.pk in told:
            place = find_place(places, *told[note.pk])
        place = place or find_place(places, note.block, note.words)
        place = place or find_place(places, "", note.excerpt)
        if place and (place.block, place.words) != (note.block, note.words):
            note.block, note.words = place.block, place.words
            moved.append(note)
    Note.objects.bulk_update(moved, ["block", "words"])


def find_place(places: list[Place], block: str, words: str) -> Place | None:
    """A quotation and a picture by the keys of their rows, prose by its words; of several that
    have them, the one in the same row."""
    if block and not block.startswith("prose-"):
        for place in places:
            if place.block == block:
                return place
    alike = [place for place in places if words and _bare(place.words) == _bare(words)]
    return next((place for place in alike if place.block == block), alike[0] if alike else None)


def _bare(words: str) -> str:
    """What is left without white space, of which editors and databases have different notions;
    short enough that the rest was not cut off by one of them alone."""
    return "".join(words.split())[:200]


def _told(sent: str) -> dict[int, tuple[str, str]]:
    """What of it can be read."""
    try:
        given = parse_json(sent or "{}")
    except ValueError:
        return {}
    found = {}
    for key, place in given.items() if isinstance(given, dict) else ():
        if (pk := parse_pk(key)) and isinstance(place, dict):
            block, words = place.get("block"), place.get("words")
            if isinstance(block, str) and isinstance(words, str):
                found[pk] = (block, one_line(markup.clean_text(words)))
    return found


def threads_of(post: Post, reader: User) -> list[dict[str, Any]]:
    """As the editor's script shows them to `reader`, in the order they were written. One query."""
    rows = Note.objects.filter(post=post).select_related("by", "resolved_by").order_by("pk")
    threads: dict[int, dict[str, Any]] = {}
    for note in rows:
        shown = _shown(note) | {"mine": note.by_id == reader.pk}
        if note.parent_id is None:
            threads[note.pk] = shown | {"replies": []}
        elif note.parent_id in threads:
            threads[note.parent_id]["replies"].append(shown)
    return list(threads.values())


def _shown(note: Note) -> dict[str, Any]:
    resolved = ""
    if note.resolved_at:
        who = str(note.resolved_by) if note.resolved_by else _("somebody")
        told = _("Resolved by %(who)s on %(when)s")
        resolved = told % {"who": who, "when": _when(note.resolved_at)}
    name = note.name or _("Somebody")
    if note.is_invited:
        name = _("%(name)s, invited") % {"name": name}
    return {
        "id": note.pk,
        "block": note.block,
        "words": note.words,
        "excerpt": note.excerpt,
        "text": note.text,
        "by": name,
        "at": _when(note.at),
        "resolved": resolved,
    }


def _when(moment: Any) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
