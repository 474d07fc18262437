"""Keyset pagination: every page costs the same, and new rows do not shift the others."""

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
    """Page of a list ordered by time.

    `older` and `newer` are query strings such as '?before=…', '' if there is no such page. `here`
    is this page's canonical query string, '' for the first page.
    """

    rows: list[Row]
    older: str
    newer: str
    here: str

    @property
    def is_first(self) -> bool:
        return not self.here


PAGE_PARAMETERS = frozenset({"before", "after"})


class UnionBranch(NamedTuple):
    """One branch of a UNION of keys.

    `rows` returns the queryset that matches a condition; `pk` is its lookup to the listed row.
    """

    rows: Callable[[Q], QuerySet[Any]]
    pk: str


def build_first_page[Row](fetched: list[Row], size: int, time: str = "published_at") -> Page[Row]:
    """Build the first page from up to `size` + 1 rows that were already fetched."""
    rows = fetched[:size]
    older = f"?before={_format_key(rows[-1], time)}" if len(fetched) > size else ""
    return Page(rows=rows, older=older, newer="", here="")


def paginate[Row](
    rows: QuerySet[Any],
    query: QueryDict,
    size: int,
    time: str = "published_at",
    through: PublishedQuerySet | None = None,
    oldest_first: bool = False,
    branches: Sequence[UnionBranch] = (),
    parameters: Mapping[str, str] | None = None,
    read: Callable[[QuerySet[Any]], list[Row]] = list,
) -> Page[Row]:
    """Return one page, newest or oldest first. One query, plus the queryset's prefetches.

    `time` is the field to order by; ids break ties. `?before=KEY` selects older rows, `?after=KEY`
    newer ones; a key is a row's time in microseconds and its id. A malformed key raises 404. If
    `time` is a field of another table, select that table with the rows.

    `through` are rows with a foreign key to the posts and a copy of their date, such as the post
    labels of a label, so that their index finds the page. `branches` are several such querysets
    without common rows. `parameters` are added to the pages' query strings. `read` turns the
    queryset into a list, for example of read models.
    """
    forward, back = ("after", "before") if oldest_first else ("before", "after")
    is_backward = back in query
    key = query.get(back if is_backward else forward)
    position = None if key is None else _parse_key(key)
    to_newer = is_backward != oldest_first
    if branches:
        selected = _select_from_union(rows, branches, position, to_newer, time, size + 1)
    else:
        selected = _select(rows, through, position, to_newer, time, size + 1)
    fetched = read(selected)
    extra, shown = fetched[size:], fetched[:size]

    def link(parameter: str, row: Row) -> str:
        return "?" + urlencode({**(parameters or {}), parameter: _format_key(row, time)})

    if is_backward:
        shown.reverse()
        here = link(forward, extra[0]) if extra else ""
    else:
        here = "?" + urlencode({**(parameters or {}), forward: key}) if key is not None else ""
    has_next = bool(shown) if is_backward else bool(extra)
    next_page = link(forward, shown[-1]) if has_next else ""
    previous_page = link(back, shown[0]) if here and shown else ""
    older, newer = (previous_page, next_page) if oldest_first else (next_page, previous_page)
    return Page(rows=shown, older=older, newer=newer, here=here)


def _select(
    rows: QuerySet[Any],
    through: PublishedQuerySet | None,
    position: tuple[datetime, int] | None,
    to_newer: bool,
    time: str,
    number: int,
) -> QuerySet[Any]:
    """Select the next rows from a position, or from the newest or oldest row without one."""
    keys, pk = (rows, "pk") if through is None else (through.published(), through.post)
    if position is not None:
        keys = filter_beyond(keys, *position, to_newer, time, pk)
    sign = "" if to_newer else "-"
    keys = keys.order_by(f"{sign}{time}", f"{sign}{pk}")[:number]
    if through is None:
        return keys
    return rows.filter(pk__in=keys.values(pk)).order_by(f"{sign}{time}", f"{sign}pk")


def _select_from_union(
    rows: QuerySet[Any],
    branches: Sequence[UnionBranch],
    position: tuple[datetime, int] | None,
    to_newer: bool,
    time: str,
    number: int,
) -> QuerySet[Any]:
    """Select as `_select` does: no branch is read further than to `number` of its rows."""
    sign = "" if to_newer else "-"
    first, *others = (
        branch.rows(Q() if position is None else _is_beyond(*position, to_newer, time, branch.pk))
        .order_by(f"{sign}{time}", f"{sign}{branch.pk}")
        .values(branch.pk)[:number]
        for branch in branches
    )
    union = first.union(*others, all=True) if others else first
    return rows.filter(pk__in=union).order_by(f"{sign}{time}", f"{sign}pk")[:number]


def parse_page_key(query: QueryDict) -> tuple[datetime, int] | None:
    """Return the time and the id in `?before=`, None on the first page. A malformed key is 404."""
    key = query.get("before")
    return None if key is None else _parse_key(key)


def _is_beyond(when: datetime, key: int, newer: bool, time: str, pk: str) -> Q:
    """Build the condition of `filter_beyond` as a single Q.

    If `pk` spans a multi-valued relation, separate filters would join it separately.
    """
    operator = "gt" if newer else "lt"
    is_further = Q(**{f"{time}__{operator}": when}) | Q(**{f"{pk}__{operator}": key})
    return Q(**{f"{time}__{operator}e": when}) & is_further


def filter_beyond[Row: models.Model](
    rows: QuerySet[Row],
    when: datetime | str,
    key: int,
    newer: bool,
    time: str = "published_at",
    pk: str = "pk",
) -> QuerySet[Row]:
    """Filter rows newer, or older, than a time and id; with a name, rows after or before it."""
    operator, opposite = ("gte", "lte") if newer else ("lte", "gte")
    # The first condition alone bounds the index scan; the second breaks ties.
    bounded = rows.filter(**{f"{time}__{operator}": when})
    return bounded.exclude(**{time: when, f"{pk}__{opposite}": key})


def _format_key(row: Any, time: str) -> str:
    since = attrgetter(time.replace("__", "."))(row) - datetime(1970, 1, 1, tzinfo=UTC)
    microseconds = since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds
    return f"{microseconds}-{row.pk}"


def _parse_key(key: str) -> tuple[datetime, int]:
    when, _, pk = key.rpartition("-")  # A time before 1970 begins with a minus.
    if not re.fullmatch(r"-?[0-9]{1,18}-[0-9]{1,18}", key):
        raise Http404
    try:
        seconds, microsecond = divmod(int(when), 1_000_000)
        return datetime.fromtimestamp(seconds, tz=UTC).replace(microsecond=microsecond), int(pk)
    except (OverflowError, ValueError, OSError) as error:
        raise Http404 from error


@dataclass(frozen=True)
class NamePage[Row: models.Model]:
    """Page of a list ordered by name.

    `previous` and `next` are query strings such as '?after=…', '' if there is no such page; `here`
    is this page's canonical query string.
    """

    rows: list[Row]
    here: str
    previous: str
    next: str
    is_first: bool


def paginate_by_name[Row: models.Model](
    queryset: QuerySet[Row],
    query: QueryDict,
    size: int,
    name: str | Combinable = "name",
    **parameters: str,
) -> NamePage[Row]:
    """Return one page ordered by name, ignoring case. One query.

    `?after=KEY` selects the rows after a row, `?before=KEY` those before it; a key is the name in
    lower case and the row's id. A malformed key raises 404. `name` is the field or expression to
    order by; `parameters` are added to the pages' query strings.
    """
    rows: QuerySet[Any] = queryset.annotate(sort_name=Lower(name))
    is_backward = "before" in query
    key = query.get("before" if is_backward else "after")
    if key is not None:
        key_name, pk = _parse_name_key(key)
        rows = filter_beyond(rows, key_name, pk, not is_backward, "sort_name")
    order = ("-sort_name", "-pk") if is_backward else ("sort_name", "pk")
    fetched = list(rows.order_by(*order)[: size + 1])
    extra, shown = fetched[size:], fetched[:size]
    if is_backward:
        shown.reverse()
    has_extra = bool(extra)
    has_previous = bool(shown) and (has_extra if is_backward else key is not None)
    has_next = bool(shown) if is_backward else has_extra

    def link(parameter: str, row: Any) -> str:
        return "?" + urlencode({**parameters, parameter: f"{row.sort_name}.{row.pk}"})

    here = "?" + urlencode(parameters) if parameters else ""
    if is_backward and extra:
        here = link("after", extra[0])
    elif key is not None and not is_backward:
        here = "?" + urlencode({**parameters, "after": key})
    return NamePage(
        here=here,
        rows=shown,
        previous=link("before", shown[0]) if has_previous else "",
        next=link("after", shown[-1]) if has_next else "",
        is_first=key is None or (is_backward and not has_previous),
    )


def _parse_name_key(key: str) -> tuple[str, int]:
    name, _, pk = key.rpartition(".")
    if "\0" in key or not re.fullmatch(r"[0-9]{1,18}", pk):
        raise Http404
    return name, int(pk)
