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


@dataclass(frozen=True)
class TrackLink:
    """Captions of a recording: their address, language and name."""

    url: str
    language: str
    label: str = ""


@dataclass(frozen=True)
class FileLink:
    """An audio, video or PDF file of a body; `link` is the HTML in its place without the file.

    `poster` is the address of the picture that its player shows first. `name` is as that of a
    `PictureLink`.
    """

    url: str = ""
    link: str = ""
    poster: str = ""
    tracks: tuple[TrackLink, ...] = ()
    name: str = ""
