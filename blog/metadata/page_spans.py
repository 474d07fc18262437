"""Which part of a list a further page of it shows, in words: 'March 5, 2023 – March 1, 2023'."""

from datetime import datetime

from django.utils import timezone

from blog.common.formatting.dates import date_and_time, full_date
from blog.common.pagination import NamePage, Page
from blog.common.text.truncate import shortened
from blog.content.citations.template_tags import format_date_said
from blog.content.quotation_pagination import QuotationPage
from blog.corrections.models import Correction
from blog.models import Post, PullQuote

NAME_LENGTH = 40


def span_of(page: Page | QuotationPage | NamePage) -> str:
    """Return its first and its last entry, '' on the first page and where there is none. No
    query."""
    if isinstance(page, QuotationPage):
        return _of_quotations(page.quotations) if page.here else ""
    if page.is_first or not page.rows:
        return ""
    first, last = page.rows[0], page.rows[-1]
    if isinstance(page, NamePage):
        return _between(*(shortened(str(row), NAME_LENGTH) for row in (first, last)))
    begin, end = (timezone.localtime(_time_of(row)) for row in (first, last))
    written = full_date if begin.date() != end.date() else date_and_time
    return _between(written(begin), written(end))


def _of_quotations(rows: list[PullQuote]) -> str:
    """When they were said; the words of the first where that does not tell pages apart."""
    if not rows:
        return ""
    first, last = format_date_said(rows[0]), format_date_said(rows[-1])
    if first and last and first != last:
        return _between(first, last)
    return shortened(" ".join(rows[0].text.split()), NAME_LENGTH)


def _time_of(row: Post | PullQuote | Correction) -> datetime:
    """By which pages list it."""
    when = row.at if isinstance(row, Correction) else row.published_at
    assert when is not None
    return when


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"
