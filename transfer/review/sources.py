"""The sources that the candidates of an import name, each a `ReviewedSource`, and their list."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from blog.content.document.nodes import SourceFields
from blog.content.sources.merged import find_merged_sources
from blog.models import Source
from lib.urls import split_url
from transfer.models import Import
from transfer.review.models import CandidateCredit, QuotationCandidate, ReviewedSource
from transfer.review.reading import Reading, Rule, read_attribution

Match, Choice = ReviewedSource.Match, ReviewedSource.Choice
Part = CandidateCredit.Part
State = QuotationCandidate.State
MAX_HOSTS = 3

type Rules = Mapping[str, Rule | None]


@dataclass(frozen=True)
class SourceRow:
    """A source with the numbers of its candidates, one of its lines, and the hosts of its links."""

    source: ReviewedSource
    undecided: int
    accepted: int
    line: str
    hosts: tuple[str, ...]
    next: int | None  # The key of the row below.

    @property
    def target(self) -> Source | ReviewedSource | None:
        """Return the chosen source, else the proposed one, None without either."""
        row = self.source
        if row.choice == Choice.SAME:
            return row.chosen_source or row.chosen_row
        if row.choice == Choice.OPEN and row.match == Match.SIMILAR:
            return row.match_source or row.match_row
        return None


def get_host(url: str) -> str:
    """Return the host of a URL without 'www.', '' without one."""
    return (split_url(url).hostname or "").removeprefix("www.")[:255]


def lock_review(run: Import) -> None:
    """Let one transaction at a time raise candidates, or change what they credit. One query.

    It comes before the locks of posts.
    """
    Import.objects.select_for_update(no_key=True).get(pk=run.pk)


def assign_sources(run: Import, candidates: Sequence[QuotationCandidate], rules: Rules) -> None:
    """Store which sources candidates name, in place of what was stored. Five queries.

    `rules` are those of the shapes that somebody corrected. Call `lock_review` before these are
    loaded.
    """

    @cache
    def read(line: str, rule: Rule | None) -> Reading:
        return read_attribution(line, rule)

    named: dict[str, ReviewedSource] = {}
    credits: list[tuple[QuotationCandidate, Part, str]] = []
    for candidate in candidates:
        rule = rules.get(candidate.shape)
        reading = read(candidate.attribution, rule)
        named_parts = [(Part.SOURCE, reading.source), (Part.SPEAKER, reading.speaker)]
        named_parts = [(part, fields) for part, fields in named_parts if fields.name]
        host = "" if named_parts or (rule and not rule.is_attribution) else get_host(candidate.url)
        if host:
            named_parts = [(Part.SOURCE, SourceFields())]
        for part, fields in named_parts:
            row = _build(run, fields, host)
            named.setdefault(row.key, row)
            credits.append((candidate, part, row.key))
    ReviewedSource.objects.bulk_create(named.values(), ignore_conflicts=True)
    stored = ReviewedSource.objects.filter(run=run, key__in=named)
    keys = dict(stored.values_list("key", "pk"))
    with transaction.atomic():
        CandidateCredit.objects.filter(candidate__in=[each.pk for each in candidates]).delete()
        CandidateCredit.objects.bulk_create(
            CandidateCredit(candidate=candidate, part=part, source_id=keys[key])
            for candidate, part, key in credits
        )


def _build(run: Import, fields: SourceFields, host: str) -> ReviewedSource:
    values = "\n".join((fields.name, fields.affiliation, host)).casefold()
    return ReviewedSource(
        run=run,
        key=sha256(values.encode()).hexdigest(),
        name=fields.name,
        role=fields.role,
        affiliation=fields.affiliation,
        kind=fields.kind,
        host=host,
    )


def list_named(run: Import) -> QuerySet[Any]:
    """Return the sources of an import that candidates name, declined ones excepted."""
    named = CandidateCredit.objects.filter(
        source=OuterRef("pk"), candidate__state__in=[State.PROPOSED, State.ACCEPTED]
    )
    return ReviewedSource.objects.filter(Exists(named), run=run)


def load_hosts(keys: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """Return the hosts of the links of sources, the most frequent first. One query."""
    credits = CandidateCredit.objects.filter(source__in=keys).exclude(candidate__url="")
    urls = credits.values_list("source", "candidate__url").distinct()
    hosts: dict[int, Counter[str]] = {key: Counter() for key in keys}
    for key, url in urls:
        hosts[key][get_host(url)] += 1
    return {
        key: tuple(host for host, _count in counter.most_common(MAX_HOSTS) if host)
        for key, counter in hosts.items()
    }


_IS_OPEN = Q(choice=Choice.OPEN)
STATUSES = {
    "all": Q(),
    "proposed": _IS_OPEN & Q(match=Match.SIMILAR),
    "new": _IS_OPEN & Q(match=Match.NEW),
    "known": _IS_OPEN & Q(match=Match.KNOWN),
    "decided": ~_IS_OPEN,
}


def count_statuses(run: Import) -> dict[str, int]:
    """Count the sources of each status. One query."""
    counts = {name: Count("pk", filter=condition) for name, condition in STATUSES.items()}
    return list_named(run).aggregate(**counts)


def select_rows(run: Import, status: str = "all") -> QuerySet[Any]:
    """Return the sources in the order of the page: proposals, new and known ones, by name."""
    rows = list_named(run).filter(STATUSES[status]).order_by(F("match").desc(), "name", "pk")
    return rows.select_related("match_source", "match_row", "chosen_source", "chosen_row")


def find_rows(run: Import, search_words: Sequence[str]) -> QuerySet[Any]:
    """Return new sources of an import with one of these words in name or affiliation."""
    has_word = Q()
    for word in search_words:
        has_word |= Q(name__icontains=word) | Q(affiliation__icontains=word)
    return select_rows(run).filter(has_word).exclude(match=Match.KNOWN).exclude(choice=Choice.SAME)


def follow_merges(rows: Sequence[ReviewedSource]) -> None:
    """Propose what became of sources that were merged since they were proposed.

    No query without one, else two, and one for each further merge. `rows` come from `select_rows`.
    """
    gone = [(row, row.match_source_id) for row in rows if row.match_source is None]
    merged = find_merged_sources([key for _row, key in gone if key])
    if not merged:
        return
    present = Source.objects.in_bulk({into for into, _name in merged.values()})
    for row, key in gone:
        if key in merged:
            row.match_source = present.get(merged[key][0])


def describe_rows(rows: Sequence[ReviewedSource]) -> list[SourceRow]:
    """Return what the page shows of sources. Two queries, and those of `follow_merges`."""
    follow_merges(rows)
    keys = [row.pk for row in rows]
    is_open, is_accepted = Q(candidate__state=State.PROPOSED), Q(candidate__state=State.ACCEPTED)
    credits = CandidateCredit.objects.filter(is_open | is_accepted, source__in=keys)
    counted = credits.values_list("source").annotate(
        undecided=Count("pk", filter=is_open),
        accepted=Count("pk", filter=is_accepted),
        line=Min("candidate__attribution"),
    )
    numbers = {key: tuple(values) for key, *values in counted}
    hosts = load_hosts(keys)
    described = []
    for row, following in zip(rows, [*keys[1:], None], strict=False):
        undecided, accepted, line = numbers.get(row.pk, (0, 0, ""))
        described.append(SourceRow(row, undecided, accepted, line, hosts[row.pk], following))
    return described
