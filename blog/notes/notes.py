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
from blog.notes.anchors import Anchor
from blog.notes.models import Note, ShareLink
from blog.workflow.models import MAX_MESSAGE_LENGTH

MAX_NOTES_OF_POST = 1000  # replies included
MAX_NOTES_OF_LINK = 300


class NoteRefused(Exception):
    """Nothing was stored; the message is for the author of the note."""


@dataclass(frozen=True)
class SavedNote:
    """`is_changed` is False if the note already had this state."""

    note: Note
    is_changed: bool = True


def add_note(
    *, post: Post, by: User, text: str, block: str = "", anchor_text: str = ""
) -> SavedNote:
    """Add a note to a block, found by `block` or, if it is not saved yet, by `anchor_text`; without
    both to the whole post. Raises `NoteRefused` if the text is empty or too long, or for too many
    notes. Six queries at most."""
    anchor_text = anchors.shorten(markup.clean_text(anchor_text))
    anchor = None
    if block or anchor_text:
        anchor = anchors.find_anchor(anchors.list_anchors(post), block, anchor_text)
    excerpt = anchor_text or (anchor.text if anchor else "")
    block = anchor.block if anchor else ""
    return _store(post, by, text, block=block, anchor_text=excerpt, excerpt=excerpt)


def reply_to_note(*, note: Note, by: User, text: str) -> SavedNote:
    """Reply in the thread of a note or reply. Needs `note.post`. Raises `NoteRefused` as
    `add_note`. Two queries."""
    return _store(note.post, by, text, parent_id=note.parent_id or note.pk)


def edit_note(*, note: Note, by: User, text: str) -> SavedNote:
    """Replace the text of a note. Raises `NoteRefused` for notes of other users. One query."""
    if note.by_id != by.pk:
        raise NoteRefused(_("You can change only your own notes."))
    note.text = _clean(text)
    note.save(update_fields=["text"])
    return SavedNote(note)


def resolve_note(*, note: Note, by: User) -> SavedNote:
    """Mark a thread as resolved, unless it already is. One query. Raises IntegrityError for a
    reply."""
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
    *, link: ShareLink, name: str, anchor: Anchor | None, text: str, submission: uuid.UUID
) -> SavedNote:
    """Add the note of an invited reader, once for each submission; without an anchor to the whole
    post. Raises `NoteRefused` at the link's limit of notes. Three queries. The authors get an
    e-mail later (`share_links.notify_authors_of_notes`)."""
    if link.notes.count() >= MAX_NOTES_OF_LINK:
        raise NoteRefused(
            _(
                "This link has reached its limit of notes, so yours was not stored. "
                "Contact the person who sent you the link."
            )
        )
    excerpt = anchor.text if anchor else ""
    note = Note(
        post_id=link.post_id,
        share=link,
        guest_name=name,
        block=anchor.block if anchor else "",
        excerpt=excerpt,
        anchor_text=excerpt,
        text=text,
        submission=submission,
    )
    # Only one of two concurrent requests with the same submission stores the note.
    Note.objects.bulk_create([note], ignore_conflicts=True)
    return SavedNote(link.notes.get(submission=submission))


def _clean(text: str) -> str:
    text = markup.clean_text(text).replace("\r\n", "\n").strip()
    if not text:
        raise NoteRefused(_("Enter some text first."))
    if len(text) > MAX_MESSAGE_LENGTH:
        raise NoteRefused(_("Enter at most %(limit)d characters.") % {"limit": MAX_MESSAGE_LENGTH})
    return text


def _store(post: Post, by: User, text: str, **fields: Any) -> SavedNote:
    text = _clean(text)
    if Note.objects.filter(post=post).count() >= MAX_NOTES_OF_POST:
        raise NoteRefused(_("This post already has too many notes to add another."))
    return SavedNote(Note.objects.create(post=post, by=by, text=text, **fields))
