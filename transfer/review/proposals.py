"""Propose which sources of an import are the same as one of the site, or as one another."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched

from django.db.models import Count

from blog.common.text.across_scripts import list_name_keys
from blog.content.sources.duplicates import MAX_ALIKE, fits_affiliation, group_duplicates
from blog.content.sources.names import Credited, find_credited_sources
from blog.content.sources.similar import find_similar_sources
from blog.extraction.source_names import list_name_words, may_be_same
from blog.models import Source
from transfer.models import Import
from transfer.review.models import CandidateCredit, QuotationCandidate, ReviewedSource
from transfer.review.sources import get_host, list_named, load_hosts

Match = ReviewedSource.Match
State = QuotationCandidate.State
NAMED_AT_ONCE = 500


def propose_sources(run: Import) -> None:
    """Compare the sources of an import with those of the site, and with each other.

    Those with accepted candidates stay as they are. One query for each source with a name that the
    site does not know, and seven.
    """
    rows = list(list_named(run).annotate(count=Count("credits")).order_by("-count", "pk"))
    accepted = CandidateCredit.objects.filter(candidate__state=State.ACCEPTED, source__run=run)
    settled = set(accepted.values_list("source", flat=True))
    open_rows = [row for row in rows if row.pk not in settled]
    for row in open_rows:
        row.match, row.match_source, row.match_row = Match.NEW, None, None
    _match_known([row for row in open_rows if row.name])
    _match_similar([row for row in open_rows if row.name and row.match == Match.NEW])
    _match_rows(rows, settled)
    _match_hosts(run, [row for row in open_rows if row.match == Match.NEW])
    ReviewedSource.objects.bulk_update(
        open_rows, ["match", "match_source", "match_row"], batch_size=NAMED_AT_ONCE
    )


def _match_known(rows: Sequence[ReviewedSource]) -> None:
    for part in batched(rows, NAMED_AT_ONCE):
        credited = [Credited(row.name, row.affiliation) for row in part]
        for row, source in zip(part, find_credited_sources(credited), strict=True):
            if source is not None:
                row.match, row.match_source = Match.KNOWN, source


def _match_similar(rows: Iterable[ReviewedSource]) -> None:
    for row in rows:
        similar = find_similar_sources(row.name)
        fitting = (each for each in similar if fits_affiliation(row.affiliation, each.affiliation))
        if source := next(fitting, None):
            row.match, row.match_source = Match.SIMILAR, source


def _match_rows(rows: Sequence[ReviewedSource], settled: set[int]) -> None:
    """Propose the source of the import that most candidates name, of those that may be the same."""
    by_key = {row.pk: row for row in rows if row.name}
    order = {key: number for number, key in enumerate(by_key)}
    named = [
        (row.pk, row.name, row.affiliation, list_name_keys(row.name)) for row in by_key.values()
    ]

    def propose(row: ReviewedSource, into: ReviewedSource) -> None:
        is_open = row.pk not in settled and row.match == Match.NEW
        if is_open and into.match_row_id is None and into.match != Match.SIMILAR:
            row.match, row.match_row = Match.SIMILAR, into

    for group in group_duplicates(named):
        first, *others = sorted(group, key=lambda key: (key not in settled, order[key]))
        for key in others:
            propose(by_key[key], by_key[first])
    by_surname: dict[str, list[tuple[ReviewedSource, list[str]]]] = defaultdict(list)
    for row in by_key.values():
        if parts := list_name_words(row.name):
            by_surname[parts[-1]].append((row, parts))
    for alike in by_surname.values():
        if len(alike) > MAX_ALIKE:
            continue
        for row, parts in alike:
            longer = [
                other
                for other, others in alike
                if len("".join(others)) > len("".join(parts))
                and may_be_same(row.name, other.name)
                and fits_affiliation(row.affiliation, other.affiliation)
            ]
            if len(longer) == 1:  # 'Ruiz' may be each of two.
                propose(row, longer[0])


def _match_hosts(run: Import, rows: Sequence[ReviewedSource]) -> None:
    """Propose the publication or organisation whose website has the host of the links."""
    rows = [row for row in rows if row.kind != Source.Kind.PERSON]
    hosts = load_hosts([row.pk for row in rows])
    if not any(hosts.values()):
        return
    kinds = [Source.Kind.PUBLICATION, Source.Kind.ORGANISATION]
    known = Source.objects.filter(kind__in=kinds).exclude(url="").order_by("-pk")
    by_host = {get_host(url): key for key, url in known.values_list("pk", "url")}
    for row in rows:
        keys = [by_host[host] for host in hosts[row.pk] if host in by_host]
        if len(set(keys)) == 1:
            row.match, row.match_source_id = Match.SIMILAR, keys[0]
