"""Corrections of published posts: `detect` finds whether readers see a difference, `diff` shows it
to them, `record` stores the note."""

from blog.corrections.detect import asks, last_seen
from blog.corrections.record import CorrectionNote, draft_of, record, reword

__all__ = [
    "CorrectionNote",
    "asks",
    "draft_of",
    "last_seen",
    "record",
    "reword",
]
