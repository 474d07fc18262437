"""Labels that get another name or become one, and the way back, row by row.

`changing` does and undoes it, `images` are the rows before and after, `twins` finds labels that
may mean the same.
"""

from blog.renaming.changing import NotChanged, NotUndone, merge, recorded, undo
from blog.renaming.twins import near_twins

__all__ = ["NotChanged", "NotUndone", "merge", "near_twins", "recorded", "undo"]
