"""The words in which the demo blog is written: plain data, turned into rows by `manage.py demo`."""

from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image


@dataclass(frozen=True)
class DemoAuthor:
    username: str
    byline: str
    bio: str
    editor: bool = False


@dataclass(frozen=True)
class DemoSource:
    """`kind` is a value of Source.Kind: person, organisation, publication or document."""

    key: str
    kind: str
    name: str
    role: str = ""
    affiliation: str = ""
    about: str = ""
    url: str = ""
    family_name: str = ""


@dataclass(frozen=True)
class DemoPhoto:
    """A picture that `draw` makes; an empty `alt` says that it is decorative."""

    key: str
    draw: Callable[[], Image.Image]
    alt: str
    caption: str
    credit: str
    licence_url: str = ""


@dataclass(frozen=True)
class Prose:
    """HTML of the prose allowlist: p h2 h3 strong em a ul ol li hr br blockquote."""

    html: str


@dataclass(frozen=True)
class Quotation:
    """Neighbouring quotations under one attribution line.

    `source` and `speaker` are keys of DemoSource, `said` is '2024', '2024-03' or '2024-03-22',
    `language` is a code such as 'fr' where it is not the post's; then `translations` has one
    entry for each text.
    """

    texts: tuple[str, ...]
    attribution: str
    source: str
    speaker: str = ""
    said: str = ""
    url: str = ""
    language: str = ""
    translations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure: a DemoPhoto by key, with a caption of its own where the photo's does not fit."""

    photo: str
    caption: str = ""


@dataclass(frozen=True)
class Jump:
    """The jump break: lists show what stands before it."""


Part = Prose | Quotation | Picture | Jump


@dataclass(frozen=True)
class DemoPost:
    """`published` is local time, '2024-03-22 09:15'; without it `status` says draft or review.

    `scheduled_in_days` counts from the day the demo is filled.
    """

    title: str
    authors: tuple[str, ...]
    labels: tuple[str, ...]
    body: tuple[Part, ...] = field(repr=False)
    published: str = ""
    summary: str = ""
    language: str = "en-gb"
    status: str = "published"
    scheduled_in_days: int = 0


@dataclass(frozen=True)
class DemoComment:
    """Written `after` so many minutes from the post's publication; `username` is an author's."""

    name: str
    text: str
    after: int
    replies: tuple["DemoComment", ...] = ()
    username: str = ""
    website: str = ""
    state: str = "approved"
    is_pick: bool = False


@dataclass(frozen=True)
class DemoCorrection:
    """Made `after` so many minutes from the publication of the post of that title: where its text
    has `now`, it had `was`."""

    title: str
    kind: str
    text: str
    after: int
    was: str
    now: str


@dataclass(frozen=True)
class DemoPage:
    """A page that stands by itself, linked at the foot of all others."""

    title: str
    summary: str
    body: tuple[Part, ...]
