"""Font of the cards: its coverage of five scripts, and line breaking."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageFont

_FOLDER = Path(__file__).parent / "fonts"
# Characters without a glyph: joiners, direction marks, variation selectors, soft hyphens.
_INVISIBLE = (
    "\n\t\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
)
# Lines break at breaking white space and after a dash between letters.
_WORD_RE = re.compile(r"[^ \t\n\u2000-\u2006\u2008-\u200b]+")
_AFTER_DASH_RE = re.compile(r"(?<=\w[-–—])(?=\w)|(?<=[–—])(?=\w)")


@cache
def _build_coverage_re() -> re.Pattern[str]:
    ranges = (line.split("-") for line in (_FOLDER / "covered.txt").read_text().split())
    letters = "".join(f"\\U{int(first, 16):08x}-\\U{int(last, 16):08x}" for first, last in ranges)
    return re.compile(f"[{letters}{_INVISIBLE}]*")


def has_glyphs(text: str) -> bool:
    """Return whether the font has a glyph for every character."""
    return _build_coverage_re().fullmatch(text) is not None


def normalize_drawable(text: str) -> str:
    """Return the text in composed form, or '' if the font lacks a glyph."""
    composed = unicodedata.normalize("NFC", text)
    return composed if has_glyphs(composed) else ""


def drop_symbols(text: str) -> str:
    """Return the text without emoji and other symbols, which a credit can do without."""
    characters = (each for each in text if unicodedata.category(each) not in ("So", "Sk"))
    return re.sub(r"\s+(?=[,;]|$)", "", "".join(characters))


@lru_cache(maxsize=64)
def load_font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_FOLDER / "cards.ttf", size, layout_engine=ImageFont.Layout.RAQM)


@dataclass(frozen=True)
class TextLayout:
    """Lines of one size. `leading` is the distance between baselines. All in pixels."""

    lines: tuple[str, ...]
    size: int
    leading: int

    @property
    def height(self) -> int:
        return self.leading * len(self.lines)


def fit_text(
    text: str, width: int, height: int, sizes: range, leading: float = 1.28, hang: int = 0
) -> TextLayout | None:
    """Lay out a text in the first of `sizes` that fits, in lines of similar length.

    The first `hang` characters hang outside the width. None if not even the last size fits.
    """
    measured = _MeasuredText(text, hang)
    for size in sizes:
        line_height = int(size * (leading if size < 56 else leading * 0.93))
        lines = measured.break_lines(width / size, height // line_height)
        if lines is None:
            continue
        balanced = _balance(measured, lines, width / size)
        if all(load_font(size).getlength(line) <= width + size for line in balanced):
            return TextLayout(tuple(balanced), size, line_height)
    return None


def _balance(measured: "_MeasuredText", lines: list[str], width: float) -> list[str]:
    """Break lines at the narrowest width, down to three quarters, that needs no extra line."""
    low, high, best = width * 0.75, width, lines
    if len(lines) == 1 or measured.paragraphs > 1:
        return lines
    for _step in range(7):
        middle = (low + high) / 2
        candidate = measured.break_lines(middle, len(lines))
        if candidate is None:
            low = middle
        else:
            high, best = middle, candidate
    return best


class _MeasuredText:
    """Text whose words are measured once. Widths are relative to the font size."""

    FONT_SIZE = 100

    def __init__(self, text: str, hang: int) -> None:
        font = load_font(self.FONT_SIZE)
        self.space = font.getlength(" ") / self.FONT_SIZE
        self.rows: list[list[tuple[str, float, bool]]] = []
        hanging = text[:hang]
        for row in text.splitlines():
            parts = []
            for word in _WORD_RE.findall(row):
                for index, part in enumerate(_AFTER_DASH_RE.split(word)):
                    parts.append((part, font.getlength(part) / self.FONT_SIZE, index > 0))
            if parts:
                self.rows.append(parts)
        if hanging and self.rows and self.rows[0][0][0].startswith(hanging):
            word, width, is_glued = self.rows[0][0]
            hanging_width = font.getlength(hanging) / self.FONT_SIZE
            self.rows[0][0] = (word, width - hanging_width, is_glued)

    @property
    def paragraphs(self) -> int:
        return len(self.rows)

    def break_lines(self, max_width: float, max_lines: int) -> list[str] | None:
        """Break the text into lines, None if a word is too wide or there are too many lines."""
        lines: list[str] = []
        for row in self.rows:
            line, used = "", 0.0
            for word, width, is_glued in row:
                if width > max_width:
                    return None
                gap = 0.0 if is_glued or not line else self.space
                if line and used + gap + width > max_width:
                    lines.append(line)
                    line, used = word, width
                else:
                    line += word if is_glued or not line else f" {word}"
                    used += gap + width
            lines.append(line)
            if len(lines) > max_lines:
                return None
        return lines
