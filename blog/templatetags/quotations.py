"""How a quotation's fields are written. Formatting only: no queries."""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from django import template
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.safestring import SafeString

from blog import markup
from blog.models import PullQuote
from blog.templatetags.dates import full_format

register = template.Library()

# Up to two marks, since a quotation may begin with a quotation; emphasis may stand before them.
_OPENING_MARK = re.compile(r"^((?:<(?:em|strong)>)*)([“”„‟«»‹›‘‚\"'「『]{1,2})")
# What fits three lines of display type on a phone.
_BRIEF = 140


@register.filter
def words(quotation: PullQuote) -> SafeString:
    """The quotation with its emphasis and links; from `text` where it was stored without `html`.

    The opening mark gets an element of its own, so that it can hang in the margin. No letter is
    added, left out or moved.
    """
    clean = markup.INLINE(quotation.html or markup.escape(quotation.text))
    return markup.safe(_OPENING_MARK.sub(r'\1<span class="mark">\2</span>', clean))


@register.filter
def are_brief(quotations: Sequence[PullQuote]) -> bool:
    """Short enough, all together, to be set in display type."""
    return sum(len(quotation.text) for quotation in quotations) <= _BRIEF


class Credit(NamedTuple):
    """An attribution line around the source's name; `name` is '' where the line lacks it."""

    before: str
    name: str
    after: str


@register.filter
def credit(quotation: PullQuote) -> Credit:
    """The attribution letter by letter, or the source's name where none was typed.

    Reads self.source: a query unless selected.
    """
    name = quotation.source.name if quotation.source else ""
    line = quotation.attribution or name
    before, found, after = line.partition(name) if name else (line, "", "")
    return Credit(before, found, after)


@register.filter
def said_in_words(quotation: PullQuote) -> str:
    """'March 22, 2023', 'March 2023' or '2023': as much as is known, in the active language."""
    if quotation.said_on is None:
        return ""
    known = {"year": "Y", "month": get_format("YEAR_MONTH_FORMAT")}
    return format_date(quotation.said_on, known.get(quotation.said_precision, full_format()))


@register.filter
def says_when(quotation: PullQuote) -> bool:
    """Does the attribution as typed hold the date already? Then it is not written twice."""
    if quotation.said_on is None:
        return False
    numbers = {int(number) for number in re.findall(r"\d+", quotation.attribution)}
    known = {quotation.said_on.year}
    if quotation.said_precision == PullQuote.Precision.DAY:
        known.add(quotation.said_on.day)
    return known <= numbers


@register.filter
def host(url: str) -> str:
    """'https://www.example.org/a/b' -> 'example.org'."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
