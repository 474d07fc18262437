"""Labels: saving, merging and deleting them, with undo; and finding duplicates.

`merging` does and undoes it, `snapshots` are the rows before and after, `duplicates` finds labels
that may mean the same.
"""

from blog.content.labels.duplicates import near_twins
from blog.content.labels.merging import (
    CannotUndo,
    LabelConflict,
    delete_labels,
    delete_synonym,
    merge_labels,
    record_label_change,
    save_label,
    save_synonym,
    undo_label_change,
)

__all__ = [
    "CannotUndo",
    "LabelConflict",
    "delete_labels",
    "delete_synonym",
    "merge_labels",
    "near_twins",
    "record_label_change",
    "save_label",
    "save_synonym",
    "undo_label_change",
]
