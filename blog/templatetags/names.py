"""How lists by name are divided. Formatting only: no queries."""

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
