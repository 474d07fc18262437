"""What a reader is, and the errors that it raises."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, ClassVar, Protocol

from transfer.items import Entry
from transfer.messages import MessageError


class NotAnExport(MessageError):
    """The file is no export that can be read, or only a part of one. The message is one line for
    the user: what is wrong, and what to do."""


class Reader(Protocol):
    """Reads the exports of one platform.

    `platform` names it for users. A reader takes a file or a folder, holds at most one item in
    memory, and has no state besides its place in the export.
    """

    platform: ClassVar[str]

    @classmethod
    def recognizes(cls, path: Path) -> bool:
        """Return whether the path looks like an export of this platform. Reads at most 64 KB of
        each of some files, and never raises."""

    def __init__(self, path: Path) -> None:
        """Raise NotAnExport for an export that is malformed, encrypted or of an unknown version."""

    @property
    def total_bytes(self) -> int:
        """Return the size that the positions of entries run up to."""

    def read(self, cursor: str = "") -> Iterator[Entry]:
        """Yield the items after the one with that cursor, all with keys that are unique by kind
        and stay the same in a later export of the same blog.

        A malformed item is yielded as a RefusedItem. Raises NotAnExport if nothing more can be
        read, after all that can be was yielded.
        """

    def open_file(self, name: str) -> BinaryIO:
        """Open a file of the export, such as `ExportedPicture.file`. Raises FileNotFoundError."""
