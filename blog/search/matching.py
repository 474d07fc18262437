"""Which posts and quotations match, in the order that was asked for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchRank, SearchVectorExact
from django.db.models import (
    BooleanField,
    Case,
    Exists,
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
from blog.common.db.published_date import published_in
from blog.common.db.search_fields import Pairs
from blog.models import Authorship, Label, Post, PostLabel, PullQuote, Source
from blog.models.quotations import SAID_IN
from blog.search import own_language
from blog.search.own_language import Verdict
from blog.search.parsing import (
    CANDIDATES,
    WALK_POSTS,
    WALK_QUOTATIONS,
    WALK_SOURCE,
    Parsed,
    Understood,
    asked,
)
from blog.search.query import Wanted

# So many of the newest that have all pairs of words of a phrase are compared with it.
COMPARED = 2 * CANDIDATES
# Always true: it tells the planner what a comparison costs; see blog/sql/search.sql. It takes
# 4 microseconds a row itself, so only where whole tables might be read.
_READS = Func(F("search"), function="search_reads", output_field=BooleanField())


class _IsTrue(Func):
    """A condition that no index answers."""

    template = "(%(expressions)s) IS TRUE"
    output_field = BooleanField()


@dataclass(frozen=True)
class _Way:
    """The rows that are read, from which `to` leads to what is found and `post` to its post; how
    many from the newest back, 0 where all are; whether there are older ones; whether they are of
    the source already; whether the planner has to be told what comparing each costs; and whether
    they are compared only once the newest have been taken."""

    rows: QuerySet[Any]
    to: str
    post: str
    walk: int = 0
    older: Any = field(default_factory=lambda: Value(False))
    is_of_source: bool = False
    are_many: bool = False
    are_paired: bool = False


@dataclass(frozen=True)
class _Matched:
    """Rows, the best first, CANDIDATES + 1 at most; whether older ones matched as well, whether
    there are some that were not looked at."""

    rows: list[Any]
    is_cut: bool
    is_partial: bool

    def lacks(self, kept: "_Matched") -> bool:
        """Are there so many of another language that own ones are wanting?"""
        return (self.is_cut or self.is_partial) and len(kept.rows) < CANDIDATES / 2

    def kept_by(self, verdict: Verdict) -> "_Matched":
        return replace(self, rows=[row for row in self.rows if verdict.keeps(row)])

    def joined_by(self, other: "_Matched") -> "_Matched":
        there = {row.pk for row in self.rows}
        rows = self.rows + [row for row in other.rows if row.pk not in there]
        return replace(self, rows=sorted(rows, key=_best_first, reverse=True))


@dataclass(frozen=True)
class Found:
    """The keys of what matches in the order that was asked for, and the year of each.

    `is_cut` where older ones match as well, `is_partial` where older ones were not looked at;
    where frequent words found nothing the latter is taken for true. In `foreign` languages the
    words were found as typed only.
    """

    keys: list[int]
    years: list[int]
    is_cut: bool
    is_partial: bool
    foreign: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """CANDIDATES + 1 where there are more than can be counted."""
        return CANDIDATES + 1 if self.is_cut else len(self.keys)


def posts(wanted: Wanted, understood: Understood) -> Found:
    """One query; up to three as `both`, where languages read the words differently."""
    if understood.contested:
        return both(wanted, understood)[0]
    rows, way = _posts(wanted, understood)
    return _found(_matched(list(rows), way), wanted)


def quotations(wanted: Wanted, understood: Understood) -> Found:
    """The same."""
    if understood.contested:
        return both(wanted, understood)[1]
    rows, way = _quotations(wanted, understood)
    return _found(_matched(list(rows), way), wanted)


def both(wanted: Wanted, understood: Understood) -> tuple[Found, Found]:
    """Posts and quotations. One query; where languages read the words differently, one to learn
    whose they are, and one for more of those where most that came first are another's. Posts and
    quotations tell together, so that each finds the same by itself as beside the other."""
    matched = _both(wanted, understood)
    rows = [row for one in matched for row in one.rows]
    verdict = own_language.judge(wanted.words, understood, rows)
    if verdict.foreign:
        kept = [one.kept_by(verdict) for one in matched]
        if any(one.lacks(left) for one, left in zip(matched, kept, strict=True)):
            own = _both(wanted, understood.without(verdict.foreign))
            kept = [one.joined_by(other) for one, other in zip(own, kept, strict=True)]
        matched = kept
    posts, quotations = (_found(one, wanted, verdict) for one in matched)
    return posts, quotations


def _both(wanted: Wanted, understood: Understood) -> list[_Matched]:
    posts, way_to_posts = _posts(wanted, understood)
    quotations, way_to_quotations = _quotations(wanted, understood)
    rows = list(posts.union(quotations, all=True))
    return [
        _matched([row for row in rows if not row.is_quotation], way_to_posts),
        _matched([row for row in rows if row.is_quotation], way_to_quotations),
    ]


def _posts(wanted: Wanted, understood: Understood) -> tuple[QuerySet[Any], _Way]:
    way = _way_to_posts(wanted, understood)
    rank = _rank(wanted, F("language"))
    matching = _matching(wanted, understood, way)
    if wanted.source and not way.is_of_source:
        named = (Q(**{f"{way.post}__in": said.values("post")}) for said in _said(wanted))
        matching = matching.filter(_either(named))
    newest = Post.objects.filter(pk__in=_newest(matching, way))
    return _rows(newest, rank, wanted, understood, way), way


def _quotations(wanted: Wanted, understood: Understood) -> tuple[QuerySet[Any], _Way]:
    way = _way_to_quotations(wanted, understood)
    matching = _matching(wanted, understood, way)
    if wanted.source and not way.is_of_source:
        matching = matching.filter(_either(_credited(wanted.source, way.to)))
    of_another = When(~Q(language=""), then=_rank(wanted, F("post_language")))
    rank = Greatest(_rank(wanted, SAID_IN), Case(of_another))
    newest = PullQuote.objects.filter(pk__in=_newest(matching, way))
    return _rows(newest, rank, wanted, understood, way), way


def _rank(wanted: Wanted, language: Any) -> SearchRank:
    return SearchRank(F("search"), asked(wanted.words, language), normalization=1)


def _rows(
    rows: QuerySet[Any], rank: Any, wanted: Wanted, understood: Understood, way: _Way
) -> QuerySet[Any]:
    """What `_found` has to know of the newest. What does not match after all has no rank."""
    if wanted.by_date:
        rank = Value(0.0)
    if way.are_paired:
        rank = Case(When(_matches(understood), then=rank))
    is_quotation = rows.model is PullQuote
    told = rows.order_by().annotate(
        rank=rank,
        older=way.older,
        is_quotation=Value(is_quotation),
        written_in=SAID_IN if is_quotation else F("language"),
        is_mixed=Q(~Q(language="")) if is_quotation else Value(False),
    )
    columns = ("pk", "published_at", "rank", "older", "is_quotation", "written_in", "is_mixed")
    return told.values_list(*columns, named=True)


def _way_to_posts(wanted: Wanted, understood: Understood) -> _Way:
    """Along the index of words, or of pairs of words; if these are frequent, from the newest back:
    of the label, of the author, of the source, of the site."""
    are_frequent, are_many = understood.posts_are_frequent, understood.posts_are_many
    rows = Post.objects.published().filter(published_in(wanted.year))
    if are_frequent and (narrow := _narrow(wanted)):
        narrowed, post = narrow
        return _walk(narrowed, f"{post}__", post, WALK_POSTS)
    if are_frequent and wanted.source:
        return _of_source(rows, "pk", wanted, "post")
    if are_frequent:
        return _walk(rows, "", "pk", WALK_POSTS)
    if understood.pairs:
        return _paired(rows, "pk", understood)
    return _Way(rows, "", "pk", are_many=are_many)


def _way_to_quotations(wanted: Wanted, understood: Understood) -> _Way:
    """The same."""
    are_frequent, are_many = understood.quotations_are_frequent, understood.quotations_are_many
    rows = PullQuote.objects.published().filter(published_in(wanted.year))
    if are_frequent and (narrow := _narrow(wanted)):
        narrowed, post = narrow
        return _walk(narrowed, f"{post}__pullquotes__", post, WALK_POSTS)
    if are_frequent and wanted.source:
        return _of_source(rows, "post", wanted, "pk")
    if are_frequent:
        return _walk(rows, "", "post", WALK_QUOTATIONS)
    if understood.pairs:
        return _paired(rows, "post", understood)
    return _Way(rows, "", "post", are_many=are_many)


def _narrow(wanted: Wanted) -> tuple[QuerySet[Any], str] | None:
    """A row for each post of the label, or of the author, and what leads from there to the post."""
    rows: Any
    if wanted.label:
        rows, post = PostLabel.objects.filter(tag=_key(Label, wanted.label)), "content_object"
    elif wanted.author:
        rows, post = Authorship.objects.filter(user=_key(User, wanted.author)), "post"
    else:
        return None
    return rows.published().filter(published_in(wanted.year)), post


def _walk(rows: QuerySet[Any], to: str, post: str, walk: int) -> _Way:
    return _Way(rows, to, post, walk, Exists(rows[walk : walk + 1]))


def _of_source(rows: QuerySet[Any], post: str, wanted: Wanted, key: str) -> _Way:
    """Those whose keys the newest quotations of the source have, and of the speaker."""
    one, other = (said.order_by("-published_at", "-post") for said in _said(wanted))
    named = one.values(key)[:WALK_SOURCE].union(other.values(key)[:WALK_SOURCE])
    older = _either(Q(Exists(said[WALK_SOURCE : WALK_SOURCE + 1])) for said in (one, other))
    return _Way(rows.filter(pk__in=named), "", post, older=older, is_of_source=True)


def _paired(rows: QuerySet[Any], post: str, understood: Understood) -> _Way:
    have_all = _either(Q(pairs__contains=pairs) for pairs in understood.pairs)
    return _Way(rows.alias(pairs=Pairs()).filter(have_all), "", post, are_paired=True)


def _matching(wanted: Wanted, understood: Understood, way: _Way) -> QuerySet[Any]:
    """A walk compares row by row. Left to choose, PostgreSQL would take the index of words to it,
    and read the longest lists that this has for a few hundred rows."""
    matching = way.rows.filter(_of_post(wanted, way))
    if way.are_paired:
        return matching
    matches = _matches(understood, way.to)
    is_by_row = way.walk or way.is_of_source
    return matching.filter(_IsTrue(matches) if is_by_row else matches)


def _matches(understood: Understood, to: str = "") -> SearchVectorExact:
    return SearchVectorExact(F(f"{to}search"), Parsed(understood.query))


def _matched(rows: list[Any], way: _Way) -> _Matched:
    is_partial = rows[0].older if rows else not isinstance(way.older, Value)
    if way.are_paired:
        is_partial = len(rows) > COMPARED
        newest = sorted(rows, key=lambda row: (row.published_at, row.pk), reverse=True)[:COMPARED]
        rows = [row for row in newest if row.rank is not None][: CANDIDATES + 1]
    ordered = sorted(rows, key=_best_first, reverse=True)
    return _Matched(ordered, len(rows) > CANDIDATES, is_partial)


def _best_first(row: Any) -> tuple[float, datetime, int]:
    """The newest first where all have the same rank."""
    return (row.rank, row.published_at, row.pk)


def _found(matched: _Matched, wanted: Wanted, verdict: Verdict | None = None) -> Found:
    """In their order: the best first, those in the words' own languages before; or the newest."""
    verdict, rows = verdict or Verdict(), matched.rows
    if verdict.own and not wanted.by_date:
        rows = sorted(rows, key=lambda row: row.written_in not in verdict.own)
    kept = rows[:CANDIDATES]
    is_cut = matched.is_cut or len(rows) > CANDIDATES
    years = [timezone.localtime(row.published_at).year for row in kept]
    keys = [row.pk for row in kept]
    return Found(keys, years, is_cut, matched.is_partial and not is_cut, verdict.foreign)


def _newest(matching: QuerySet[Any], way: _Way) -> QuerySet[Any]:
    """The keys of the newest CANDIDATES, and of one more where there is. Of those with the pairs of
    words of a phrase COMPARED, since some will not have the phrase.

    Where it does not walk it orders with NULLS LAST, which no index does, so that PostgreSQL does
    not choose to: it would read on to the end of the site where few match after all.
    """
    key = f"{way.to}pk"
    if way.walk:
        last = way.rows.order_by("-published_at").values("published_at")[way.walk : way.walk + 1]
        begin = Coalesce(Subquery(last), Value(datetime(1000, 1, 1, tzinfo=UTC)))
        ordered = matching.filter(published_at__gte=begin).order_by("-published_at", f"-{key}")
    else:
        latest = F("published_at").desc(nulls_last=True)
        priced = matching.filter(_READS) if way.are_many else matching
        ordered = priced.order_by(latest, f"-{key}")
    return ordered.values(key)[: (COMPARED if way.are_paired else CANDIDATES) + 1]


def _credited(slug: str, to: str = "") -> list[Q]:
    """As source, as speaker: each by its own index, which a join with both would not use."""
    return [Q(**{f"{to}{role}": _key(Source, slug)}) for role in ("source", "speaker")]


def _said(wanted: Wanted) -> list[QuerySet[Any]]:
    """The quotations of the source, those of the speaker."""
    said = PullQuote.objects.published().filter(published_in(wanted.year))
    return [said.filter(credited) for credited in _credited(wanted.source)]


def _either(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _of_post(wanted: Wanted, way: _Way) -> Q:
    """By label and author, where the rows are not those of one already.

    Each is asked of one row after the other: not knowing how frequent the label is, PostgreSQL
    would take it for rare, and compare the words of all its posts.
    """
    post = OuterRef(way.post)
    filters = Q()
    if wanted.label and way.rows.model is not PostLabel:
        labelled = PostLabel.objects.filter(content_object=post, tag=_key(Label, wanted.label))
        filters &= Q(IsNull(Subquery(labelled.values("pk")), False))
    if wanted.author and way.rows.model is not Authorship:
        written = Authorship.objects.filter(post=post, user=_key(User, wanted.author))
        filters &= Q(IsNull(Subquery(written.order_by().values("pk")), False))
    return filters


def _key(model: type[Label] | type[User] | type[Source], slug: str) -> Subquery:
    """Looked up once."""
    return Subquery(model.objects.filter(slug=slug).order_by().values("pk")[:1])
