"""Pages of quotations by the day on which something was said, the latest first."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from blog.models import PullQuote, Source
from blog.models.quotations import LATEST_SAID_FIRST


@dataclass(frozen=True)
class QuotationPage:
    """`older` is a query string such as '?before=…', with the key `last`; '' on the last page.
    `here` is that of this page, '' on the first."""

    quotations: list[PullQuote]
    older: str
    last: str
    here: str

    @property
    def is_first(self) -> bool:
        return not self.here


def quotations_of(source: Source, query: QueryDict, size: int) -> QuotationPage:
    """What a source said or is credited with, the latest said first, undated ones last.

    One query, whose keys are found along an index for each role. A quotation has one of the two
    roles at most, so none is there twice.
    """
    quoted = PullQuote.objects.published()
    roles = ("source", "speaker")
    return said_before([quoted.filter(**{role: source}) for role in roles], query, size)


def said_before(
    quotations: Iterable[QuerySet[PullQuote]], query: QueryDict, size: int, name: str = "before"
) -> QuotationPage:
    """One page of several querysets that share no row, the latest said first. One query.

    Their rows are chosen before anything is joined to them: else the database may read whole tables
    of posts and sources for a page of quotations. `name` is the parameter that has the key. A
    malformed key is 404.
    """
    key = query.get(name)
    conditions = [Q()] if key is None else _said_before(key)
    first, *others = (
        quoted.filter(condition).order_by(*LATEST_SAID_FIRST).values("pk")[: size + 1]
        for quoted in quotations
        for condition in conditions
    )
    rows = PullQuote.objects.for_readers().filter(pk__in=first.union(*others, all=True))
    found = list(rows.order_by(*LATEST_SAID_FIRST)[: size + 1])
    more, found = len(found) > size, found[:size]
    last = f"{found[-1].said_on or ''}.{found[-1].pk}" if more else ""
    here = "" if key is None else f"?{name}={key}"
    found = in_order_of_posts(found, "said_on")
    return QuotationPage(found, last and f"?{name}={last}", last, here)


def in_order_of_posts(page: Iterable[PullQuote], time: str) -> list[PullQuote]:
    """Sort quotations of one post that have the same time by their place in it.

    Pages are cut by time and id, so this orders those on one page only.
    """
    first: dict[tuple[Any, int], int] = {}
    page = list(page)
    for number, row in enumerate(page):
        first.setdefault((getattr(row, time), row.post_id), number)
    return sorted(page, key=lambda row: (first[getattr(row, time), row.post_id], row.position))


def _said_before(key: str) -> list[Q]:
    """A condition for each part of an index that is read: no single one would have it begin at the
    key and go on to what has no date."""
    said, _, pk = key.partition(".")
    if not re.fullmatch(r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?\.[0-9]{1,18}", key):
        raise Http404
    if not said:
        return [Q(said_on__isnull=True, pk__lt=pk)]
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise Http404 from error
    dated = Q(said_on__lte=day) & (Q(said_on__lt=day) | Q(pk__lt=pk))
    return [dated, Q(said_on__isnull=True)]
