"""Numbers as people type them and spreadsheets copy them: '1,234.5', '1.234,5', '12 %', '−3'."""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.formats import get_format, number_format
from django.utils.translation import get_language_bidi

MAX_LENGTH = 60
# A double has fifteen exact digits. Smaller differences than the last decimal could not be drawn.
MAX_VALUE = 1e15
MAX_DECIMALS = 9
_MINUS_SIGNS = "-−–"
_NUMBER_RE = re.compile(r"([-+]?)([0-9.,]*[0-9])((?:[eE][-+]?[0-9]{1,3})?)")
# Spaces of all widths and apostrophes separate thousands. The Arabic separators are unambiguous.
_GROUPING_RE = re.compile(r"(?<=[0-9])[\s'’\u066c](?=[0-9]{3}(?![0-9]))")
_LEFT_TO_RIGHT_MARK = "\u200e"


@dataclass(frozen=True)
class Number:
    """A finite number, and the number of decimals with which it was typed."""

    value: float
    decimals: int = 0


def parse_numbers(texts: Collection[str], unit: str = "") -> dict[str, Number]:
    """Return the numbers among texts of one table, by their texts.

    '1,234' has one meaning in the whole table: that of its unambiguous numbers, such as '0,5', or
    else that of the active language. Percent signs, currencies and the unit are ignored.
    """
    cleaned = {text: _clean(text, unit) for text in texts if len(text) <= MAX_LENGTH}
    digits = {text: match[2] for text, match in cleaned.items() if match}
    sign = _find_decimal_sign(digits.values())
    numbers = {}
    for text, match in cleaned.items():
        if match and (number := _build_number(match, sign)):
            numbers[text] = number
    return numbers


def format_number(value: float, decimals: int = 0) -> str:
    """Format a number in the active language."""
    shown = number_format(f"{abs(value):.{decimals}f}", decimals, force_grouping=True)
    is_negative = value < 0 and any(sign.isdigit() and sign != "0" for sign in shown)
    if not is_negative:
        return str(shown)
    # In a text from right to left, the minus sign would move behind the digits.
    return f"{_LEFT_TO_RIGHT_MARK if get_language_bidi() else ''}−{shown}"


def _clean(text: str, unit: str) -> re.Match[str] | None:
    text = "".join(map(_normalize_sign, text)).strip()
    if unit and text.endswith(unit):
        text = text.removesuffix(unit)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Sc" and sign not in "%‰")
    text = text.strip()
    if text[:1] in _MINUS_SIGNS:
        text = "-" + text[1:].lstrip()
    return _NUMBER_RE.fullmatch(_GROUPING_RE.sub("", text))


def _normalize_sign(sign: str) -> str:
    """Return a sign with digits of any script as ASCII, and without marks of direction."""
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if sign == "\u066b":
        return "."
    if sign == "\u066a":
        return "%"
    return "" if unicodedata.category(sign) == "Cf" else sign


def _find_decimal_sign(digits: Collection[str]) -> str:
    signs = {sign for text in digits if (sign := _get_sure_decimal_sign(text))}
    if len(signs) == 1:
        return signs.pop()
    return "," if get_format("DECIMAL_SEPARATOR") == "," else "."


def _get_sure_decimal_sign(digits: str) -> str:
    """Return '' for a number that does not tell which sign begins its decimals."""
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return ""
    sign, other = digits[last], ",."[digits[last] == ","]
    if other in digits:
        return sign
    if digits.count(sign) > 1:  # It separates thousands.
        return other
    whole, _, fraction = digits.partition(sign)
    is_group = len(fraction) == 3 and 0 < len(whole) <= 3 and whole != "0"
    return "" if is_group else sign


def _build_number(match: re.Match[str], sign: str) -> Number | None:
    digits = match[2]
    sign = _get_sure_decimal_sign(digits) or sign
    if digits.count(sign) > 1:
        return None  # Such as '1,2,3.4.5'.
    whole, _, fraction = digits.partition(sign)
    groups = re.split("[.,]", whole)
    are_groups = all(len(group) in (2, 3) for group in groups[1:-1]) and len(groups[-1]) == 3
    if (len(groups) > 1 and not are_groups) or set(fraction) & {".", ","}:
        return None  # Such as a date.
    value = float(f"{match[1]}{''.join(groups) or '0'}.{fraction or '0'}{match[3]}")
    if not abs(value) <= MAX_VALUE:
        return None
    return Number(round(value, MAX_DECIMALS), min(len(fraction), MAX_DECIMALS))
