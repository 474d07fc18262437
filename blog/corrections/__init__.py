"""Corrections of published posts: `detect` finds whether readers see a difference, `diff` shows it
to them, `record` stores the note."""

from blog.corrections.detect import asks, last_seen
from blog.corrections.record import CorrectionNote, record, reword

__all__ = [
    "CorrectionNote",
    "asks",
    "last_seen",
    "record",
    "reword",
]
