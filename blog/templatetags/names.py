"""Grouping of lists by initial. No queries."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django import template

register = template.Library()

# First character of the CJK scripts, which have too many characters for a heading each.
_CJK_START = "\u2e80"


@register.filter
def initial(name: str) -> str:
    """Return a name's heading: its first letter, or one heading each for digits, signs and CJK."""
    first = name[:1]
    if first.isdigit():
        return "0–9"
    if not first.isalpha():
        return "…"
    return "文" if first >= _CJK_START else first.upper()


class LetterGroup(NamedTuple):
    grouper: str
    list: list[Any]


@register.filter
def group_by_initial(rows: Iterable[Any], attribute: str) -> list[LetterGroup]:
    """Group rows, sorted by an attribute, by its initial."""
    get_name = attrgetter(attribute)
    groups = groupby(rows, key=lambda row: initial(get_name(row)))
    return [LetterGroup(letter, list(group)) for letter, group in groups]
