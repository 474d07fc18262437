"""Pairs of quotations that an author may want to compare: what one voice said, then and later.

A pair shares a label of its posts, or two rare words. It is an offer: nothing here knows whether
two quotations agree.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from django.db import connection

from blog.dossiers.models import DismissedPair, Dossier, DossierItem
from blog.models import Label, PullQuote
from blog.read_models.quotations import QuotationView, SourceLink, read_quotations

MIN_DISTANCE = timedelta(days=365)
MIN_RARE_WORDS = 2
MAX_PAIRS = 30
MAX_PAIRS_PER_VOICE = 3
# Candidates: the earliest and the latest quotations of the voices quoted most recently.
NEWEST_QUOTATIONS, MAX_VOICES, MAX_QUOTATIONS_PER_END = 500, 30, 20
# A word is rare below this share of all quotations and of the candidates.
MAX_FREQUENCY = 0.01
MIN_FREQUENT_CANDIDATES = 4
LABEL_SCORE = 2.0
MAX_WORDS_SHOWN = 6
MAX_DISMISSED_SHOWN = 20

_ENDS = [
    f"""(SELECT id, said_on, post_id, search FROM blog_pullquote
    WHERE {role} AND said_on IS NOT NULL AND published_at <= statement_timestamp()
    ORDER BY {order} LIMIT {MAX_QUOTATIONS_PER_END})"""
    for role in ("speaker_id = voice", "source_id = voice AND speaker_id IS NULL")
    for order in ("said_on DESC NULLS LAST, id DESC", "said_on ASC NULLS FIRST, id ASC")
]
_CANDIDATES_SQL = f"""
WITH newest AS (
    SELECT coalesce(speaker_id, source_id) AS voice, published_at FROM blog_pullquote
    WHERE published_at <= statement_timestamp()
    ORDER BY published_at DESC, id DESC LIMIT {NEWEST_QUOTATIONS}
), voices AS (
    SELECT voice FROM newest WHERE voice IS NOT NULL
    GROUP BY voice ORDER BY max(published_at) DESC, voice LIMIT {MAX_VOICES}
)
SELECT voice, said.id, said.said_on, said.post_id,
    tsvector_to_array(ts_filter(said.search, '{{a}}')),
    ARRAY(SELECT tag_id FROM blog_postlabel WHERE content_object_id = said.post_id)
FROM voices CROSS JOIN LATERAL ({" UNION ".join(_ENDS)}) AS said
ORDER BY voice, said.said_on, said.id
"""
_FREQUENT_WORDS_SQL = f"""
SELECT word FROM pg_stats,
    unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (word, frequency)
WHERE schemaname = current_schema() AND tablename = 'blog_pullquote' AND attname = 'search'
    AND frequency > {MAX_FREQUENCY}
"""


class _Candidate(NamedTuple):
    voice: int
    pk: int
    said_on: date
    post_id: int
    lexemes: frozenset[str]
    labels: frozenset[int]


class _Scored(NamedTuple):
    score: float
    first: _Candidate
    second: _Candidate
    lexemes: frozenset[str]
    labels: frozenset[int]


@dataclass(frozen=True)
class Pair:
    """Two quotations of a voice, the earlier one first, with what they have in common."""

    voice: SourceLink
    first: QuotationView
    second: QuotationView
    labels: list[str]
    shared_words: list[str]

    @property
    def sides(self) -> tuple[QuotationView, QuotationView]:
        return self.first, self.second


@dataclass(frozen=True)
class DismissedQuotations:
    """A dismissed pair whose quotations are still public, the one that was stored first first."""

    pk: int
    first: QuotationView
    second: QuotationView

    @property
    def sides(self) -> tuple[QuotationView, QuotationView]:
        return self.first, self.second


def dismiss_pair(*, quotation_ids: Iterable[int]) -> bool:
    """Stop offering a pair, for everybody; return whether it was two quotations. Two queries.

    Dismissing it again changes nothing.
    """
    keys = sorted(PullQuote.objects.for_readers().filter(pk__in=quotation_ids).values_list("pk"))
    if len(keys) != 2:
        return False
    (first,), (second,) = keys
    DismissedPair.objects.bulk_create(
        [DismissedPair(first_id=first, second_id=second)], ignore_conflicts=True
    )
    return True


def restore_pair(*, pk: int) -> bool:
    """Offer a dismissed pair again; return whether it was still dismissed. One query."""
    return bool(DismissedPair.objects.filter(pk=pk).delete()[0])


def list_dismissed_pairs() -> list[DismissedQuotations]:
    """List the pairs that were dismissed last, if their quotations are public. Two queries."""
    rows = list(DismissedPair.objects.order_by("-pk")[:MAX_DISMISSED_SHOWN])
    keys = {key for row in rows for key in (row.first_id, row.second_id)}
    if not keys:
        return []
    by_key = {
        row.pk: row for row in read_quotations(PullQuote.objects.published().filter(pk__in=keys))
    }
    return [
        DismissedQuotations(row.pk, by_key[row.first_id], by_key[row.second_id])
        for row in rows
        if row.first_id in by_key and row.second_id in by_key
    ]


def find_pairs() -> list[Pair]:
    """Find at most MAX_PAIRS pairs, neither compared nor dismissed, the most similar first.

    Six queries. The candidates are limited, so the cost does not depend on the size of the site.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES_SQL)
        rows = [
            _Candidate(voice, pk, said_on, post, frozenset(lexemes), frozenset(labels))
            for voice, pk, said_on, post, lexemes, labels in cursor.fetchall()
        ]
        cursor.execute(_FREQUENT_WORDS_SQL)
        frequent = {word for (word,) in cursor.fetchall()}
    keys = {row.pk for row in rows}
    best = _choose_best(rows, frequent, _fetch_compared(keys) | _fetch_dismissed(keys))
    return _read_pairs(best)


def _fetch_compared(keys: Iterable[int]) -> set[frozenset[int]]:
    """Fetch the pairs that comparisons have, published or not. One query."""
    items = DossierItem.objects.filter(
        dossier__kind=Dossier.Kind.COMPARISON, quotation__in=list(keys)
    )
    compared = defaultdict(set)
    for dossier, quotation in items.order_by().values_list("dossier", "quotation"):
        compared[dossier].add(quotation)
    return {frozenset(pair) for pair in compared.values()}


def _fetch_dismissed(keys: Iterable[int]) -> set[frozenset[int]]:
    """Fetch the pairs that were dismissed. One query."""
    keys = list(keys)
    rows = DismissedPair.objects.filter(first_id__in=keys, second_id__in=keys)
    return {frozenset(pair) for pair in rows.values_list("first_id", "second_id")}


def _choose_best(
    rows: list[_Candidate], frequent: set[str], left_out: set[frozenset[int]]
) -> list[_Scored]:
    counts = Counter(word for row in rows for word in row.lexemes)
    limit = max(MIN_FREQUENT_CANDIDATES, MAX_FREQUENCY * len(rows))
    weights = {
        word: math.log((len(rows) + 1) / count)
        for word, count in counts.items()
        if 1 < count <= limit and word not in frequent
    }
    by_voice = defaultdict(list)
    for row in rows:
        by_voice[row.voice].append(row)
    best = []
    for candidates in by_voice.values():
        scored = [
            pair
            for first, second in combinations(candidates, 2)
            if second.said_on - first.said_on >= MIN_DISTANCE
            and frozenset((first.pk, second.pk)) not in left_out
            and (pair := _score(first, second, weights))
        ]
        scored.sort(key=_sort_key)
        best += scored[:MAX_PAIRS_PER_VOICE]
    return sorted(best, key=_sort_key)[:MAX_PAIRS]


def _score(first: _Candidate, second: _Candidate, weights: dict[str, float]) -> _Scored | None:
    labels = first.labels & second.labels
    rare = frozenset(word for word in first.lexemes & second.lexemes if word in weights)
    if not labels and len(rare) < MIN_RARE_WORDS:
        return None
    score = LABEL_SCORE * len(labels) + sum(weights[word] for word in rare)
    return _Scored(score, first, second, rare, labels)


def _sort_key(pair: _Scored) -> tuple[float, int, int]:
    return (-pair.score, -pair.second.pk, pair.first.pk)


def _read_pairs(scored: list[_Scored]) -> list[Pair]:
    """Read quotations and labels of pairs. Two queries, none without pairs."""
    if not scored:
        return []
    keys = {candidate.pk for pair in scored for candidate in (pair.first, pair.second)}
    quotations = PullQuote.objects.published().filter(pk__in=keys)
    by_key = {row.pk: row for row in read_quotations(quotations)}
    label_ids = {label for pair in scored for label in pair.labels}
    names = dict(Label.objects.filter(pk__in=label_ids).values_list("pk", "name"))
    pairs = []
    for pair in scored:
        first, second = by_key.get(pair.first.pk), by_key.get(pair.second.pk)
        voice = (first.speaker or first.source) if first else None
        if first and second and voice:
            labels = sorted(names[label] for label in pair.labels if label in names)
            spelled = sorted({_spell(word, second) for word in pair.lexemes})[:MAX_WORDS_SHOWN]
            pairs.append(Pair(voice, first, second, labels, spelled))
    return pairs


def _spell(stem: str, quotation: QuotationView) -> str:
    """Return the word of a quotation that begins like a stem: 'referendum' for 'referendum'."""
    start = stem[: max(3, len(stem) - 1)]
    for word in re.findall(r"\w+", f"{quotation.text} {quotation.translation}"):
        if word.casefold().startswith(start):
            return word.casefold()
    return stem
