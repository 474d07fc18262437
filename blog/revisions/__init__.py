"""What a post was after each save: `keeping` records and restores, `comparing` shows what changed
between two revisions."""

from blog.revisions.comparing import Change, compare
from blog.revisions.keeping import NotRestored, passages_of, record, restore, restore_passage

__all__ = [
    "Change",
    "NotRestored",
    "compare",
    "passages_of",
    "record",
    "restore",
    "restore_passage",
]
