"""The letters and digits of a text without what is between them, with their places.

A quotation is searched for by its letters alone, so that marks, dashes, spaces and line breaks
cannot hide it; `separators` then judges what is between them.
"""

import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate

from lib.lazy_regex import compile_lazily

# Soft hyphens, joiners, direction marks, variation selectors, the Arabic tatweel.
_INVISIBLE = (
    "\0\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_INVISIBLE_RE = compile_lazily(f"[{_INVISIBLE}]+")
# Ligatures, presentation forms of Arabic and Hebrew, half-width kana, mathematical alphabets, units
# such as ℃ and ㎡, №, Roman numerals, numbers such as ⒈ and ㈠, full-width letters that an accent
# follows, and fractions, which are kept apart from a number before.
_FRACTIONS = "\u00bc-\u00be\u2150-\u215f\u2189"
_MIXED_NUMBER_RE = compile_lazily(f"(?<=[0-9])(?=[{_FRACTIONS}])")
_PRESENTATION = (
    f"{_FRACTIONS}\u2103\u2109\u2116\u2160-\u217f\u2474-\u249b\u3200-\u33ff\u0149\u017f\u0132\u0133"
    "\u01c4-\u01cc\u01f1-\u01f3\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufbc1\ufbd3-\ufd3d\ufd50-\ufdfb"
    "\ufe70-\ufefc\uff66-\uff9f\U0001d400-\U0001d7ff"
)
_PRESENTATION_RE = compile_lazily(f"[\uff21-\uff5a](?=[\u0300-\u036f])|[{_PRESENTATION}]+")
# What most texts have nothing of, which one search tells.
_UNCLEAN_RE = compile_lazily(f"[{_INVISIBLE}{_PRESENTATION}\u0300-\u036f]")
_DIGIT_ZEROS = "٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០᠐"
# One character for one, so that places stay.
_FORMS: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(zero) + n: ord("0") + n for zero in _DIGIT_ZEROS for n in range(10)},
    **{0x2080 + n: ord("0") + n for n in range(10)},
    **dict.fromkeys(map(ord, "\u02bc\u02b9\u02bb\u02bd"), "'"),
    **{ord("①") + n: ord("1") + n for n in range(9)},
    0x3000: " ",
    ord("º"): "o",
    ord("ª"): "a",
    **dict.fromkeys(map(ord, "_＿"), " "),
    ord("µ"): "μ",
}
# Faster than translate(), as few characters have such forms.
_FORMS_RE = compile_lazily(f"[{re.escape(''.join(map(chr, _FORMS)))}]+")
# For the search alone: İ and I, ı and i, both sigmas, raised digits.
_FOLDS_BEFORE = (("İ", "i"), ("ı", "i"), *zip("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789", strict=True))
# Vowel signs that Hebrew and Arabic texts may leave out.
OPTIONAL_MARKS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u0652\u0670"


def _list_marks() -> str:
    """Return the combining marks of all scripts as ranges of a regular expression."""
    optional = re.compile(f"[{OPTIONAL_MARKS}]")
    ranges = (range(0x300, 0x3100), range(0xA600, 0xAC00), range(0xFE20, 0xFE30))
    return "".join(
        chr(code)
        for codes in ranges
        for code in codes
        if unicodedata.category(chr(code))[0] == "M" and not optional.match(chr(code))
    )


MARKS = _list_marks()
_RUN_RE = compile_lazily(f"[\\w{MARKS}]+")
# Scripts that write no spaces between words. Korean does.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
UNSPACED_RE = compile_lazily(f"[{UNSPACED}]")


def clean(text: str) -> str:
    """Return a text in Unicode's composed form, with ligatures spelled out and without invisible
    characters. All places of this package count in such texts."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    if not _UNCLEAN_RE.search(text):
        return unicodedata.normalize("NFC", text)
    # An invisible character may stand between a letter and its accent.
    text = _INVISIBLE_RE.sub("", text)
    text = _MIXED_NUMBER_RE.sub(" ", text)
    text = _PRESENTATION_RE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return unicodedata.normalize("NFC", text).replace("i\u0307", "i")


def fold(letters: str) -> str:
    """Return letters in lower case; the length stays."""
    if letters.isascii():
        return letters.lower()
    for letter, folded in _FOLDS_BEFORE:  # Faster than translate(), as few have such letters.
        letters = letters.replace(letter, folded)
    return letters.lower().replace("ς", "σ")


def _map_forms(match: re.Match[str]) -> str:
    return match[0].translate(_FORMS)


class Letters:
    """The letters of a clean text as one string, `cased` as written and `folded` for searching.

    Both have the same length. A run is a sequence of letters and digits with nothing between them:
    a word, or a phrase of a script without spaces.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        canonical = _FORMS_RE.sub(_map_forms, text)
        matches = list(_RUN_RE.finditer(canonical))
        runs = [match[0] for match in matches]
        # Of each run, in the text and in the letters.
        self.starts = array("l", [match.start() for match in matches])
        self.offsets = array("l", accumulate(map(len, runs[:-1]), initial=0) if runs else ())
        self.cased = "".join(runs)
        self.folded = fold(self.cased)

    def __len__(self) -> int:
        return len(self.cased)

    def find_place(self, offset: int) -> int:
        """Return where a letter is in the text; where the text ends, after the last one."""
        if offset >= len(self.cased):
            return len(self.text)
        index = bisect_right(self.offsets, offset) - 1
        return self.starts[index] + offset - self.offsets[index]

    def find_end(self, offset: int) -> int:
        """Return where the letter before an offset ends in the text; 0 before the first one."""
        return self.find_place(offset - 1) + 1 if offset > 0 else 0

    def find_run_start(self, offset: int) -> int:
        """Return the offset of the first letter of the run that a letter is in."""
        return self.offsets[max(bisect_right(self.offsets, offset) - 1, 0)]

    def find_run_end(self, offset: int) -> int:
        """Return the offset after the run that the letter before an offset is in."""
        index = bisect_left(self.offsets, offset)
        return self.offsets[index] if index < len(self.offsets) else len(self.cased)

    def is_run_start(self, offset: int) -> bool:
        """Return whether something is between a letter and the one before it, or neither script
        has spaces."""
        if offset <= 0 or offset >= len(self.cased):
            return True
        index = bisect_left(self.offsets, offset)
        if index < len(self.offsets) and self.offsets[index] == offset:
            between = self.read_before(offset)
            return not _OPTIONAL_RE.fullmatch(between)
        return bool(UNSPACED_RE.search(self.cased[offset - 1 : offset + 1]))

    def read_before(self, offset: int) -> str:
        """Return what is between a letter and the one before it, or the end of the text."""
        return self.text[self.find_end(offset) : self.find_place(offset)]

    def read_between(self, first: int, last: int) -> str:
        """Return the text from after the letter before an offset to another letter, with single
        spaces."""
        return fold_spaces(self.text[self.find_end(first) : self.find_place(last)])

    def list_separators(self, first: int, last: int) -> dict[int, str]:
        """Return what stands before each letter between two offsets, without empty strings."""
        offsets, starts = self.offsets, self.starts
        index = bisect_right(offsets, first)
        stop = bisect_left(offsets, last)
        return {
            offsets[n]: self.text[starts[n - 1] + offsets[n] - offsets[n - 1] : starts[n]]
            for n in range(index, stop)
        }

    def iterate_occurrences(self, part: str, first: int, last: int) -> Iterator[int]:
        """Yield the offsets of folded letters between two offsets, also overlapping ones."""
        offset = self.folded.find(part, max(first, 0), last)
        while offset != -1:
            yield offset
            offset = self.folded.find(part, offset + 1, last)

    @cached_property
    def tokens(self) -> list[str]:
        """Return the folded words; each letter of a script without spaces is one."""
        return [self.folded[start:end] for start, end in self.token_spans]

    @cached_property
    def token_spans(self) -> list[tuple[int, int]]:
        """Return the offsets of each word."""
        ends = [*self.offsets[1:], len(self.cased)]
        if not UNSPACED_RE.search(self.cased):
            return list(zip(self.offsets, ends, strict=False))
        find_words, cased = _UNSPACED_WORD_RE.finditer, self.cased
        return [
            match.span()
            for start, end in zip(self.offsets, ends, strict=False)
            for match in find_words(cased, start, end)
        ]


_OPTIONAL_RE = compile_lazily(f"[{OPTIONAL_MARKS}]*")
_UNSPACED_WORD_RE = compile_lazily(f"[{UNSPACED}]|[^{UNSPACED}]+")


def fold_spaces(text: str) -> str:
    """Return a text with single spaces for white space of any kind."""
    return " ".join(text.split())
