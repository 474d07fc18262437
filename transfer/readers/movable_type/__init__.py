"""Exports of Movable Type and of what writes the same text: TypePad, Hatena, Ameba, FC2 and others.

An entry is lines such as `TITLE: …`, then sections that begin with a line such as `BODY:`. Five
hyphens end each part, and eight hyphens the entry. Lines of hyphens within a text are told apart by
what follows them.
"""

from transfer.readers.movable_type.reader import MovableTypeReader

__all__ = ["MovableTypeReader"]
