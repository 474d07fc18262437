"""Numbers in what a bracket replaces, as digits or as words of some languages."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path

from blog.extraction.dates import find_month

_FILE = Path(__file__).parent / "words" / "numbers.toml"
_NUMBER_RE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
# Words for 1 within compounds, where they are no articles, and for 'and'.
_ONES = dict.fromkeys(("eins", "ein", "een", "uno", "un", "one", "bir", "jeden", "один"), 1)
_AND = "und|en|ën|og|och|et|e|y"
_MAX_COMPOUND = 60  # Letters.
_WORD_RE = re.compile(r"[^\W\d_]+")
_CHINESE_RE = re.compile("[〇零一二三四五六七八九十百千万萬亿億兆两兩]+")


@cache
def _load_values(language: str) -> dict[str, str]:
    """Return the number as digits for each word of a language."""
    entries = _load_tables().get(language, {})
    return {word: value for value, forms in entries.items() for word in forms.split()}


@cache
def _load_tables() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text())


def exchanges_number(ours: str, theirs: str, languages: Iterable[str]) -> bool:
    """Return whether two texts both have numbers or months, and not the same.

    Of digits against words only single numbers are compared: '21' may stand for 'twenty-one'.
    """
    own_digits, own_values = _find_numbers(ours, languages)
    digits, values = _find_numbers(theirs, languages)
    own_months, months = (
        {month for word in _WORD_RE.findall(text) if (month := find_month(word))}
        for text in (ours, theirs)
    )
    if own_months and months and own_months != months:
        return True
    if own_digits and digits:
        return own_digits != digits
    if own_values and values:
        return own_values != values
    one, other = own_digits or own_values, digits or values
    return len(one) == len(other) == 1 and one[0].rstrip(".") != other[0].rstrip(".")


def adds_number(ours: str, theirs: str, languages: Iterable[str]) -> bool:
    """Return whether two texts both have numbers, and the first one some that the other has not."""
    own, other = (set(sum(_find_numbers(text, languages), [])) for text in (ours, theirs))
    return bool(other) and not {number.rstrip(".") for number in own} <= {
        number.rstrip(".") for number in other
    }


def _find_numbers(text: str, languages: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the numbers that a text has in digits, and the values of those in words."""
    if _CHINESE_RE.fullmatch(text.strip()):
        return [], [text.strip()]
    digits, values = [], []
    for entry in _NUMBER_RE.findall(text):
        if entry[0].isdigit():
            digits.append("".join(str(int(sign)) if sign.isdecimal() else sign for sign in entry))
        else:
            values += _find_values(entry.lower().replace("’", "'"), languages)
    return digits, values


def _find_values(word: str, languages: Iterable[str]) -> list[str]:
    """Return the value of a word, or those of its parts: 'twenty-one', 'three-storey'."""
    for language in sorted(languages):
        values = _load_values(language)
        if word in values:
            return [values[word]]
        if value := _read_compound(word.replace("-", ""), language):
            return [value]
        parts = word.split("-")
        if any(part in values for part in parts):
            return [values.get(part, part) for part in parts]
    return []


@lru_cache(maxsize=2_000)
def _read_compound(word: str, language: str) -> str:
    """Return the value of a word that consists of two numbers or more: 'einundzwanzig'."""
    if not _load_values(language) or len(word) > _MAX_COMPOUND:
        return ""
    values, whole, parts = _compile_compound(language)
    if not whole.fullmatch(word):
        return ""
    total = current = 0
    for part in parts.findall(word):
        value = values.get(part, 0)
        if value >= 1_000:
            total, current = total + max(current, 1) * value, 0
        elif value == 100:
            current = max(current, 1) * value
        else:
            current += value
    return str(total + current)


@cache
def _compile_compound(language: str) -> tuple[dict[str, int], re.Pattern[str], re.Pattern[str]]:
    """Return the values of a language's number words, and patterns of compounds and their parts."""
    values = {
        word.replace("-", ""): int(value)
        for word, value in _load_values(language).items()
        if value.isdigit()
    }
    number = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    one = "|".join(_ONES)
    whole = re.compile(
        rf"(?:(?:{one})(?:{_AND})?(?:{number})|(?:{number})(?:{_AND})?(?:{one}|{number}))"
        rf"(?:(?:{_AND})?(?:{number}|{one})){{0,8}}"
    )
    parts = sorted([*values, *_ONES, *_AND.split("|")], key=len, reverse=True)
    return values | _ONES, whole, re.compile("|".join(map(re.escape, parts)))
