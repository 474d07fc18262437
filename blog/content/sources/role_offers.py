"""Roles that the attributions of a source's quotations name, for an editor to add with dates.

Only dated quotations count whose attribution names the source itself. A role is offered for a run
of quotations that no other role of the source interrupts, and nothing before the first or after the
last of them is claimed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.translation import pgettext

from blog.common.date_precision import get_last_day
from blog.common.formatting.dates import time_span
from blog.common.text.folding import fold
from blog.content.sources.roles import is_role_named
from blog.extraction.attribution import Attribution, parse_attribution
from blog.models import PullQuote, Source, SourceName, Tenure
from blog.models.quotations import LATEST_SAID_FIRST, format_date_value
from lib.lazy_regex import compile_lazily

MAX_QUOTATIONS_READ = 300
MAX_LINES_PARSED = 60  # Of different lines; one takes a third of a millisecond.
MAX_OFFERS = 5
MIN_QUOTATIONS = 2
_MIN_WORD_LENGTH = 4
# What somebody was before, or will be, is no role at the date of the quotation.
_NOT_HELD_RE = compile_lazily(
    r"^(?:former|formerly|ex|past|retired|late|onetime|one-time|incoming|outgoing|designate|elect|"
    r"future|ehemalig\w*|früher\w*|designiert\w*|künftig\w*|ancien\w*|futur\w*|antigu[oa]|"
    r"antig[oa]|futuro|voormalig\w*|oud|toekomstig\w*|tidigare|tidligere|entinen|były|była|bývalý|"
    r"bývalá|fostul|fosta|fost|bivš\w*|πρώην|eski|бывш\w*|экс|екс|колишн\w*|будущ\w*|سابق\w*)\b|"
    r"\b(?:designate|elect|désigné\w*|electo|electa|eleito|eleita|emeritus|emerita)\b|"
    r"^ex(?:minist|presid|alcald|premier|primer|kanzler|direct|diput)|"
    r"^[前元전]|سابق|पूर्व",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SaidDate:
    """The date of a quotation: the first day of a day, month or year."""

    said_on: date
    precision: str

    @property
    def last_day(self) -> date:
        return get_last_day(self.said_on, self.precision)

    def __str__(self) -> str:
        return format_date_value(self.said_on, self.precision)


@dataclass(frozen=True, slots=True)
class RoleOffer:
    """A role that `count` quotations name, from the first to the last of them."""

    role: str
    organisation: str
    first: SaidDate
    last: SaidDate
    count: int

    @property
    def key(self) -> str:
        """Identify the offer as long as it is the same."""
        return f"{self.role}|{self.organisation}|{self.first}|{self.last}"

    @property
    def title(self) -> str:
        comma = pgettext("between role and affiliation", ", ")
        return comma.join(filter(None, (self.role, self.organisation)))

    @property
    def period(self) -> str:
        first, last = (time_span(day.said_on, day.precision) for day in (self.first, self.last))
        return f"{first} – {last}"


@dataclass(frozen=True, slots=True)
class _NamedRole:
    day: SaidDate
    role: str
    organisation: str

    @property
    def identity(self) -> tuple[frozenset[str], str]:
        """'Defence Minister' is 'Minister of Defence'."""
        role_words = fold(self.role).split()
        long_words = frozenset(word for word in role_words if len(word) >= _MIN_WORD_LENGTH)
        return long_words or frozenset(role_words), fold(self.organisation)


def find_role_offers(source: Source) -> list[RoleOffer]:
    """Return the roles that the latest quotations of a source name, the latest first.

    Those that the source has among its roles over time are left out. Three queries, one without
    dated quotations.
    """
    lines = list(_select_lines(source))
    if len(lines) < MIN_QUOTATIONS:
        return []
    stored = SourceName.objects.filter(source=source).values_list("name", flat=True)
    names = {fold(source.name), *map(fold, stored)}
    tenures = list(Tenure.objects.filter(source=source))
    named = list(_read_roles(lines, names))
    named.sort(key=lambda each: (each.day.said_on, each.day.last_day))
    runs = (list(run) for _identity, run in groupby(named, key=lambda each: each.identity))
    offers = [_build_offer(run) for run in runs if _is_period(run) and not _is_known(run, tenures)]
    return offers[::-1][:MAX_OFFERS]


def _select_lines(source: Source) -> Iterable[tuple[str, Any, str]]:
    """Return attribution and date of the latest dated quotations of which a source is the voice."""
    dated = PullQuote.objects.filter(said_on__isnull=False).exclude(attribution="")
    spoken, credited = (
        voiced.order_by(*LATEST_SAID_FIRST).values_list("attribution", "said_on", "said_precision")
        for voiced in (dated.filter(speaker=source), dated.filter(source=source, speaker=None))
    )
    spoken, credited = spoken[:MAX_QUOTATIONS_READ], credited[:MAX_QUOTATIONS_READ]
    return spoken.union(credited, all=True).order_by()


def _read_roles(lines: Iterable[tuple[str, date, str]], names: set[str]) -> Iterator[_NamedRole]:
    parsed: dict[str, Attribution] = {}
    for line, said_on, precision in lines:
        if line not in parsed:
            if len(parsed) == MAX_LINES_PARSED:
                continue
            parsed[line] = _parse(line)
        who = parsed[line]
        is_held = who.role and not _NOT_HELD_RE.search(who.role)
        if is_held and who.kind == Source.Kind.PERSON and fold(who.name) in names:
            yield _NamedRole(SaidDate(said_on, precision), who.role, who.affiliation)


@lru_cache(maxsize=2_000)
def _parse(line: str) -> Attribution:
    return parse_attribution(line)


def _is_period(run: list[_NamedRole]) -> bool:
    """Return whether there are several quotations, of different dates."""
    return len(run) >= MIN_QUOTATIONS and run[0].day.last_day < run[-1].day.said_on


def _is_known(run: list[_NamedRole], tenures: Iterable[Tenure]) -> bool:
    """Return whether the source has the role in a period that meets that of the quotations."""
    first, last = run[0], run[-1]
    return any(
        (is_role_named(first.role, tenure.role) or is_role_named(tenure.role, first.role))
        and (tenure.started_on is None or tenure.started_on <= last.day.last_day)
        and (
            tenure.ended_on is None
            or first.day.said_on <= get_last_day(tenure.ended_on, tenure.ended_precision)
        )
        for tenure in tenures
    )


def _build_offer(run: list[_NamedRole]) -> RoleOffer:
    [((role, organisation), _count)] = Counter(
        (each.role, each.organisation) for each in run
    ).most_common(1)
    return RoleOffer(role, organisation, run[0].day, run[-1].day, len(run))
