"""The sources that the candidates of an import name: new, known, or the same as another one.

Each is a `ReviewedSource`. What somebody decides about one is stored for the candidates that are
not accepted yet, and moves the quotations of the others by a merge or split of sources.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from blog.common.text.across_scripts import list_name_keys
from blog.content.document.nodes import SourceFields
from blog.content.document.serializer import get_source_fields
from blog.content.sources.background import (
    can_change_all_sources,
    require_no_task,
    start_merge,
    start_split,
    start_undo,
)
from blog.content.sources.duplicates import MAX_ALIKE, fits_affiliation, group_duplicates
from blog.content.sources.merged import find_merged_sources
from blog.content.sources.names import Credited, find_credited_sources
from blog.content.sources.recording import SourceConflict
from blog.content.sources.similar import find_similar_sources
from blog.content.sources.snapshots import load_moved_quotations
from blog.content.sources.splitting import QuotationFilter
from blog.extraction.source_names import list_name_words, may_be_same
from blog.models import PullQuote, Source, SourceAction, SourceChange
from lib.urls import split_url
from transfer.models import Import
from transfer.review.candidates import Correction
from transfer.review.models import CandidateCredit, QuotationCandidate, ReviewedSource
from transfer.review.reading import Reading, Rule, read_attribution

Match, Choice = ReviewedSource.Match, ReviewedSource.Choice
Part = CandidateCredit.Part
State = QuotationCandidate.State
MAX_HOSTS = 3
MAX_ROWS_FOLLOWED = 10
MAX_FOLLOWERS = 1_000
NAMED_AT_ONCE = 500
_CHOICE_FIELDS = ("choice", "chosen_source", "chosen_row", "moved_from")

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


class CannotChoose(Exception):
    """The choice is refused, for the reason in the message."""


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


# Proposals.


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


def list_named(run: Import) -> QuerySet[Any]:
    """Return the sources of an import that candidates name, declined ones excepted."""
    named = CandidateCredit.objects.filter(
        source=OuterRef("pk"), candidate__state__in=[State.PROPOSED, State.ACCEPTED]
    )
    return ReviewedSource.objects.filter(Exists(named), run=run)


def _match_known(rows: Sequence[ReviewedSource]) -> None:
    for begin in range(0, len(rows), NAMED_AT_ONCE):
        part = rows[begin : begin + NAMED_AT_ONCE]
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


# The list.

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


def describe_rows(rows: Sequence[ReviewedSource]) -> list[SourceRow]:
    """Return what the page shows of sources. Two queries."""
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


# Decisions.


def accept_proposal(row: ReviewedSource, *, by: User) -> str:
    """Make the proposed source the one that is credited; return a message. As `choose`."""
    if row.match != Match.SIMILAR:
        raise CannotChoose
    return choose(row, row.match_source or row.match_row, by=by)


def keep_as_new(row: ReviewedSource) -> None:
    """Decline the proposal for a source. One query. Raises CannotChoose if another was chosen."""
    unchosen = ReviewedSource.objects.exclude(choice=Choice.SAME).filter(pk=row.pk)
    if not unchosen.update(choice=Choice.NEW):
        raise CannotChoose
    row.choice = Choice.NEW


@transaction.atomic
def choose(row: ReviewedSource, target: Source | ReviewedSource | None, *, by: User) -> str:
    """Credit another source, of the site or of the import, for all candidates that name one.

    Quotations that were accepted before move by a merge of their source, or by a split if other
    quotations name it; many of them in the background. So do those of sources for which this one
    was chosen. Returns a message about them, '' without any. Raises CannotChoose, and
    SourceConflict as these operations.
    """
    _require_permission(by)
    lock_review(row.run)
    locked = _load(row, *([target] if isinstance(target, ReviewedSource) else []))
    if target is None or locked[row.pk].choice == Choice.SAME:
        raise CannotChoose
    if isinstance(target, ReviewedSource):
        target = locked[target.pk]
        if row in _follow(target):
            raise CannotChoose(
                _("“%(name)s” is this source already. Undo that first.") % {"name": target}
            )
    own = _find_stored(locked[row.pk])
    row.choice = Choice.SAME
    row.chosen_source = target if isinstance(target, Source) else None
    row.chosen_row = target if isinstance(target, ReviewedSource) else None
    row.moved_from = None
    message = ""
    keys = _list_accepted_quotations(row, own) if own else []
    if own and keys:
        message = _move(own, keys, resolve(row), by)
        row.moved_from = own.pk if message else None
    row.save(update_fields=_CHOICE_FIELDS)
    return message


def _move(own: Source, keys: Sequence[int], into: SourceFields, by: User) -> str:
    """Move accepted quotations to a source; return a message, '' if they have it already."""
    if into.pk:
        target = Source.objects.filter(pk=into.pk).first()
    else:
        (target,) = find_credited_sources([Credited(into.name, into.affiliation)])
    if target is not None and target.pk == own.pk:
        return ""
    quoted = PullQuote.objects.filter(Q(source=own) | Q(speaker=own))
    if target is not None and not quoted.exclude(pk__in=keys).exists():
        return start_merge(sources=[own, target], into=target, by=by)
    fields = {"kind": into.kind, "name": into.name, "role": into.role}
    return start_split(
        source=own,
        quotations=QuotationFilter(keys=tuple(keys)),
        into=target,
        fields={**fields, "affiliation": into.affiliation},
        by=by,
    )


def undo_choice(row: ReviewedSource, *, by: User) -> None:
    """Undo a choice, and the merge or split that it made.

    Raises CannotUndo as that, and SourceConflict while a task carries it out, or if somebody may
    not join sources.
    """
    with transaction.atomic():
        lock_review(row.run)
        stored = _load(row)[row.pk]
        if stored.choice == Choice.SAME:
            _require_permission(by)
        if moved_from := stored.moved_from:
            require_no_task(Source(pk=moved_from))
            if change := _find_change(row, moved_from):
                start_undo(change=change, by=by)
        row.choice, row.chosen_source, row.chosen_row = Choice.OPEN, None, None
        row.moved_from = None
        row.save(update_fields=_CHOICE_FIELDS)


def _require_permission(by: User) -> None:
    if not can_change_all_sources(by):
        raise SourceConflict(_("Only people who may change all sources can join them."))


def _load(*rows: ReviewedSource) -> dict[int, ReviewedSource]:
    """Return rows by key, as they are now. One query."""
    return ReviewedSource.objects.in_bulk([row.pk for row in rows])


def _find_change(row: ReviewedSource, moved_from: int) -> SourceChange | None:
    """Return the record of the merge or split by which a choice moved quotations from a source.

    Other changes of the source are not its own, such as an editor's. Three queries, and one for
    each change since.
    """
    changes = SourceChange.objects.filter(
        kind__in=[SourceAction.MERGE, SourceAction.SPLIT],
        sources__contains=[moved_from],
        undone_at=None,
    )
    quotations = set(_filter_accepted_quotations(row).values_list("pk", flat=True))
    for change in changes.defer("before", "after").order_by("-pk"):
        moved = load_moved_quotations(change.pk)
        if change.sources[-1] != moved_from and any(key in quotations for key, *_rest in moved):
            return change
    return None


def _find_stored(row: ReviewedSource) -> Source | None:
    """Return the source that accepted candidates of a row are credited to. One query."""
    if not row.name:
        return None
    return find_credited_sources([Credited(row.name, row.affiliation)])[0]


def _list_accepted_quotations(row: ReviewedSource, own: Source) -> list[int]:
    """Return the keys of the quotations of a source that candidates of a row became."""
    quoted = _filter_accepted_quotations(row).filter(Q(source=own) | Q(speaker=own))
    return list(quoted.values_list("pk", flat=True))


def _filter_accepted_quotations(row: ReviewedSource) -> QuerySet[PullQuote]:
    """Filter the quotations that candidates of a row became, or of one that is the same as it.

    A query for each step from one to the other, and one more.
    """
    named = followers = [row.pk]
    while followers and len(named) < MAX_FOLLOWERS:
        same = ReviewedSource.objects.filter(chosen_row__in=followers, choice=Choice.SAME)
        followers = list(same.exclude(pk__in=named).values_list("pk", flat=True))
        named = named + followers
    accepted = QuotationCandidate.objects.filter(credits__source__in=named, state=State.ACCEPTED)
    same_text = accepted.filter(post=OuterRef("post"), attribution=OuterRef("attribution"))
    return PullQuote.objects.filter(Exists(same_text))


def _follow(row: ReviewedSource) -> list[ReviewedSource]:
    """Return a row, the one that was chosen for it, the one chosen for that, and so on."""
    rows = [row]
    while row.choice == Choice.SAME and row.chosen_row and len(rows) <= MAX_ROWS_FOLLOWED:
        row = row.chosen_row
        rows.append(row)
    return rows


# Corrections.


def resolve(row: ReviewedSource) -> SourceFields:
    """Return the source that a row was chosen to be, by key if the site has it, else by name.

    Empty fields without a choice. A query for each row that was chosen to be another, two if the
    chosen source was merged since.
    """
    last = _follow(row)[-1]
    if last.choice == Choice.SAME and last.chosen_source_id:
        return _resolve_source(last.chosen_source_id)
    if last is row:
        return SourceFields()
    return SourceFields(None, last.name, last.role, last.affiliation, last.kind)


def _resolve_source(key: int) -> SourceFields:
    source = Source.objects.filter(pk=key).first()
    if source is None and (merged := find_merged_sources([key])):
        source = Source.objects.filter(pk=merged[key][0]).first()
    return get_source_fields(source)


def build_corrections(
    candidates: Iterable[QuotationCandidate], rules: Rules
) -> dict[str, Correction]:
    """Return what was corrected of candidates, by their keys: rules of shapes, and choices.

    One query, and those of `resolve` for each choice.
    """
    rows = {row.pk: row for row in candidates}
    chosen: dict[int, dict[tuple[str, str], SourceFields]] = defaultdict(dict)
    credits = CandidateCredit.objects.filter(candidate__in=rows, source__choice=Choice.SAME)
    for credit in credits.select_related("source__chosen_row__chosen_row"):
        if (fields := resolve(credit.source)).name:
            chosen[credit.candidate_id][credit.part, credit.source.name.casefold()] = fields
    corrections = {}
    for key, row in rows.items():
        rule = rules.get(row.shape)
        if rule is None and key not in chosen:
            continue
        reading = read_attribution(row.attribution, rule)
        parts = chosen.get(key, {})
        reading = replace(
            reading,
            source=parts.get((Part.SOURCE, reading.source.name.casefold()), reading.source),
            speaker=parts.get((Part.SPEAKER, reading.speaker.name.casefold()), reading.speaker),
        )
        attribution = "" if row.attribution else reading.source.name
        is_attribution = rule is None or rule.is_attribution
        corrections[row.key] = Correction(reading, is_attribution, attribution)
    return corrections
