"""Words of any script, so that they can be compared whatever their case, accents and dress."""

import unicodedata

import re2

# Written without spaces: each of their letters counts as a word, so a word is found inside a line.
_UNSPACED = re2.compile(
    r"([\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]\pM*)"
)
_WORD = re2.compile(r"[\pL\pN\pM]+|\p{So}")
# Accents of Latin, Greek and Cyrillic, the vowels of Hebrew and Arabic and what stretches a word;
# and what nobody sees. Marks of other scripts are letters in all but name.
_DROPPED = re2.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670]"
    r"|\p{Cf}|[\x{fe00}-\x{fe0f}]"
)


def words(text: str) -> list[str]:
    """The words of a text as they are compared: 'Crème  BRÛLÉE!' -> ['creme', 'brulee'].

    A letter of a script without spaces is a word, and so is a picture such as an emoji.
    """
    return _WORD.findall(_UNSPACED.sub(r" \1 ", _bare(text)))


def runs(text: str) -> list[str]:
    """The same, but what is written without spaces stays together."""
    return _WORD.findall(_bare(text))


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _DROPPED.sub("", plain))


def padded(words: list[str]) -> str:
    """With a space around each: one text has another's words if it contains it so."""
    return f" {' '.join(words)} "


def has_visible_text(text: str) -> bool:
    """Is there a letter, a number, punctuation or a symbol in it?"""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)
