"""What a post was after each save: `record` records it, `diff` compares two revisions, `merge`
merges what two people saved at once, `bylines` has the authors."""

from blog.revisions.bylines import byline_of, bylines_in_words, known_authors, set_byline
from blog.revisions.diff import (
    Change,
    compare,
    field_in_words,
    in_words,
)
from blog.revisions.merge import Merged, Met, meet, merge
from blog.revisions.paragraphs import split_paragraphs
from blog.revisions.record import (
    fields_of,
    is_as_saved,
    latest,
    load_blocks,
    record,
    record_aside,
    said_of,
)

__all__ = [
    "Change",
    "Merged",
    "Met",
    "byline_of",
    "bylines_in_words",
    "compare",
    "field_in_words",
    "fields_of",
    "in_words",
    "is_as_saved",
    "known_authors",
    "latest",
    "meet",
    "merge",
    "load_blocks",
    "record",
    "record_aside",
    "said_of",
    "set_byline",
    "split_paragraphs",
]
