"""Where the items of a file are, so that it is searched for their tags only once."""

from array import array
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from transfer.readers.base import NotAnExport


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item is; `is_readable` is False for one that is too large or has no end."""

    start: int
    end: int
    is_readable: bool = True


class Places:
    """The places of the items of one file, in its order; `error` is raised after the last one.

    Memory: 16 bytes for each.
    """

    def __init__(self) -> None:
        self.error: NotAnExport | None = None
        self._starts, self._ends = array("Q"), array("Q")
        self._unreadable: set[int] = set()

    def add(self, start: int, end: int, *, is_readable: bool) -> None:
        self._starts.append(start)
        self._ends.append(end)
        if not is_readable:
            self._unreadable.add(start)

    def read(self, start: int = 0) -> Iterator[Place]:
        """Yield the places from an offset on. Raises NotAnExport if the file is cut off."""
        first = bisect_left(self._starts, start)
        for item_start, end in zip(self._starts[first:], self._ends[first:], strict=True):
            yield Place(item_start, end, item_start not in self._unreadable)
        if self.error:
            raise self.error
