"""What is between two letters of a quotation and of the page: the same but for typography?"""

import re
from functools import lru_cache

from blog.evidence.letters import OPTIONAL_MARKS, UNSPACED_RE

_SINGLE_MARKS = "‘’‛＇′`´"
# Marks that are never an apostrophe.
_DOUBLE_MARKS = '“”„‟«»‹›‚❝❞＂″״〝〞〟「」『』《》〈〉"'
_DASHES = "‐‑‒–—―−﹘﹣－⁃⸺⸻〜～"
_SIGNS = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _SINGLE_MARKS + "｀"), "'"),
    **dict.fromkeys(map(ord, _DOUBLE_MARKS), '"'),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, "\u02bc\u02b9\u02bb\u02bd"), "'"),
    **dict(zip(map(ord, "。、，．：；！？（）"), ".,,.:;!?()", strict=True)),
    **dict(zip(map(ord, "،؛؟٪٫٬।۔׳"), ",;?%.,..'", strict=True)),
    **dict(zip(map(ord, "［］〔〕"), "[][]", strict=True)),
    **dict.fromkeys(map(ord, "*_•▪‣●■▶►|＊＿｜†‡↗")),  # Emphasis of Markdown, bullets, notes.
    **dict.fromkeys([*range(0x2600, 0x27C0), *range(0x1F000, 0x1FB00)]),  # Emoji.
    **dict.fromkeys(map(ord, "⁄∕"), "/"),
    **dict.fromkeys(map(ord, "®™℠")),
    ord("…"): "...",
    ord("⋯"): "...",
    ord("‥"): "...",
}
_ELLIPSIS_RE = re.compile(r"\.(?: ?\.){2,}")
_OPTIONAL_RE = re.compile(f"[{OPTIONAL_MARKS}]+")
_ELISION_RE = re.compile(r"' ?\" ?")
_BROKEN_WORD_RE = re.compile(r"[-‐‑\u00ac]\s+")
_CLOSING_RE = re.compile(r"^[ .,;:…]+|[ .,;:…]+$")


def is_unspaced(letter: str) -> bool:
    """Return whether the script of a letter writes no spaces between words."""
    return letter > "\u0dff" and UNSPACED_RE.match(letter) is not None


def _has_apostrophes(letter: str) -> bool:
    """Return whether the script of a letter writes apostrophes within words."""
    return not ("\u0600" <= letter <= "\u06ff" or is_unspaced(letter))


@lru_cache(maxsize=20_000)
def normalize(separator: str, before: str, after: str) -> str:
    """Return what a separator between two letters means, whatever its typography.

    Quotation marks mean nothing, except for an apostrophe within a word: house styles exchange,
    nest and repeat them. All dashes are one. A space beside a punctuation mark means nothing,
    unless digits are on both sides; between letters of a script without spaces none does.
    """
    text = _OPTIONAL_RE.sub("", separator).translate(_SIGNS)
    if "~" in text and (before.isdigit() or not after.isdigit()):
        text = text.replace("~", "-")  # A wave dash; before a number it means "about".
    text = _ELLIPSIS_RE.sub("…", " ".join(text.split(" ")) if " " in text else text)
    has_spaces = any(character.isspace() for character in text)
    text = re.sub(r"\s+", " ", text)
    if "'" in text or '"' in text:
        is_elision = _ELISION_RE.fullmatch(text) or not has_spaces and text.replace('"', "") == "'"
        if is_elision and _has_apostrophes(before) and _has_apostrophes(after):
            return "'"
        text = re.sub(r"\s+", " ", text.replace("'", "").replace('"', ""))
    if text.strip():
        text = re.sub("-+", "-", text)
        if not (before.isdigit() and after.isdigit()) or "-" in text:
            text = text.replace(" ", "")
    elif is_unspaced(before) or is_unspaced(after):
        return ""
    return text


def is_broken_word(separator: str, after: str) -> bool:
    """Return whether a separator is a hyphen at the end of a line within a word."""
    return bool(_BROKEN_WORD_RE.fullmatch(separator)) and after.islower()


def normalize_end(separator: str, before: str) -> str:
    """Return what a separator after the last letter means, without marks that may be the
    quoter's own: stops, commas, ellipses and closing quotation marks. Not question marks."""
    text = normalize(separator.rstrip(), before, "a").strip(" '\"")
    return _CLOSING_RE.sub("", text)
