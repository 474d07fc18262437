"""Pages of quotations by the date said, the latest first."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from blog.common.db.prepared import Row, prepare
from blog.models import PullQuote, Source
from blog.models.quotations import LATEST_SAID_FIRST
from blog.read_models.quotations import (
    QuotationView,
    build_quotation,
    read_quotations,
    select_quotation_columns,
    sort_by_position,
)


@dataclass(frozen=True)
class QuotationPage:
    """One page; `older` is the query string of the next one, '?before=…' with the key `last`.

    '' on the last page. `here` is the query string of this page, '' on the first.
    """

    quotations: list[QuotationView]
    older: str
    last: str
    here: str

    @property
    def is_first(self) -> bool:
        return not self.here


def paginate_quotations_of(source: Source, query: QueryDict, size: int) -> QuotationPage:
    """Return a page of the quotations with a source as source or speaker, undated ones last.

    One query, which reads an index for each role. A source has one of the two roles of a quotation
    at most, so none is listed twice.
    """
    if "before" in query:
        return paginate_by_date_said(_select_voiced(source.pk), query, size)
    rows = _prepare_first(size)(source.pk)
    return _build_page([build_quotation(row) for row in rows], size, None, "before")


def _select_voiced(source: int) -> list[QuerySet[PullQuote]]:
    quoted = PullQuote.objects.published()
    return [quoted.filter(**{role: source}) for role in ("source", "speaker")]


@cache
def _prepare_first(size: int) -> Callable[[int], list[Row]]:
    """Prepare the query for the first page of a source, which composing took a tenth of it."""

    def select_first(source: int) -> QuerySet[Any, Any]:
        return select_quotation_columns(_select_page(_select_voiced(source), [Q()], size))

    return prepare(select_first, is_generic=True)


def paginate_by_date_said(
    quotations: Iterable[QuerySet[PullQuote]], query: QueryDict, size: int, name: str = "before"
) -> QuotationPage:
    """Return one page of several disjoint querysets, the latest said first. One query.

    The rows are selected in a subquery before posts and sources are joined, because the database
    may read whole tables otherwise. `name` is the URL parameter of the key. Raises Http404 for a
    malformed key.
    """
    key = query.get(name)
    conditions = [Q()] if key is None else _conditions_before(key)
    rows = read_quotations(_select_page(quotations, conditions, size))
    return _build_page(rows, size, key, name)


def _select_page(
    quotations: Iterable[QuerySet[PullQuote]], conditions: list[Q], size: int
) -> QuerySet[PullQuote]:
    first, *others = (
        quoted.filter(condition).order_by(*LATEST_SAID_FIRST).values("pk")[: size + 1]
        for quoted in quotations
        for condition in conditions
    )
    rows = PullQuote.objects.published().filter(pk__in=first.union(*others, all=True))
    return rows.order_by(*LATEST_SAID_FIRST)[: size + 1]


def _build_page(rows: list[QuotationView], size: int, key: str | None, name: str) -> QuotationPage:
    has_more, page = len(rows) > size, rows[:size]
    last = f"{page[-1].said_on or ''}.{page[-1].pk}" if has_more else ""
    here = "" if key is None else f"?{name}={key}"
    page = sort_by_position(page, "said_on")
    return QuotationPage(page, last and f"?{name}={last}", last, here)


def _conditions_before(key: str) -> list[Q]:
    """Return one condition for each range of the index: dates before the key, and no date.

    A single condition could not use the index for both.
    """
    date_said, _, pk = key.partition(".")
    if not re.fullmatch(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?\.[0-9]{1,18}", key):
        raise Http404
    if not date_said:
        return [Q(said_on__isnull=True, pk__lt=pk)]
    try:
        day = date.fromisoformat(date_said)
    except ValueError as error:
        raise Http404 from error
    dated = Q(said_on__lte=day) & (Q(said_on__lt=day) | Q(pk__lt=pk))
    return [dated, Q(said_on__isnull=True)]
