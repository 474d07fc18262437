"""Quotations that files of the demo name by some of their words."""

from blog.models import PullQuote
from devtools.demo.content_files import Entry


def find_quotation(entry: Entry, excerpt: str, key: str) -> PullQuote:
    """Return the only quotation with these words; an error names the `key` that has them."""
    rows = list(PullQuote.objects.filter(text__contains=excerpt)[:2])
    if len(rows) != 1:
        entry.fail(f"Not exactly one quotation has {excerpt!r}.", key)
    return rows[0]
