"""Names in different scripts: 'Владимир Путин' and 'Vladimir Putin'.

Names are written with Latin letters by `anyascii`, then reduced to what spellings have in common:
the consonants, of which some are not distinguished. So 'Зеленський', 'Zelenskyy' and 'Selenskyj'
have the same key. Names in Chinese characters are read in Mandarin.
"""

import re
import unicodedata

from anyascii import anyascii

from blog.common.text.normalize import split_words

MIN_KEY_LENGTH = 2  # A shorter key is that of too many names.
# In this order: how languages write one sound.
_SPELLINGS = (
    *(("shch", "s"), ("tsch", "č"), ("tch", "č"), ("dzh", "j"), ("sch", "s"), ("sh", "s")),
    *(("zh", "s"), ("cz", "č"), ("ch", "č"), ("kh", "h"), ("ph", "f"), ("ts", "s"), ("tz", "s")),
    *(("ck", "k"), ("ce", "s"), ("ci", "s"), ("c", "k"), ("q", "k"), ("x", "ks"), ("g", "k")),
    *(("w", "v"), ("b", "v"), ("z", "s"), ("m", "n")),
)
_ARTICLES = {"al", "el"}
# The article, and a letter that is a vowel within most words, in Arabic and Hebrew.
_UNREAD_RE = re.compile(r"\bال(?=\w{2})|(?<=\w)[وו]")
_SIGNS_RE = re.compile("['`’]")  # Soft signs and the like, as `anyascii` writes them.
_REPEATED_RE = re.compile(r"(.)\1+")


def list_name_keys(name: str) -> list[str]:
    """Return a key for each word of a name and, last, one for all of it. They may be ''."""
    latin = anyascii(_UNREAD_RE.sub("", unicodedata.normalize("NFC", name)))
    latin = _SIGNS_RE.sub("", latin)
    parts = [part for part in split_words(latin) if part not in _ARTICLES]
    return [_build_key(part) for part in parts] + [_build_key("".join(parts))]


def list_search_keys(name: str) -> list[str]:
    """Return the keys by which names are searched, without those of short words."""
    *keys, whole = list_name_keys(name)
    return sorted({key for key in (*keys, whole) if len(key) >= MIN_KEY_LENGTH})


def is_same_across_scripts(one: str, other: str) -> bool:
    """Return whether two names in different scripts may be those of one source.

    False for names in the same script, whose letters can be compared. At least half of the words of
    the shorter name must occur in the other, its last one among them.
    """
    if _get_script(one) == _get_script(other):
        return False
    *keys, whole = list_name_keys(one)
    *other_keys, other_whole = list_name_keys(other)
    if len(whole) > MIN_KEY_LENGTH and whole == other_whole:
        return True
    shorter, longer = sorted((keys, other_keys), key=len)
    common = [key for key in shorter if any(_is_near(key, each) for each in longer)]
    if not common or common[-1] != shorter[-1] or 2 * len(common) < len(shorter):
        return False
    return sum(map(len, common)) > MIN_KEY_LENGTH


def _build_key(word: str) -> str:
    """Return the consonants of a word, also for 'y' at its start."""
    key = "".join(filter(str.isalpha, word.lower()))
    for spelling, sound in _SPELLINGS:
        key = key.replace(spelling, sound)
    first = "j" if key[:1] in ("j", "y") else re.sub("[aeiouh]", "", key[:1])
    return _REPEATED_RE.sub(r"\1", first + re.sub("[aeiouyjh]", "", key[1:]))


def _is_near(one: str, other: str) -> bool:
    """Compare two keys; of long ones, one consonant may be missing."""
    if one == other:
        return bool(one)
    shorter, longer = sorted((one, other), key=len)
    if len(longer) <= MIN_KEY_LENGTH + 1 or len(longer) != len(shorter) + 1:
        return False
    return any(longer[:index] + longer[index + 1 :] == shorter for index in range(len(longer)))


def _get_script(name: str) -> str:
    """Return the script of the first letter, as Unicode names begin with it: 'LATIN'."""
    letter = next(filter(str.isalpha, name), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
