"""A published post that is changed: `asking` finds whether readers see a difference, `differing`
shows it to them, `keeping` stores what they are told, `telling` brings it along with the post."""

from blog.corrections.detect import asks, last_seen
from blog.corrections.queries import notes, rows_told, with_told
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
