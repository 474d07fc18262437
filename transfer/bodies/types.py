"""What bodies refer to."""

from dataclasses import dataclass


@dataclass(frozen=True)
class PictureLink:
    """A picture of a body: its addresses, the largest first, and its texts."""

    urls: tuple[str, ...]
    alt: str = ""
    caption: str = ""
    credit: str = ""
