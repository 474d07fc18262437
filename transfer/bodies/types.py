"""What bodies refer to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureLink:
    """A picture of a body: its addresses, the largest first, and its texts.

    `data` are further attributes of the editor's figure, of an export of our own; `name` is the end
    of the picture's address there, if that is all that is known.
    """

    urls: tuple[str, ...]
    alt: str = ""
    caption: str = ""
    credit: str = ""
    data: tuple[tuple[str, str], ...] = ()
    name: str = ""
