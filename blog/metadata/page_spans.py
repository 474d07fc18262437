"""Descriptions of the span of a list's page, such as 'March 5, 2023 – March 1, 2023'."""

from datetime import datetime

from django.utils import timezone

from blog.common.formatting.dates import full_date, full_datetime
from blog.common.pagination import NamePage, Page
from blog.common.text.truncate import shorten
from blog.content.citations.template_tags import format_date_said
from blog.corrections.models import Correction
from blog.models import Post
from blog.read_models.quotation_pagination import QuotationPage
from blog.read_models.quotations import QuotationView
from blog.seals.models import Seal

MAX_NAME_LENGTH = 40


def describe_span(page: Page | QuotationPage | NamePage) -> str:
    """Describe a page by its first and last entry, '' on the first page or without entries.

    No query.
    """
    if isinstance(page, QuotationPage):
        return _describe_quotations(page.quotations) if page.here else ""
    if page.is_first or not page.rows:
        return ""
    first, last = page.rows[0], page.rows[-1]
    if isinstance(page, NamePage):
        return _join(*(shorten(str(row), MAX_NAME_LENGTH) for row in (first, last)))
    begin, end = (timezone.localtime(_get_time(row)) for row in (first, last))
    format_date = full_date if begin.date() != end.date() else full_datetime
    return _join(format_date(begin), format_date(end))


def _describe_quotations(rows: list[QuotationView]) -> str:
    """Describe quotations by their dates, or by the first one's text if the dates are the same."""
    if not rows:
        return ""
    first, last = format_date_said(rows[0]), format_date_said(rows[-1])
    if first and last and first != last:
        return _join(first, last)
    return shorten(" ".join(rows[0].text.split()), MAX_NAME_LENGTH)


def _get_time(row: Post | QuotationView | Correction | Seal) -> datetime:
    """Return the time by which pages list a row."""
    when = row.created_at if isinstance(row, Correction | Seal) else row.published_at
    assert when is not None
    return when


def _join(first: str, last: str) -> str:
    return first if first == last else f"{first} – {last}"
