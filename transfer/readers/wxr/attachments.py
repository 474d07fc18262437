"""What posts need to know of an attachment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture or another file; `link` is its page."""

    key: str
    url: str
    title: str
    alt: str
    caption: str
    link: str
    is_picture: bool
