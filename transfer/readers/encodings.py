"""The encoding of text files that do not name it.

It is guessed from the letters: those of the right encoding are almost all of one alphabet.
"""

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from transfer.messages import Message

UNICODE_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"
_MAX_DAMAGED_SHARE = 0.02
# As much of the lines with other letters is looked at as is enough.
_ENOUGH_BYTES = 8 * 1024
_FOREIGN_BYTE_RE = re.compile(rb"[\x80-\xff]")
# What texts of all alphabets have, besides ASCII.
_PUNCTUATION_RE = re.compile(r"[\x00-\x7f\xa0„“”‚‘’«»‹›–—…·•°§©®№€]+")
# Letters with accents look like those of another alphabet, but stand alone.
_MIN_RUN_SHARE, _MAX_MIXED_SHARE = 0.7, 0.2
_MIN_LETTERS, _MIN_LATIN_LETTERS, _MIN_DIFFERENT = 8, 5, 3
# A Greek vowel with an accent is a capital in Cyrillic.
_INNER_CAPITAL_RE = re.compile(r"[а-яёіїєґў][А-ЯЁІЇЄҐЎ]")
_MAX_INNER_CAPITAL_SHARE = 0.02
_FINAL_RE = re.compile(r"[ךםןףץ](?=([א-ת])?)")
_MIN_FINALS, _MIN_FINAL_SHARE = 2, 0.9


def _is_run(text: str, letters: str) -> bool:
    """Return whether most letters stand beside one another."""
    runs = re.findall(letters + "{2,}", text, re.IGNORECASE)
    count = len(re.findall(letters, text, re.IGNORECASE))
    return sum(map(len, runs)) >= count * _MIN_RUN_SHARE


def _is_unmixed(text: str, letters: str) -> bool:
    """Return whether letters stand beside one another, and not beside those of ASCII."""
    count = len(re.findall(letters, text, re.IGNORECASE))
    mixed = re.findall(f"[A-Za-z]{letters}|{letters}[A-Za-z]", text, re.IGNORECASE)
    is_unmixed = len(mixed) <= count * _MAX_MIXED_SHARE
    return count >= _MIN_LETTERS and is_unmixed and _is_run(text, letters)


def _is_cyrillic(text: str, letters: str) -> bool:
    """Return whether capitals begin words, as those of Greek words do not."""
    capitals = len(_INNER_CAPITAL_RE.findall(text))
    count = len(re.findall(letters, text, re.IGNORECASE))
    return _is_unmixed(text, letters) and capitals <= _MAX_INNER_CAPITAL_SHARE * count


def _is_hebrew(text: str, letters: str) -> bool:
    """Return whether final letters end words, as those of Cyrillic words do not."""
    followers = _FINAL_RE.findall(text)
    ends = followers.count("")
    is_final = ends >= max(_MIN_FINALS, len(followers) * _MIN_FINAL_SHARE)
    return is_final and _is_unmixed(text, letters)


def _is_latin(text: str, letters: str) -> bool:
    """Return whether there are several letters, and not only a sign such as ³ in another text."""
    known = re.findall(letters, text)
    return len(known) >= _MIN_LATIN_LETTERS and len(set(known)) >= _MIN_DIFFERENT


def _is_turkish(text: str, letters: str) -> bool:
    """Return whether there are letters other than ğ and ş, which are ð and þ in Icelandic, and ö,
    which both have."""
    return bool(re.search(r"[çÇıİüÜ]", text)) and _is_latin(text, letters)


@dataclass(frozen=True)
class _Alphabet:
    """The letters of texts in these encodings, besides those of ASCII, and those that they cannot
    do without, with the smallest shares of both in what is not ASCII. Small ones stand for both."""

    encodings: tuple[str, ...]
    letters: str
    needed: str
    min_share: float = 0.7
    min_needed_share: float = 0.1
    check: Callable[[str, str], bool] = _is_run


_JAPANESE = r"[぀-ヿ一-鿿々、-〟！-～]"
_CHINESE = r"[一-鿿、-〟！-～]"
_GREEK = r"[α-ωάέήίόύώϊϋΐΰΆ]"
_CENTRAL_EUROPEAN = ("cp1250", "iso8859_2")
# Of equal shares, the first is taken.
_ALPHABETS = (
    _Alphabet(("cp1255",), "[א-ת׳״ְ-ׂ\u200e\u200f]", r"[א-ת]", 0.98, 0.5, _is_hebrew),
    _Alphabet(("cp932", "euc_jp"), _JAPANESE, r"[ぁ-ヿ]"),
    # Without the rare syllables of cp949, which Japanese bytes look like.
    _Alphabet(("euc_kr",), r"[가-힣]", r"[가-힣]"),
    _Alphabet(("gb18030",), _CHINESE, r"[的一是不了在有人这中大来上国们我他到]", 0.9, 0.04),
    _Alphabet(("big5",), _CHINESE, r"[的一是不了在有人這中大來上國們我他到]", 0.9, 0.04),
    _Alphabet(
        ("koi8_u", "cp1251", "iso8859_5", "cp866"),
        *(r"[а-яёіїєґў]", r"[а-яё]", 0.7, 0.1, _is_cyrillic),
    ),
    # Serbian and Macedonian; those of ISO 8859-5 are in the places of Greek ones.
    _Alphabet(
        ("cp1251",),
        *(r"[а-яёђѓѕјљњќћџ]", r"[ђѓѕјљњќћџ]", 0.7, 0.02, _is_cyrillic),
    ),
    _Alphabet(("cp1253", "iso8859_7"), _GREEK, r"[άέήίόύώ]", 0.7, 0.05, _is_unmixed),
    _Alphabet(("cp1256", "iso8859_6"), r"[ء-ْ]", r"[اليمنو]", 0.9, 0.2, _is_unmixed),
    _Alphabet(("cp874",), r"[ก-๛]", r"[ก-ฮ]", 0.98, 0.4, _is_unmixed),
    *(
        _Alphabet(encodings, f"(?i)[{letters}]", f"(?i)[{needed}]", 0.9, share, _is_latin)
        for encodings, letters, needed, share in (
            (_CENTRAL_EUROPEAN, "ąćęłńóśźż", "łż", 0.05),  # Polish
            (_CENTRAL_EUROPEAN, "áäčďéěíĺľňóôřŕšťúůýž", "šž", 0.05),  # Czech and Slovak
            (_CENTRAL_EUROPEAN, "čćđšž", "šž", 0.1),  # Croatian and Slovene
            (_CENTRAL_EUROPEAN, "áéíóöőúüű", "őű", 0.04),  # Hungarian
            (_CENTRAL_EUROPEAN, "ăâîşţ", "ăşţ", 0.2),  # Romanian
        )
    ),
    _Alphabet(("cp1254",), r"(?i)[çğıöşüâîûİ]", r"(?i)[ğış]", 0.9, 0.1, _is_turkish),
)
_WIDER_ENCODINGS = {"euc_kr": "cp949"}
UNICODE_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16")
_NAMES = {
    "cp932": "Shift JIS",
    "cp949": "EUC-KR",
    "euc_jp": "EUC-JP",
    "gb18030": "GB 18030",
    "big5": "Big5",
    "koi8_u": "KOI8",
    "cp866": "DOS 866",
}


def detect_encoding(sample: bytes) -> str:
    """Return the encoding of the beginning of a text; cp1252 if it could be any."""
    for mark, name in UNICODE_MARKS:
        if sample.startswith(mark):
            return name
    text = sample.decode("utf-8", "replace").removesuffix("\ufffd")
    foreign = sum(not char.isascii() for char in text)
    if text.count("\ufffd") <= foreign * _MAX_DAMAGED_SHARE:
        return "utf-8"
    part = _cut_foreign_part(sample)
    best_share, best = 0.0, _WESTERN
    for alphabet in _ALPHABETS:
        for encoding in alphabet.encodings:
            share = _get_share(part, encoding, alphabet)
            if share > best_share:
                best_share, best = share, encoding
    return _WIDER_ENCODINGS.get(best, best)


def _cut_foreign_part(sample: bytes) -> bytes:
    """Return the lines that are not ASCII, from the first other letter on."""
    lines = b"\n".join(line for line in sample.split(b"\n") if not line.isascii())
    first = _FOREIGN_BYTE_RE.search(lines)
    begin = first.start() if first else 0
    return lines[begin : begin + _ENOUGH_BYTES]


def _get_share(sample: bytes, encoding: str, alphabet: _Alphabet) -> float:
    """Return the share of the letters of an alphabet in what is not ASCII; 0 if it is not that."""
    decoded = sample.decode(encoding, "replace")
    text = _PUNCTUATION_RE.sub("", decoded)
    if not text or len(re.findall(alphabet.needed, text)) < alphabet.min_needed_share * len(text):
        return 0
    share = len(re.findall(alphabet.letters, text)) / len(text)
    if share < alphabet.min_share or not alphabet.check(decoded, alphabet.letters):
        return 0
    return len(re.findall(alphabet.letters, text, re.IGNORECASE)) / len(text)


def describe_guess(encoding: str) -> str:
    """Return a note for a post whose encoding was guessed; '' if it was not, or is Unicode."""
    if encoding in ("", *UNICODE_ENCODINGS):
        return ""
    name = encoding.replace("iso8859_", "ISO 8859-").replace("cp125", "Windows-125")
    name = _NAMES.get(encoding, name.replace("cp874", "Windows-874"))
    return Message(gettext_noop("Its encoding was guessed as %s: check its letters."), name).stored
