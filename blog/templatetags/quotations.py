"""How a quotation's fields are written. Formatting only: no queries."""

from urllib.parse import urlsplit

from django import template
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format
from django.utils.safestring import SafeString

from blog import markup
from blog.models import PullQuote

register = template.Library()


@register.filter
def words(quotation: PullQuote) -> SafeString:
    """The quotation with its emphasis and links; from `text` where it was stored without `html`."""
    return markup.safe(markup.INLINE(quotation.html or markup.escape(quotation.text)))


@register.filter
def said_in_words(quotation: PullQuote) -> str:
    """'22 March 2023', 'March 2023' or '2023': as much as is known, in the active language."""
    if quotation.said_on is None:
        return ""
    known = {"year": "Y", "month": get_format("YEAR_MONTH_FORMAT")}
    return format_date(
        quotation.said_on, known.get(quotation.said_precision, get_format("DATE_FORMAT"))
    )


@register.filter
def host(url: str) -> str:
    """'https://www.example.org/a/b' -> 'example.org'."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
