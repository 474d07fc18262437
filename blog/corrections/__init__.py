"""Corrections of published posts: `detect` finds visible changes, `diff` renders them for readers,
`record` stores correction notes."""

from blog.corrections.detect import find_last_public_revision, is_note_required
from blog.corrections.record import CorrectionNote, get_draft_note, record, reword

__all__ = [
    "CorrectionNote",
    "find_last_public_revision",
    "get_draft_note",
    "is_note_required",
    "record",
    "reword",
]
