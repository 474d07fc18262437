"""Corrections of published posts: `detect` finds whether readers see a difference, `diff` shows it
to them, `record` stores the note, `models` loads the notes with their post."""

from blog.corrections.detect import asks, last_seen
from blog.corrections.models import notes, rows_told, with_told
from blog.corrections.record import CorrectionNote, record, reword

__all__ = [
    "CorrectionNote",
    "asks",
    "last_seen",
    "notes",
    "record",
    "reword",
    "rows_told",
    "with_told",
]
