"""The options of shortcodes and tags, and what their text refers to."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from transfer.readers.folders.metadata import Metadata

_OPTION_RE = re.compile(
    r"([\w-]+)\s*[=:](?!//)\s*(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|[^\s\"'`,]+)"
    r"|(\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|`[^`]*`|[^\s\"`]+)"
)
URL_RE = re.compile(r"(?<!\S)https?://\S+")


@dataclass
class Context:
    """What shortcodes refer to, and the notes about unknown ones.

    `find_address` returns the address of a file that is named by its path, or by the name of a
    post; '' if there is none. `render` renders Markdown within a line. `list_pictures` lists the
    addresses of the pictures in a folder or of a pattern such as `img/*.png`, and `list_unshown`
    those that belong to the post and are not in its text; `find_picture` returns the address of a
    picture by its name, and `list_tables` the tables of a list in the front matter. `variables` are
    texts that the text itself gives a name. `get_value` returns a
    text of the front matter, '' if it has none of that name. `decide` decides a condition about it.
    """

    base_path: str
    find_address: Callable[[str], str]
    render: Callable[[str], str]
    get_value: Callable[[str], str] = lambda _name: ""
    list_pictures: Callable[[str], list[str]] = lambda _pattern: []
    list_unshown: Callable[[], list[str]] = list
    find_picture: Callable[[str], str] = lambda _name: ""
    list_tables: Callable[[str], list[Metadata]] = lambda _name: []
    decide: Callable[[str], bool | None] = lambda _test: None
    notes: dict[str, None] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)


@dataclass
class Options:
    """The options of a shortcode, by name and by place."""

    named: dict[str, str]
    placed: list[str]

    def get(self, *names: str) -> str:
        return next((self.named[name] for name in names if self.named.get(name)), "")

    def get_placed(self, index: int) -> str:
        return self.placed[index] if len(self.placed) > index else ""


def parse_options(text: str) -> Options:
    """Parse options such as `"a" by="b"`; names are in lower case."""
    named, placed = {}, []
    for name, value, alone in _OPTION_RE.findall(text):
        if name:
            named[name.lower()] = _unquote(value)
        elif alone:
            placed.append(_unquote(alone))
    return Options(named, placed)


def _unquote(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        return re.sub(r"\\(.)", r"\1", text[1:-1])
    return text


def is_url(text: str) -> bool:
    return URL_RE.fullmatch(text) is not None
