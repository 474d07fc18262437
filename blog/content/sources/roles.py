"""The role that a source had when a quotation was said, and its roles over time.

A role is claimed only if every day on which the quotation may have been said is a day on which the
source certainly had the role:

- A role until 2019 certainly lasted to the end of 2018, one until May 2019 to the end of April.
- A role from 2017 certainly began by 2018.
- A role without an end goes on. A role without a beginning is never claimed, because nobody knows
  whether it had begun; the year alone is enough.
- An undated quotation has no role, nor has one of a source without roles over time: `Source.role`
  is its role today.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Protocol

from django.utils.timezone import localdate
from django.utils.translation import pgettext

from blog.common.date_precision import get_last_day
from blog.common.formatting.dates import time_span
from blog.common.text.folding import fold
from blog.common.urls import reverse_cached
from blog.models import Source
from blog.models.quotations import format_date_value

MAX_ROLES_SHOWN = 2
# In letters. Words such as 'of', 'the' and 'de' do not tell one role from another.
_MIN_WORD_LENGTH = 4


class DatedQuotation(Protocol):
    """A quotation; `tenures_json` are those of its speaker, or of its source without one."""

    @property
    def attribution(self) -> str: ...
    @property
    def said_on(self) -> date | None: ...
    @property
    def said_precision(self) -> str: ...
    @property
    def tenures_json(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class TenureView:
    """A role during a period; `TenuresJSON` has the same columns in the same order.

    `organisation_slug` is '' without a page. A date is the first day of what is known of it.
    """

    role: str
    organisation: str = ""
    organisation_slug: str = ""
    started_on: date | None = None
    started_precision: str = ""
    ended_on: date | None = None
    ended_precision: str = ""

    @property
    def organisation_path(self) -> str:
        if not self.organisation_slug:
            return ""
        return reverse_cached("blog:source-detail", self.organisation_slug)

    @property
    def started(self) -> str:
        """Return '2017', '2017-05' or '2017-05-17'; '' if unknown."""
        return format_date_value(self.started_on, self.started_precision)

    @property
    def ended(self) -> str:
        return format_date_value(self.ended_on, self.ended_precision)

    def is_former(self, today: date) -> bool:
        """Return whether the last day on which it may have ended is over."""
        end = self.ended_on
        return end is not None and get_last_day(end, self.ended_precision) < today

    def is_current(self, today: date) -> bool:
        """Return whether it may have begun and is not over."""
        return not self.is_former(today) and (self.started_on is None or self.started_on <= today)

    def covers(self, first: date, last: date) -> bool:
        """Return whether the source certainly had the role on all days from first to last."""
        if self.started_on is None:
            return False
        if self.started_precision == "day":
            has_begun = self.started_on <= first
        else:
            has_begun = get_last_day(self.started_on, self.started_precision) < first
        if self.ended_on is None:
            return has_begun
        goes_on = last <= self.ended_on if self.ended_precision == "day" else last < self.ended_on
        return has_begun and goes_on


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role at the date of a quotation; `is_former` if it is over today.

    `organisation_path` is the page of the organisation, '' if it has none.
    """

    title: str
    organisation: str
    organisation_path: str
    started: str
    ended: str
    is_former: bool


@lru_cache(maxsize=2_000)
def build_tenures(tenures_json: str | None) -> tuple[TenureView, ...]:
    """Build the roles over time from the column `tenures_json`. All quotations of a source on a
    page have the same text."""
    tenures = []
    rows = json.loads(tenures_json) if tenures_json else ()
    for role, organisation, slug, started, start_precision, ended, end_precision in rows:
        begin, end = (date.fromisoformat(day) if day else None for day in (started, ended))
        tenures.append(
            TenureView(role, organisation, slug, begin, start_precision, end, end_precision)
        )
    return tuple(tenures)


def find_roles(
    tenures: Iterable[TenureView], said_on: date | None, precision: str, today: date
) -> tuple[HeldRole, ...]:
    """Return at most two roles that a source certainly had at a date.

    Those with an organisation come first, then those that began first.
    """
    if said_on is None:
        return ()
    last = get_last_day(said_on, precision)
    covering = [tenure for tenure in tenures if tenure.covers(said_on, last)]
    covering.sort(key=lambda tenure: (not tenure.organisation, tenure.started_on or date.min))
    distinct: dict[tuple[str, str], TenureView] = {}
    for tenure in covering:
        distinct.setdefault((fold(tenure.role), fold(tenure.organisation)), tenure)
    shown = list(distinct.values())[:MAX_ROLES_SHOWN]
    return tuple(_build_held_role(tenure, today) for tenure in shown)


def get_roles(quotation: DatedQuotation) -> tuple[HeldRole, ...]:
    """Return the roles of the speaker or source at the date of a quotation. No query."""
    return find_roles_in_json(quotation.tenures_json, quotation.said_on, quotation.said_precision)


def find_roles_in_json(
    tenures_json: str | None, said_on: date | None, precision: str
) -> tuple[HeldRole, ...]:
    """Return the roles at a date from the column `tenures_json`, as they are called today."""
    if not tenures_json or said_on is None:
        return ()
    return _find_cached_roles(tenures_json, said_on, precision, localdate())


@lru_cache(maxsize=10_000)
def _find_cached_roles(
    tenures_json: str, said_on: date, precision: str, today: date
) -> tuple[HeldRole, ...]:
    return find_roles(build_tenures(tenures_json), said_on, precision, today)


def get_unnamed_roles(quotation: DatedQuotation) -> tuple[HeldRole, ...]:
    """Return the roles at the date of a quotation, none if its attribution names one of them.

    The author has chosen that one. No query.
    """
    roles = get_roles(quotation)
    is_named = any(is_role_named(quotation.attribution, role.title) for role in roles)
    return () if is_named else roles


@lru_cache(maxsize=10_000)
def is_role_named(attribution: str, title: str) -> bool:
    """Return whether a line names a role, in any order of its words: 'Defence Minister Bo Ek'
    names 'Minister of Defence'."""
    line, role = fold(attribution), fold(title)
    if role in line:
        return True
    role_words = _split_words(role)
    long_words = {word for word in role_words if len(word) >= _MIN_WORD_LENGTH}
    return bool(role_words) and (long_words or role_words) <= _split_words(line)


def format_roles(roles: Sequence[HeldRole]) -> str:
    """Return 'then Minister of Defence, Cabinet', or '' without roles, in the active language.

    Former roles come first, because 'then' before the second of two would tell an order in time.
    """
    separator = pgettext("between two roles", "; ")
    former = separator.join(format_role(role) for role in roles if role.is_former)
    current = [format_role(role) for role in roles if not role.is_former]
    if former:
        former = pgettext("role at the date of a quotation", "then %(role)s") % {"role": former}
    return separator.join(filter(None, (former, *current)))


def format_role(role: HeldRole) -> str:
    """Return 'Minister of Defence, Cabinet'."""
    comma = pgettext("between role and affiliation", ", ")
    return comma.join(filter(None, (role.title, role.organisation)))


@dataclass(frozen=True, slots=True)
class ListedRole:
    """A role on the page of its source; `period` is 'since 2017' or '2017 – May 2019'."""

    title: str
    organisation: str
    organisation_path: str
    period: str
    is_current: bool


def list_roles(tenures: Iterable[TenureView], today: date | None = None) -> list[ListedRole]:
    """List roles, those of today first, then the latest."""
    today = today or localdate()
    latest_first = sorted(
        tenures,
        key=lambda tenure: (
            tenure.is_current(today),
            tenure.started_on or tenure.ended_on or date.min,
        ),
        reverse=True,
    )
    return [
        ListedRole(
            tenure.role,
            tenure.organisation,
            tenure.organisation_path,
            _format_period(tenure),
            tenure.is_current(today),
        )
        for tenure in latest_first
    ]


@dataclass(frozen=True, slots=True)
class TodaysRole:
    """What a source is today: a role, an affiliation or both."""

    role: str
    affiliation: str


def get_todays_roles(source: Source, roles: Sequence[ListedRole]) -> list[TodaysRole]:
    """Return the current ones of the roles over time of a source, else its own role.

    A source's own role is left out if its roles over time list it and it is over. No query.
    """
    if current := [role for role in roles if role.is_current]:
        return [TodaysRole(role.title, role.organisation) for role in current[:MAX_ROLES_SHOWN]]
    is_over = any(fold(role.title) == fold(source.role) for role in roles)
    if is_over or not (source.role or source.affiliation):
        return []
    return [TodaysRole(source.role, source.affiliation)]


def _build_held_role(tenure: TenureView, today: date) -> HeldRole:
    return HeldRole(
        tenure.role,
        tenure.organisation,
        tenure.organisation_path,
        tenure.started,
        tenure.ended,
        tenure.is_former(today),
    )


def _format_period(tenure: TenureView) -> str:
    start = time_span(tenure.started_on, tenure.started_precision) if tenure.started_on else ""
    end = time_span(tenure.ended_on, tenure.ended_precision) if tenure.ended_on else ""
    if start and end:
        return start if start == end else f"{start} – {end}"
    if start:
        return pgettext("period of a role", "since %(date)s") % {"date": start}
    return pgettext("period of a role", "until %(date)s") % {"date": end} if end else ""


def _split_words(text: str) -> set[str]:
    letters = "".join(letter if letter.isalnum() else " " for letter in text)
    return set(letters.split())
