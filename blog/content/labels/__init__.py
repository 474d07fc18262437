"""Operations on labels: save, merge, delete and undo; and search for duplicates."""

from blog.content.labels.duplicates import find_duplicates
from blog.content.labels.merging import (
    CannotUndo,
    LabelConflict,
    delete_alias,
    delete_labels,
    merge_labels,
    record_label_change,
    save_alias,
    save_label,
    undo_label_change,
)

__all__ = [
    "CannotUndo",
    "LabelConflict",
    "delete_labels",
    "delete_alias",
    "merge_labels",
    "find_duplicates",
    "record_label_change",
    "save_label",
    "save_alias",
    "undo_label_change",
]
