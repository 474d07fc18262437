"""Pages by key: page 1,000 costs what page 1 costs, and new posts shift nothing under a reader."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import models
from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower
from django.http import Http404, QueryDict

from blog.common.db.published_date import PublishedQuerySet


@dataclass(frozen=True)
class Page[Row]:
    """`older` and `newer` are query strings such as '?before=…', '' where there is no such page.

    `here` is that of this page, the same from whichever side it was reached; '' for the first.
    """

    rows: list[Row]
    older: str
    newer: str
    here: str

    @property
    def is_first(self) -> bool:
        return not self.here


FURTHER = frozenset({"before", "after"})


class Arm(NamedTuple):
    """Rows that lead to some of a list's: `rows` makes their queryset, of those that match a
    condition, and `pk` is their field with the key of the list's row."""

    rows: Callable[[Q], QuerySet[Any]]
    pk: str


def first_page[Row](found: list[Row], size: int, time: str = "published_at") -> Page[Row]:
    """As `page_of` without a key, of rows that were read: so many, and one more where there is."""
    rows = found[:size]
    older = f"?before={_key(rows[-1], time)}" if len(found) > size else ""
    return Page(rows=rows, older=older, newer="", here="")


def page_of[Row](
    rows: QuerySet[Any],
    query: QueryDict,
    size: int,
    time: str = "published_at",
    through: PublishedQuerySet | None = None,
    oldest_first: bool = False,
    arms: Sequence[Arm] = (),
    kept: Mapping[str, str] | None = None,
    read: Callable[[QuerySet[Any]], list[Row]] = list,
) -> Page[Row]:
    """One page by newest first, or oldest: one query, besides what the queryset prefetches.

    `time` is the field that orders, ids break ties. `?before=KEY` is the page after that row,
    `?after=KEY` the one before it; a key is the row's time in microseconds and its id. A malformed
    key is 404. Where `time` is another table's, select that with the rows.

    `through` are rows that each have one of the posts and keep its date, such as the post labels of
    a label: the page is found along their index, however many posts have other labels. `arms` are
    several such, which share none of the list's rows. `kept` is what the pages' query strings say
    as well. `read` makes a list of the chosen rows, such as read models.
    """
    keys, pk = (rows, "pk") if through is None else (through.published(), through.post)
    onward, back = ("after", "before") if oldest_first else ("before", "after")
    backwards = back in query
    key = query.get(back if backwards else onward)
    to_newer = backwards != oldest_first
    if key is not None and not arms:
        keys = beyond(keys, *_parse(key), to_newer, time, pk)
    sign = "" if to_newer else "-"
    keys = keys.order_by(f"{sign}{time}", f"{sign}{pk}")[: size + 1]
    if through is not None:
        keys = rows.filter(pk__in=keys.values(pk)).order_by(f"{sign}{time}", f"{sign}pk")
    if arms:
        first, *others = (
            arm.rows(_beyond(*_parse(key), to_newer, time, arm.pk) if key is not None else Q())
            .order_by(f"{sign}{time}", f"{sign}{arm.pk}")
            .values(arm.pk)[: size + 1]
            for arm in arms
        )
        chosen = first.union(*others, all=True) if others else first
        keys = rows.filter(pk__in=chosen).order_by(f"{sign}{time}", f"{sign}pk")[: size + 1]
    found = read(keys)
    beyond_it, found = found[size:], found[:size]

    def leading(way: str, row: Row) -> str:
        return "?" + urlencode({**(kept or {}), way: _key(row, time)})

    if backwards:
        found.reverse()
        here = leading(onward, beyond_it[0]) if beyond_it else ""
    else:
        here = "?" + urlencode({**(kept or {}), onward: key}) if key is not None else ""
    has_more = bool(found) if backwards else bool(beyond_it)
    further = leading(onward, found[-1]) if has_more else ""
    before = leading(back, found[0]) if here and found else ""
    older, newer = (before, further) if oldest_first else (further, before)
    return Page(rows=found, older=older, newer=newer, here=here)


def key_of_page(query: QueryDict) -> tuple[datetime, int] | None:
    """Return the time and the id in `?before=`, None on the first page. A malformed key is 404."""
    key = query.get("before")
    return None if key is None else _parse(key)


def _beyond(when: datetime, key: int, newer: bool, time: str, pk: str) -> Q:
    """As `beyond`, in one condition, where `pk` leads to many rows: each condition more would be
    asked of others of them."""
    way = "gt" if newer else "lt"
    further = Q(**{f"{time}__{way}": when}) | Q(**{f"{pk}__{way}": key})
    return Q(**{f"{time}__{way}e": when}) & further


def beyond[Row: models.Model](
    rows: QuerySet[Row],
    when: datetime | str,
    key: int,
    newer: bool,
    time: str = "published_at",
    pk: str = "pk",
) -> QuerySet[Row]:
    """Those newer than the row of that time and id, or those older; by a name, those after it or
    before it."""
    further, same = ("gte", "lte") if newer else ("lte", "gte")
    # The first condition alone bounds the index scan; the second breaks ties.
    return rows.filter(**{f"{time}__{further}": when}).exclude(**{time: when, f"{pk}__{same}": key})


def _key(row: Any, time: str) -> str:
    since = attrgetter(time.replace("__", "."))(row) - datetime(1970, 1, 1, tzinfo=UTC)
    micros = since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds
    return f"{micros}-{row.pk}"


def _parse(key: str) -> tuple[datetime, int]:
    when, _, pk = key.rpartition("-")  # A time before 1970 begins with a minus.
    if not re.fullmatch(r"-?[0-9]{1,18}-[0-9]{1,18}", key):
        raise Http404
    try:
        whole, part = divmod(int(when), 1_000_000)
        return datetime.fromtimestamp(whole, tz=UTC).replace(microsecond=part), int(pk)
    except (OverflowError, ValueError, OSError) as error:
        raise Http404 from error


@dataclass(frozen=True)
class NamePage[Row: models.Model]:
    """`previous` and `next` are query strings such as '?after=…', '' where there is none; `here` is
    that of this page, the same from whichever side it was reached."""

    rows: list[Row]
    here: str
    previous: str
    next: str
    is_first: bool


def page_by_name[Row: models.Model](
    named: QuerySet[Row], query: QueryDict, size: int, name: str | Combinable = "name", **kept: str
) -> NamePage[Row]:
    """One page by name, whatever its case. One query.

    `?after=KEY` is the page after that row, `?before=KEY` the one before it; a key is the name in
    lower case and the row's id. A malformed key is 404. `name` is the field or expression to order
    by; `kept` is what the pages' query strings say as well.
    """
    rows: QuerySet[Any] = named.annotate(sort_name=Lower(name))
    backwards = "before" in query
    key = query.get("before" if backwards else "after")
    if key is not None:
        where, pk = _parse_name(key)
        rows = beyond(rows, where, pk, not backwards, "sort_name")
    order = ("-sort_name", "-pk") if backwards else ("sort_name", "pk")
    found = list(rows.order_by(*order)[: size + 1])
    beyond_it, found = found[size:], found[:size]
    if backwards:
        found.reverse()
    more = bool(beyond_it)
    has_previous = bool(found) and (more if backwards else key is not None)
    has_next = bool(found) if backwards else more

    def leading(way: str, row: Any) -> str:
        return "?" + urlencode({**kept, way: f"{row.sort_name}.{row.pk}"})

    here = "?" + urlencode(kept) if kept else ""
    if backwards and beyond_it:
        here = leading("after", beyond_it[0])
    elif key is not None and not backwards:
        here = "?" + urlencode({**kept, "after": key})
    return NamePage(
        here=here,
        rows=found,
        previous=leading("before", found[0]) if has_previous else "",
        next=leading("after", found[-1]) if has_next else "",
        is_first=key is None or (backwards and not has_previous),
    )


def _parse_name(key: str) -> tuple[str, int]:
    name, _, pk = key.rpartition(".")
    if "\0" in key or not re.fullmatch(r"[0-9]{1,18}", pk):
        raise Http404
    return name, int(pk)
