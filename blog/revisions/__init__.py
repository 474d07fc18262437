"""Revisions of posts: `record` stores one for each save, `diff` compares two, `merge` merges saves
that overlap, `bylines` stores and restores the authors."""

from blog.revisions.bylines import (
    filter_known_authors,
    format_bylines,
    load_byline,
    set_byline,
)
from blog.revisions.diff import Change, compare, format_field, render_block
from blog.revisions.figures import record_figures
from blog.revisions.merge import MergedSave, MergeResult, merge, merge_with_latest
from blog.revisions.paragraphs import split_paragraphs
from blog.revisions.record import (
    get_field_values,
    get_latest_id,
    is_unchanged,
    load_blocks,
    record,
    record_aside,
    serialize_fields,
)

__all__ = [
    "Change",
    "MergeResult",
    "MergedSave",
    "compare",
    "filter_known_authors",
    "format_bylines",
    "format_field",
    "get_field_values",
    "get_latest_id",
    "is_unchanged",
    "load_blocks",
    "load_byline",
    "merge",
    "merge_with_latest",
    "record",
    "record_aside",
    "record_figures",
    "render_block",
    "serialize_fields",
    "set_byline",
    "split_paragraphs",
]
