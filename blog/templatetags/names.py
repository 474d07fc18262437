"""How lists by name are divided. Formatting only: no queries."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from django import template

register = template.Library()

# From here on a script has too many letters for a heading each: Chinese, Japanese, Korean.
_MANY_LETTERS = "\u2e80"


@register.filter
def initial(name: str) -> str:
    """The letter that a name stands under; one heading for all figures, all signs, and for all of
    a script that has hundreds of letters."""
    first = name[:1]
    if first.isdigit():
        return "0–9"
    if not first.isalpha():
        return "…"
    return "文" if first >= _MANY_LETTERS else first.upper()


class Letter(NamedTuple):
    grouper: str
    list: list[Any]


@register.filter
def by_initial(rows: Iterable[Any], name: str) -> list[Letter]:
    """Rows in the order of the attribute `name`, grouped by their initials."""
    name_of = attrgetter(name)
    groups = groupby(rows, key=lambda row: initial(name_of(row)))
    return [Letter(letter, list(group)) for letter, group in groups]
