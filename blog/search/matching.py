"""Matching of posts and quotations, in the requested order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchRank, SearchVectorExact
from django.db.models import (
    BooleanField,
    Case,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import IsNull
from django.utils import timezone

from accounts.models import User
from blog.common.db.prepared import Row, prepare
from blog.models import Authorship, Label, Post, PostLabel, PullQuote
from blog.models.quotations import QUOTATION_LANGUAGE
from blog.search.language_filter import LanguageFilter, detect_foreign
from blog.search.parsing import CANDIDATES, ParsedSearch, RawQuery, build_query
from blog.search.query import SearchParams
from blog.search.scan_plans import (
    ScanPlan,
    list_credit_conditions,
    list_source_quotations,
    match_any,
    plan_posts,
    plan_quotations,
    select_key,
)

# Rows with all word pairs of a phrase that are compared with the phrase, newest first.
MAX_COMPARED = 2 * CANDIDATES
# Always true. Informs the planner of the cost of a comparison; see blog/sql/search.sql. It takes
# 4 µs per row, so it is only added if PostgreSQL might scan a whole table.
READ_COST = Func(F("search"), function="search_reads", output_field=BooleanField())


class IsTrue(Func):
    """Condition that PostgreSQL cannot evaluate with an index."""

    template = "(%(expressions)s) IS TRUE"
    output_field = BooleanField()


class Match(NamedTuple):
    """A matching row. Its `rank` is None where a phrase was not found.

    `older`: there are rows that were not examined. `written_in` is a language code; `is_mixed`: in
    another language than its post.
    """

    pk: int
    published_at: datetime
    rank: float
    older: bool
    is_quotation: bool
    written_in: str
    is_mixed: bool


@dataclass(frozen=True)
class _Matches:
    """At most CANDIDATES + 1 matching rows, best first.

    `is_cut`: older rows match too. `is_partial`: older rows were not examined.
    """

    rows: list[Match]
    is_cut: bool
    is_partial: bool

    def needs_more(self, filtered: "_Matches") -> bool:
        """Return whether foreign languages have displaced matches in the query's language."""
        return (self.is_cut or self.is_partial) and len(filtered.rows) < CANDIDATES / 2

    def filter(self, languages: LanguageFilter) -> "_Matches":
        return replace(self, rows=[row for row in self.rows if languages.accepts(row)])

    def merge(self, other: "_Matches") -> "_Matches":
        keys = {row.pk for row in self.rows}
        rows = self.rows + [row for row in other.rows if row.pk not in keys]
        return replace(self, rows=sorted(rows, key=_sort_key, reverse=True))


@dataclass(frozen=True)
class SearchResult:
    """Keys of the matches in the requested order, with the year of each.

    `is_cut`: older rows match too. `is_partial`: older rows were not examined; also assumed if
    frequent words have no match. In `foreign` languages, only literal matches count.
    """

    keys: list[int]
    years: list[int]
    is_cut: bool
    is_partial: bool
    foreign: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """Return the number of matches, CANDIDATES + 1 if there are more."""
        return CANDIDATES + 1 if self.is_cut else len(self.keys)


def find_posts(params: SearchParams, parsed: ParsedSearch) -> SearchResult:
    """Find posts. One query, or up to three like `find_both` if the terms are ambiguous."""
    if parsed.ambiguous:
        return find_both(params, parsed)[0]
    rows, plan = _query_posts(params, parsed)
    return _build_result(_build_matches([Match(*row) for row in rows], plan), params)


def find_quotations(params: SearchParams, parsed: ParsedSearch) -> SearchResult:
    """Find quotations. Queries as in `find_posts`."""
    if parsed.ambiguous:
        return find_both(params, parsed)[1]
    rows, plan = _query_quotations(params, parsed)
    return _build_result(_build_matches([Match(*row) for row in rows], plan), params)


def find_both(params: SearchParams, parsed: ParsedSearch) -> tuple[SearchResult, SearchResult]:
    """Find posts and quotations.

    One query. If languages stem the terms differently, one more to detect foreign languages, and
    one for more matches if most are foreign. Posts and quotations are judged together, so that
    searching one kind alone gives the same results.
    """
    matches = _match_both(params, parsed)
    rows = [row for one in matches for row in one.rows]
    languages = detect_foreign(params.terms, parsed, rows)
    if languages.foreign:
        filtered = [one.filter(languages) for one in matches]
        if any(one.needs_more(left) for one, left in zip(matches, filtered, strict=True)):
            own = _match_both(params, parsed.without(languages.foreign))
            filtered = [one.merge(other) for one, other in zip(own, filtered, strict=True)]
        matches = filtered
    posts, quotations = (_build_result(one, params, languages) for one in matches)
    return posts, quotations


def _match_both(params: SearchParams, parsed: ParsedSearch) -> list[_Matches]:
    are_frequent = parsed.posts_are_frequent or parsed.quotations_are_frequent
    rows: Iterable[Row]
    if params.is_filtered or parsed.pairs or are_frequent:
        rows, plans = _query_both(params, parsed)
    else:
        plans = plan_posts(params, parsed), plan_quotations(params, parsed)
        are_many = parsed.posts_are_many, parsed.quotations_are_many
        ranked_by = () if params.by_date else (params.terms,)
        rows = _prepare_both(params.by_date, *are_many)(parsed.query, *ranked_by)
    matches = [Match(*row) for row in rows]
    return [
        _build_matches([match for match in matches if match.is_quotation == is_quotation], plan)
        for is_quotation, plan in zip((False, True), plans, strict=True)
    ]


def _query_both(
    params: SearchParams, parsed: ParsedSearch
) -> tuple[QuerySet[Any, Any], tuple[ScanPlan, ScanPlan]]:
    posts, post_plan = _query_posts(params, parsed)
    quotations, quotation_plan = _query_quotations(params, parsed)
    return posts.union(quotations, all=True), (post_plan, quotation_plan)


@cache
def _prepare_both(
    by_date: bool, posts_are_many: bool, quotations_are_many: bool
) -> Callable[..., list[Row]]:
    """Compile the query for words without filters, of which most searches consist.

    Planned for each search, since a word may be in every post.
    """

    def query(parsed_query: str, terms: str = "") -> QuerySet[Any, Any]:
        parsed = ParsedSearch(
            query=parsed_query,
            posts_are_many=posts_are_many,
            quotations_are_many=quotations_are_many,
        )
        rows, _plans = _query_both(SearchParams(terms=terms, by_date=by_date), parsed)
        return rows

    return prepare(query, [str] if by_date else [str, str], is_custom=True)


def _query_posts(params: SearchParams, parsed: ParsedSearch) -> tuple[QuerySet[Any], ScanPlan]:
    plan = plan_posts(params, parsed)
    rank = _rank(params, F("language"))
    matching = _filter_matching(params, parsed, plan)
    if params.source and not plan.is_of_source:
        named = (
            Q(**{f"{plan.post}__in": credited.values("post")})
            for credited in list_source_quotations(params)
        )
        matching = matching.filter(match_any(named))
    newest = Post.objects.filter(pk__in=_select_newest(matching, plan))
    return _query_rows(newest, rank, params, parsed, plan), plan


def _query_quotations(params: SearchParams, parsed: ParsedSearch) -> tuple[QuerySet[Any], ScanPlan]:
    plan = plan_quotations(params, parsed)
    matching = _filter_matching(params, parsed, plan)
    if params.source and not plan.is_of_source:
        matching = matching.filter(match_any(list_credit_conditions(params.source, plan.to)))
    of_another = When(~Q(language=""), then=_rank(params, F("post_language")))
    rank = Greatest(_rank(params, QUOTATION_LANGUAGE), Case(of_another))
    newest = PullQuote.objects.filter(pk__in=_select_newest(matching, plan))
    return _query_rows(newest, rank, params, parsed, plan), plan


def _rank(params: SearchParams, language: Any) -> SearchRank:
    return SearchRank(F("search"), build_query(params.terms, language), normalization=1)


def _query_rows(
    rows: QuerySet[Any], rank: Any, params: SearchParams, parsed: ParsedSearch, plan: ScanPlan
) -> QuerySet[Any]:
    """Select the values for `_build_matches`. Rows without the phrase have no rank."""
    if params.by_date:
        rank = Value(0.0)
    if plan.are_paired:
        rank = Case(When(_match_condition(parsed), then=rank))
    is_quotation = rows.model is PullQuote
    annotated = rows.order_by().annotate(
        rank=rank,
        older=plan.older,
        is_quotation=Value(is_quotation),
        written_in=QUOTATION_LANGUAGE if is_quotation else F("language"),
        is_mixed=Q(~Q(language="")) if is_quotation else Value(False),
    )
    return annotated.values_list(*Match._fields)


def _filter_matching(params: SearchParams, parsed: ParsedSearch, plan: ScanPlan) -> QuerySet[Any]:
    """Filter the rows of a plan that match.

    A walk compares row by row. Otherwise PostgreSQL would use the index of words, and read its
    longest posting lists for a few hundred rows.
    """
    matching = plan.rows.filter(_post_conditions(params, plan))
    if plan.are_paired:
        return matching
    matches = _match_condition(parsed, plan.to)
    is_by_row = plan.walk or plan.is_of_source
    return matching.filter(IsTrue(matches) if is_by_row else matches)


def _match_condition(parsed: ParsedSearch, to: str = "") -> SearchVectorExact:
    return SearchVectorExact(F(f"{to}search"), RawQuery(parsed.query))


def _build_matches(rows: list[Match], plan: ScanPlan) -> _Matches:
    is_partial = rows[0].older if rows else not isinstance(plan.older, Value)
    if plan.are_paired:
        is_partial = len(rows) > MAX_COMPARED
        newest = sorted(rows, key=lambda row: (row.published_at, row.pk), reverse=True)[
            :MAX_COMPARED
        ]
        rows = [row for row in newest if row.rank is not None][: CANDIDATES + 1]
    ordered = sorted(rows, key=_sort_key, reverse=True)
    return _Matches(ordered, len(rows) > CANDIDATES, is_partial)


def _sort_key(row: Match) -> tuple[float, datetime, int]:
    """Order by rank, then newest first."""
    return (row.rank, row.published_at, row.pk)


def _build_result(
    matches: _Matches, params: SearchParams, languages: LanguageFilter | None = None
) -> SearchResult:
    """Order matches by date, or by rank with those in the query's own languages first."""
    languages, rows = languages or LanguageFilter(), matches.rows
    if languages.own and not params.by_date:
        rows = sorted(rows, key=lambda row: row.written_in not in languages.own)
    candidates = rows[:CANDIDATES]
    is_cut = matches.is_cut or len(rows) > CANDIDATES
    years = [timezone.localtime(row.published_at).year for row in candidates]
    keys = [row.pk for row in candidates]
    return SearchResult(keys, years, is_cut, matches.is_partial and not is_cut, languages.foreign)


def _select_newest(matching: QuerySet[Any], plan: ScanPlan) -> QuerySet[Any]:
    """Select the keys of the newest CANDIDATES + 1 rows.

    For a phrase, select MAX_COMPARED + 1 rows with its word pairs, as some lack the phrase.

    Without a walk, order with NULLS LAST, which no index supports. Otherwise PostgreSQL might scan
    the index on the date, to the end if few rows match.
    """
    key = f"{plan.to}pk"
    if plan.walk:
        last = plan.rows.order_by("-published_at").values("published_at")[plan.walk : plan.walk + 1]
        begin = Coalesce(Subquery(last), Value(datetime(1000, 1, 1, tzinfo=UTC)))
        ordered = matching.filter(published_at__gte=begin).order_by("-published_at", f"-{key}")
    else:
        latest = F("published_at").desc(nulls_last=True)
        priced = matching.filter(READ_COST) if plan.are_many else matching
        ordered = priced.order_by(latest, f"-{key}")
    return ordered.values(key)[: (MAX_COMPARED if plan.are_paired else CANDIDATES) + 1]


def _post_conditions(params: SearchParams, plan: ScanPlan) -> Q:
    """Build conditions on label and author, unless the plan's rows already imply them.

    They are evaluated row by row. PostgreSQL, not knowing how frequent the label is, would assume
    that it is rare, and compare all its posts.
    """
    post = OuterRef(plan.post)
    filters = Q()
    if params.label and plan.rows.model is not PostLabel:
        labelled = PostLabel.objects.filter(
            content_object=post, tag=select_key(Label, params.label)
        )
        filters &= Q(IsNull(Subquery(labelled.values("pk")), False))
    if params.author and plan.rows.model is not Authorship:
        written = Authorship.objects.filter(post=post, user=select_key(User, params.author))
        filters &= Q(IsNull(Subquery(written.order_by().values("pk")), False))
    return filters
