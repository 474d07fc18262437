"""Labels that get another name or become one, and the way back, row by row.

`changing` does and undoes it, `images` are the rows before and after, `twins` finds labels that
may mean the same.
"""

from blog.content.labels.duplicates import near_twins
from blog.content.labels.merging import (
    NotChanged,
    NotUndone,
    merge,
    recorded,
    undo,
)

__all__ = ["NotChanged", "NotUndone", "merge", "near_twins", "recorded", "undo"]
