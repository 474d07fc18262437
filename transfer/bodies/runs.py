"""Runs of text with their marks, and the paragraphs that they become."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

# Foreign elements, and the marks of our text that they mean.
MARK_TAGS = {
    **{"b": "strong", "strong": "strong", "i": "em", "em": "em", "dfn": "em", "var": "em"},
    **{"s": "s", "strike": "s", "del": "s", "ins": "ins", "sup": "sup", "sub": "sub"},
    **{"code": "code", "tt": "code", "kbd": "code", "samp": "code"},
}
_BOLD_RE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.I)
_ITALIC_RE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.I)
_STRUCK_RE = re.compile(r"text-decoration[\w-]*\s*:[^;]*line-through", re.I)
# White space other than one space; not no-break spaces.
_SPACE_RE = re.compile(r"[\t\n\r\f][ \t\n\r\f]*| [ \t\n\r\f]+")

# An element with its opening tag: ("a", '<a href="…">').
Mark = tuple[str, str]


def read_style(style: str) -> list[Mark]:
    """Return the marks that an inline style means."""
    patterns = ((_BOLD_RE, "strong"), (_ITALIC_RE, "em"), (_STRUCK_RE, "s"))
    return [(tag, f"<{tag}>") for pattern, tag in patterns if pattern.search(style)]


@dataclass
class Paragraph:
    """A paragraph while it is read: pieces of HTML, each with the marks around it.

    `is_open` is whether anything but white space is in it.
    """

    pieces: list[tuple[tuple[Mark, ...], str]] = field(default_factory=list)
    is_open: bool = False

    def add_text(self, text: str, marks: tuple[Mark, ...]) -> None:
        text = _SPACE_RE.sub(" ", text)
        if self._ends_in_space():
            text = text.lstrip(" ")
        if text:
            self.pieces.append((marks, escape(text, quote=False)))
            self.is_open = self.is_open or bool(text.strip())

    def add_html(self, html: str, marks: tuple[Mark, ...]) -> None:
        self.pieces.append((marks, html))
        self.is_open = True

    def add_break(self) -> bool:
        """Add a line break; return False if it follows another, where a paragraph ends."""
        position = len(self.pieces)
        while position and self.pieces[position - 1][1] == " ":
            position -= 1
        if position and self.pieces[position - 1][1] == "<br>":
            return False
        if self.is_open:
            self.pieces.append(((), "<br>"))
        return True

    def to_html(self) -> str:
        """Return the content of the paragraph, without white space and breaks at its ends."""
        pieces = self.pieces
        while pieces and pieces[-1][1].strip(" ") in ("", "<br>"):
            pieces.pop()
        while pieces and pieces[0][1].strip(" ") in ("", "<br>"):
            pieces.pop(0)
        return _SPACED_BREAK_RE.sub("<br>", _nest(pieces)).strip(" ")

    def _ends_in_space(self) -> bool:
        return not self.pieces or self.pieces[-1][1].endswith((" ", "<br>"))


_SPACED_BREAK_RE = re.compile(r" ?<br> ?")


def _nest(pieces: Iterable[tuple[tuple[Mark, ...], str]]) -> str:
    """Join pieces; marks that neighbours share stay open."""
    parts: list[str] = []
    stack: list[Mark] = []
    for marks, html in pieces:
        new_stack = list(dict.fromkeys(marks))
        shared = 0
        while shared < min(len(stack), len(new_stack)) and stack[shared] == new_stack[shared]:
            shared += 1
        if html != "<br>" or len(new_stack) > shared:
            parts += [f"</{tag}>" for tag, _ in reversed(stack[shared:])]
            parts += [opening for _, opening in new_stack[shared:]]
            stack = [*stack[:shared], *new_stack[shared:]]
        parts.append(html)
    parts += [f"</{tag}>" for tag, _ in reversed(stack)]
    return "".join(parts)
