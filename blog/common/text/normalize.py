"""Words of any script, normalized for comparison regardless of case and accents."""

import unicodedata

import re2

# Scripts without spaces. Each letter counts as a word, so that a word is found inside a line.
_UNSPACED_RE = re2.compile(
    r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\pM*)"
)
_WORD_RE = re2.compile(r"[\pL\pN\pM]+|\p{So}")
# Accents of Latin, Greek and Cyrillic, vowel marks of Hebrew and Arabic, the tatweel, and invisible
# characters. Marks of other scripts act as letters.
_IGNORED_RE = re2.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
    r"|\p{Cf}|[\x{fe00}-\x{fe0f}]"
)


def split_words(text: str) -> list[str]:
    """Split a text into normalized words: 'Crème  BRÛLÉE!' -> ['creme', 'brulee'].

    Each letter of a script without spaces and each emoji is a word.
    """
    return _WORD_RE.findall(_UNSPACED_RE.sub(r" \1 ", _normalize(text)))


def split_runs(text: str) -> list[str]:
    """Like `split_words`, but do not split text of scripts without spaces."""
    return _WORD_RE.findall(_normalize(text))


def _normalize(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _IGNORED_RE.sub("", plain))


def join_padded(tokens: list[str]) -> str:
    """Join words with a space around each, so that a substring test finds whole words."""
    return f" {' '.join(tokens)} "


def has_visible_text(text: str) -> bool:
    """Return whether a text has a letter, a number, punctuation or a symbol."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
