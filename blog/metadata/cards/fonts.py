"""The type of the cards: one font for five scripts, what it covers, and words set into lines."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(__file__).parent / "fonts"
# Marks without a shape: joiners, marks of direction, variation selectors, soft hyphens.
_SHAPELESS = (
    "\n\t\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
# Where a line may end: at white space that does not bind, and after a dash between letters.
_WORD = re.compile(r"[^ \t\n\u2000-\u2006\u2008-\u200b]+")
_AFTER_DASH = re.compile(r"(?<=\w[-–—])(?=\w)|(?<=[–—])(?=\w)")


@cache
def _covered() -> re.Pattern[str]:
    ranges = (line.split("-") for line in (_FOLDER / "covered.txt").read_text().split())
    letters = "".join(f"\\U{int(first, 16):08x}-\\U{int(last, 16):08x}" for first, last in ranges)
    return re.compile(f"[{letters}{_SHAPELESS}]*")


def covers(text: str) -> bool:
    """Has the font a shape for each of its letters?"""
    return _covered().fullmatch(text) is not None


def drawable(text: str) -> str:
    """The same letters, composed where they can be, or '' where one has no shape."""
    composed = unicodedata.normalize("NFC", text)
    return composed if covers(composed) else ""


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / "cards.ttf", size, layout_engine=ImageFont.Layout.RAQM)


@dataclass(frozen=True)
class Setting:
    """Lines of one size; `leading` is from one to the next, all in pixels."""

    lines: tuple[str, ...]
    size: int
    leading: int

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


def fit(
    text: str, width: int, height: int, sizes: range, leading: float = 1.28, hang: int = 0
) -> Setting | None:
    """The text in the first of `sizes` in which all of it fits, in lines of about one length.

    `hang` letters at its beginning stand outside of the width. None where not even the last size
    will do: nothing is ever cut.
    """
    measured = _Words(text, hang)
    for size in sizes:
        rows = int(size * (leading if size < 56 else leading * 0.93))
        room = height // rows
        lines = measured.lines(width / size, room)
        if lines is None:
            continue
        shown = _balanced(measured, lines, width / size)
        if all(font(size).getlength(line) <= width + size for line in shown):
            return Setting(tuple(shown), size, rows)
    return None


def _balanced(measured: "_Words", lines: list[str], width: float) -> list[str]:
    """The narrowest measure, down to three quarters, that takes no line more."""
    low, high, best = width * 0.75, width, lines
    if len(lines) == 1 or measured.paragraphs > 1:
        return lines
    for _step in range(7):
        middle = (low + high) / 2
        tried = measured.lines(middle, len(lines))
        if tried is None:
            low = middle
        else:
            high, best = middle, tried
    return best


class _Words:
    """A text's words, each measured once; widths are in units of the type's size."""

    AT = 100

    def __init__(self, text: str, hang: int) -> None:
        at = font(self.AT)
        self.space = at.getlength(" ") / self.AT
        self.rows: list[list[tuple[str, float, bool]]] = []
        hung = text[:hang]
        for row in text.splitlines():
            found = []
            for word in _WORD.findall(row):
                for index, part in enumerate(_AFTER_DASH.split(word)):
                    found.append((part, at.getlength(part) / self.AT, index > 0))
            if found:
                self.rows.append(found)
        if hung and self.rows and self.rows[0][0][0].startswith(hung):
            word, length, glued = self.rows[0][0]
            self.rows[0][0] = (word, length - at.getlength(hung) / self.AT, glued)

    @property
    def paragraphs(self) -> int:
        return len(self.rows)

    def lines(self, width: float, at_most: int) -> list[str] | None:
        """None where a word is wider than the line, or the lines are too many."""
        made: list[str] = []
        for row in self.rows:
            line, used = "", 0.0
            for word, length, glued in row:
                if length > width:
                    return None
                gap = 0.0 if glued or not line else self.space
                if line and used + gap + length > width:
                    made.append(line)
                    line, used = word, length
                else:
                    line += word if glued or not line else f" {word}"
                    used += gap + length
            made.append(line)
            if len(made) > at_most:
                return None
        return made
