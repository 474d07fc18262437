"""Adding notes to a post, replying to them, editing and resolving them."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common import markup
from blog.models import Post
from blog.notes import anchors
from blog.notes.anchors import Place
from blog.notes.models import Note, ShareLink
from blog.workflow.models import MAX_WORDS

MAX_NOTES_OF_POST = 1000  # replies included
MAX_NOTES_OF_LINK = 300


class NoteRefused(Exception):
    """With a sentence for whoever wrote the note; nothing was stored."""


@dataclass(frozen=True)
class SavedNote:
    """`is_changed` is False where the note was like this already."""

    note: Note
    is_changed: bool = True


def add_note(*, post: Post, by: User, text: str, block: str = "", words: str = "") -> SavedNote:
    """Add a note at the block of a key or, where it has none yet, with these words; without either
    to the whole post. `NoteRefused` for no text, too much, or too many notes. Six queries at most.
    """
    words = anchors.one_line(markup.clean_text(words))
    place = anchors.find_place(anchors.places_of(post), block, words) if block or words else None
    words = words or (place.words if place else "")
    return _store(post, by, text, block=place.block if place else "", words=words, excerpt=words)


def reply_to_note(*, note: Note, by: User, text: str) -> SavedNote:
    """Reply in the thread of a note, whichever of it is answered. Reads `note.post`. Refused as
    `add_note`. Two queries."""
    return _store(note.post, by, text, parent_id=note.parent_id or note.pk)


def edit_note(*, note: Note, by: User, text: str) -> SavedNote:
    """Replace the text of one's own note. `NoteRefused` for somebody else's. One query."""
    if note.by_id != by.pk:
        raise NoteRefused(_("You can change only your own notes."))
    note.text = _clean(text)
    note.save(update_fields=["text"])
    return SavedNote(note)


def resolve_note(*, note: Note, by: User) -> SavedNote:
    """Mark a thread as resolved. A second time changes nothing: the first is on record. One query.
    Replies cannot be resolved: IntegrityError."""
    now = timezone.now()
    rows = Note.objects.filter(pk=note.pk, resolved_at=None)
    is_changed = bool(rows.update(resolved_at=now, resolved_by=by))
    if is_changed:
        note.resolved_at, note.resolved_by = now, by
    return SavedNote(note, is_changed)


def reopen_note(*, note: Note) -> SavedNote:
    """Reopen a resolved thread. One query."""
    note.resolved_at = note.resolved_by = None
    note.save(update_fields=["resolved_at", "resolved_by"])
    return SavedNote(note)


def add_invited_note(
    *, link: ShareLink, name: str, place: Place | None, text: str, submission: uuid.UUID
) -> SavedNote:
    """Add the note of somebody who was shown a post, once for each submission; without a place to
    the whole post. `NoteRefused` where the link has as many as it may. Three queries. The authors
    get an e-mail later: `share_links.notify_authors_of_notes`."""
    if link.notes.count() >= MAX_NOTES_OF_LINK:
        raise NoteRefused(
            _(
                "This link has reached its limit of notes, so yours was not stored. "
                "Contact the person who sent you the link."
            )
        )
    words = place.words if place else ""
    note = Note(
        post_id=link.post_id,
        share=link,
        guest_name=name,
        block=place.block if place else "",
        excerpt=words,
        words=words,
        text=text,
        submission=submission,
    )
    Note.objects.bulk_create([note], ignore_conflicts=True)  # Of two at once one is stored.
    return SavedNote(link.notes.get(submission=submission))


def _clean(text: str) -> str:
    text = markup.clean_text(text).replace("\r\n", "\n").strip()
    if not text:
        raise NoteRefused(_("Enter some text first."))
    if len(text) > MAX_WORDS:
        raise NoteRefused(_("Enter at most %(limit)d characters.") % {"limit": MAX_WORDS})
    return text


def _store(post: Post, by: User, text: str, **fields: Any) -> SavedNote:
    text = _clean(text)
    if Note.objects.filter(post=post).count() >= MAX_NOTES_OF_POST:
        raise NoteRefused(_("This post already has too many notes to add another."))
    return SavedNote(Note.objects.create(post=post, by=by, text=text, **fields))
