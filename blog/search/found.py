"""Which posts and quotations match, in the order that was asked for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.search import SearchRank
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from blog.models import Authorship, Labelling, Post, PullQuote, Source
from blog.models.blocks import SAID_IN
from blog.search.understood import CANDIDATES, WALK, Parsed, Understood, Way, asked
from blog.search.wanted import Wanted

# Always true: it tells the planner what a comparison costs; see the migration that makes it.
_READS = Func(F("search"), function="search_reads", output_field=BooleanField())


@dataclass(frozen=True)
class Found:
    """The keys of what matches in the order that was asked for, and the year of each.

    `is_cut` where older ones match as well, `is_partial` where older ones were not looked at.
    """

    keys: list[int]
    years: list[int]
    is_cut: bool
    is_partial: bool


def posts(wanted: Wanted, understood: Understood) -> Found:
    """One query."""
    way = _way(wanted, understood.posts)
    in_time = Post.objects.published().filter(_year(wanted))
    matching = in_time.filter(_of_post(wanted, "pk"), search=Parsed(understood.query))
    if wanted.source:
        named = (PullQuote.objects.filter(c).values("post") for c in _credited(wanted.source))
        matching = matching.filter(_either(Q(pk__in=posts) for posts in named))
    rank = SearchRank(F("search"), asked(wanted.words, F("language")), normalization=1)
    ranked = Post.objects.filter(pk__in=_newest(matching, in_time, way)).alias(rank=rank)
    return _in_order(ranked, wanted, way)


def quotations(wanted: Wanted, understood: Understood) -> Found:
    """One query."""
    return _in_order(
        ranked_quotations(wanted, understood), wanted, _way(wanted, understood.quotations)
    )


def ranked_quotations(wanted: Wanted, understood: Understood) -> QuerySet[Any]:
    """The newest CANDIDATES, with their `rank`."""
    in_time = PullQuote.objects.published().filter(_year(wanted))
    matching = in_time.filter(_of_post(wanted, "post_id"), search=Parsed(understood.query))
    if wanted.source:
        matching = matching.filter(_either(_credited(wanted.source)))
    newest = _newest(matching, in_time, _way(wanted, understood.quotations))
    rank = Greatest(
        SearchRank(F("search"), asked(wanted.words, SAID_IN), normalization=1),
        SearchRank(F("search"), asked(wanted.words, F("post_language")), normalization=1),
    )
    return PullQuote.objects.filter(pk__in=newest).alias(rank=rank)


def order(wanted: Wanted) -> list[str]:
    return [*([] if wanted.by_date else ["-rank"]), "-published_at", "-pk"]


def _way(wanted: Wanted, way: Way) -> Way:
    """What is frequent on the site may be rare under a label, of an author or of a source."""
    return Way(False, way.is_large) if wanted.is_narrow else way


def _in_order(ranked: QuerySet[Any], wanted: Wanted, way: Way) -> Found:
    rows = list(ranked.order_by(*order(wanted)).values_list("pk", "published_at"))
    years = [timezone.localtime(when).year for _pk, when in rows[:CANDIDATES]]
    is_cut = len(rows) > CANDIDATES
    is_partial = way.walks and way.is_large and not is_cut
    return Found([pk for pk, _when in rows[:CANDIDATES]], years, is_cut, is_partial)


def _newest(matching: QuerySet[Any], in_time: QuerySet[Any], way: Way) -> QuerySet[Any]:
    """The keys of the newest CANDIDATES, and of one more where there is.

    Where it does not walk it orders with NULLS LAST, which no index does, so that PostgreSQL does
    not choose to: it would read on to the end of the site where few match after all.
    """
    if way.walks:
        last = in_time.order_by("-published_at").values("published_at")[WALK : WALK + 1]
        begin = Coalesce(Subquery(last), Value(datetime(1000, 1, 1, tzinfo=UTC)))
        ordered = matching.filter(published_at__gte=begin).order_by("-published_at", "-pk")
    else:
        latest = F("published_at").desc(nulls_last=True)
        ordered = matching.filter(_READS).order_by(latest, "-pk")
    return ordered.values("pk")[: CANDIDATES + 1]


def _year(wanted: Wanted) -> Q:
    """Years begin in the site's time zone."""
    if not wanted.year:
        return Q()
    if not re.fullmatch("[1-8][0-9]{3}", wanted.year):  # No post is older or younger.
        return Q(pk__in=[])
    year = int(wanted.year)
    begin, end = (timezone.make_aware(datetime(y, 1, 1)) for y in (year, year + 1))
    return Q(published_at__gte=begin, published_at__lt=end)


def _credited(slug: str) -> list[Q]:
    """As source, as speaker: each by its own index, which a join with both would not use."""
    named = Subquery(Source.objects.filter(slug=slug).values("pk")[:1])
    return [Q(source=named), Q(speaker=named)]


def _either(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def _of_post(wanted: Wanted, post: str) -> Q:
    """The filters that look at the post with the key `post`."""
    filters = Q()
    if wanted.label:
        labelled = Labelling.objects.filter(content_object=OuterRef(post), tag__slug=wanted.label)
        filters &= Q(Exists(labelled))
    if wanted.author:
        written = Authorship.objects.filter(post=OuterRef(post), user__slug=wanted.author)
        filters &= Q(Exists(written))
    return filters
