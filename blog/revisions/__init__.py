"""What a post was after each save: `keeping` records and restores, `comparing` shows what changed
between two revisions, `merging` and `meeting` put together what two people saved at once; of
who wrote it, `bylines`."""

from blog.revisions.bylines import byline_of, bylines_in_words, set_byline
from blog.revisions.conflicts import Met, meet
from blog.revisions.diff import (
    Change,
    compare,
    field_in_words,
    in_words,
)
from blog.revisions.merge import Merged, merge
from blog.revisions.record import (
    NotRestored,
    fields_of,
    is_as_saved,
    latest,
    passages_of,
    record,
    record_aside,
    restore,
    restore_passage,
    said_of,
)

__all__ = [
    "Change",
    "Merged",
    "Met",
    "NotRestored",
    "byline_of",
    "bylines_in_words",
    "compare",
    "field_in_words",
    "fields_of",
    "in_words",
    "is_as_saved",
    "latest",
    "meet",
    "merge",
    "passages_of",
    "record",
    "record_aside",
    "restore",
    "restore_passage",
    "said_of",
    "set_byline",
]
