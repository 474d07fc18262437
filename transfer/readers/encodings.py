"""The encoding of text files that do not name it."""

import codecs
import re

UNICODE_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_JAPANESE = r"[぀-ヿ一-鿿々、-〟！-～]"
# Encodings, the letters that texts in them consist of, besides those of ASCII, and those that they
# cannot do without.
_CANDIDATES = (
    ("cp932", _JAPANESE, r"[ぁ-ヿ]"),
    ("euc_jp", _JAPANESE, r"[ぁ-ヿ]"),
    # Without the rare syllables of cp949, which Japanese bytes look like.
    ("euc_kr", r"[가-힣]", r"[가-힣]"),
    ("koi8_r", r"[а-яё]", r"[а-яё]"),
    ("cp1251", r"[а-яё]", r"[а-яё]"),
)
_CYRILLIC = ("koi8_r", "cp1251")
# Letters with accents look Cyrillic in another encoding, but stand between others.
_MIN_CYRILLIC, _MAX_MIXED_SHARE = 8, 0.2
_MIXED_RE = re.compile(r"[A-Za-z][а-яё]|[а-яё][A-Za-z]", re.IGNORECASE)
_MIN_NEEDED_SHARE = 0.1
_MIN_SHARE = 0.7
_MAX_DAMAGED_SHARE = 0.02


def detect_encoding(sample: bytes) -> str:
    """Return the encoding of the beginning of a text; cp1252 if it could be any."""
    for mark, name in UNICODE_MARKS:
        if sample.startswith(mark):
            return name
    text = sample.decode("utf-8", "replace").removesuffix("\ufffd")
    foreign = sum(not char.isascii() for char in text)
    if text.count("\ufffd") <= foreign * _MAX_DAMAGED_SHARE:
        return "utf-8"
    shares = [(_get_share(sample, *candidate), candidate[0]) for candidate in _CANDIDATES]
    share, name = max(shares)
    is_latin = name in _CYRILLIC and not _is_cyrillic(sample.decode(name, "replace"))
    if share < _MIN_SHARE or is_latin:
        return "cp1252"
    return "cp949" if name == "euc_kr" else name


def _is_cyrillic(text: str) -> bool:
    count = len(re.findall(r"[а-яё]", text, re.IGNORECASE))
    return count >= _MIN_CYRILLIC and len(_MIXED_RE.findall(text)) <= count * _MAX_MIXED_SHARE


def _get_share(sample: bytes, encoding: str, letters: str, needed: str) -> float:
    """Return the share of some letters in what is not ASCII; 0 without those that are needed."""
    text = re.sub(r"[\x00-\x7f]+", "", sample.decode(encoding, "replace"))
    if len(re.findall(needed, text)) < _MIN_NEEDED_SHARE * len(text):
        return 0
    return len(re.findall(letters, text)) / max(len(text), 1)
