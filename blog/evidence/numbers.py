"""Numbers in what a bracket replaces, as digits or as words of some languages."""

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "words" / "numbers.toml"
_NUMBER_RE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’-][^\W\d_]+)*")
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
    """Return whether two texts both have numbers, and not the same.

    Of digits against words only single numbers are compared: '21' may stand for 'twenty-one'.
    """
    own_digits, own_values = _find_numbers(ours, languages)
    digits, values = _find_numbers(theirs, languages)
    if own_digits and digits:
        return own_digits != digits
    if own_values and values:
        return own_values != values
    one, other = own_digits or own_values, digits or values
    return len(one) == len(other) == 1 and one != other


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
    """Return the value of a word, or those of its parts: 'twenty-one'."""
    for language in sorted(languages):
        values = _load_values(language)
        if word in values:
            return [values[word]]
        parts = word.split("-")
        if any(part in values for part in parts):
            return [values.get(part, part) for part in parts]
    return []
