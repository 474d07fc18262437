"""Revisions of posts: `record` stores one for each save, `diff` compares two, `merge` merges saves
that overlap, `bylines` stores and restores the authors."""

from blog.revisions.bylines import (
    filter_known_authors,
    format_bylines,
    load_byline,
    set_byline,
    set_bylines_of_new_posts,
)
from blog.revisions.diff import Change, compare, format_field, render_block
from blog.revisions.figures import record_figures
from blog.revisions.generated_notes import GeneratedNote, build_time_note, build_title_note
from blog.revisions.merge import MergedSave, MergeResult, merge, merge_with_latest
from blog.revisions.paragraphs import split_paragraphs
from blog.revisions.record import (
    FirstVersion,
    get_field_values,
    get_latest_id,
    is_unchanged,
    load_blocks,
    record,
    record_aside,
    record_new_posts,
    serialize_fields,
)

__all__ = [
    "Change",
    "FirstVersion",
    "GeneratedNote",
    "MergeResult",
    "MergedSave",
    "build_time_note",
    "build_title_note",
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
    "record_new_posts",
    "render_block",
    "serialize_fields",
    "set_byline",
    "set_bylines_of_new_posts",
    "split_paragraphs",
]
