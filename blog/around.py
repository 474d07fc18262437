"""What stands around a post: those before and after it, related ones, this day in other years."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Any

from django.db.models import OuterRef, QuerySet, Value
from django.utils import timezone

from blog.models import Labelling, Post, PullQuote
from blog.models.json_rows import json_rows
from blog.models.post_queries import PostQuerySet
from blog.paging import beyond
from blog.prepared import Prepared, moments, numbers

# For each label and each source of a post: so many of the newest posts that share it are looked at.
NEAR = 12
SHOWN = 3
YEARS_BACK = 10
PARTS = ("older", "newer", "related", "this_day")
NO_DAY = (datetime(1000, 1, 1, tzinfo=UTC),) * 2


def with_candidates(posts: PostQuerySet) -> PostQuerySet:
    """Each post with the keys of those that share a label or source, a list for each of these.

    Within the same query, and bounded: each list is the end of an index.
    """
    labels = Labelling.objects.filter(content_object=OuterRef("pk"))
    sharing_label = Labelling.objects.filter(tag=OuterRef("tag"))
    quotations = PullQuote.objects.filter(post=OuterRef("pk"), source__isnull=False)
    sharing_source = PullQuote.objects.filter(source=OuterRef("source"))
    return posts.annotate(
        by_label=json_rows(labels.values(near=json_rows(sharing_label.newest_posts(NEAR)))),
        by_source=json_rows(
            quotations.order_by("source_id")
            .distinct("source_id")
            .values(near=json_rows(sharing_source.newest_posts(NEAR)))
        ),
    )


def related(post: Post) -> list[int]:
    """Keys of the posts that share most with a post from `with_candidates`: what few posts share
    counts for more. No query."""
    score: dict[int, float] = defaultdict(float)
    for keys in [*post.by_label, *post.by_source]:  # type: ignore[attr-defined]  # annotations
        others = set(keys) - {post.pk}
        for key in others:
            score[key] += 1 / len(others)
    ranked = sorted(score, key=lambda key: (score[key], key), reverse=True)
    return ranked[:SHOWN]


type Around = dict[str, list[Post]]


def around(post: Post) -> Around:
    """`older` and `newer` with one post at most, `related` and `this_day` with SHOWN. One query."""
    assert post.published_at is not None
    keys = related(post)
    others = keys + [0] * (SHOWN - len(keys))  # No row has that key.
    today = timezone.localdate(post.published_at)
    days = _days(today, timezone.get_current_timezone())
    found: dict[str, list[Post]] = {name: [] for name in PARTS}
    for row in _AROUND.rows(post.pk, *others, post.published_at, *days):
        found[row.part].append(row)  # type: ignore[attr-defined]  # a column of the query
    found["related"].sort(key=lambda row: keys.index(row.pk))
    return found


def _around(pk: int, *values: Any) -> list[QuerySet[Post]]:
    """Of a post's key, SHOWN of related ones, when it was published, and beginnings and ends of
    days."""
    keys, when, days = values[:SHOWN], values[SHOWN], values[SHOWN + 1 :]
    others = Post.objects.published().only(
        "kind", "title", "slug", "published_at", "created_at", "language"
    )
    parts = (
        beyond(others, when, pk, newer=False).order_by("-published_at", "-pk")[:1],
        beyond(others, when, pk, newer=True).order_by("published_at", "pk")[:1],
        others.filter(pk__in=keys),
    )
    named = zip(PARTS, parts, strict=False)
    found = [rows.annotate(part=Value(name)) for name, rows in named]
    return [*found, _on(others.annotate(part=Value("this_day")), days)]


def _on(posts: QuerySet[Post], days: Sequence[datetime]) -> QuerySet[Post]:
    """The newest of all days, each looked up by itself: of a condition on all of them PostgreSQL
    makes a walk through all posts."""
    first, *others = (
        posts.filter(published_at__gte=begin, published_at__lt=end).newest_first()[:SHOWN]  # type: ignore[attr-defined]
        for begin, end in zip(days[::2], days[1::2], strict=True)
    )
    return first.union(*others, all=True).order_by("-published_at", "-pk")[:SHOWN]


# Fourteen looks into indexes: to plan them takes four times as long.
_AROUND = Prepared(
    Post,
    [*numbers(1 + SHOWN), *moments(1 + 2 * YEARS_BACK)],
    _around,
    whatever_values=True,
)


@lru_cache(maxsize=1000)
def _days(today: date, zone: tzinfo) -> list[datetime]:
    """When the same day of each of the years before began and ended."""
    found: list[datetime] = []
    for year in range(today.year - YEARS_BACK, today.year):
        try:
            day = today.replace(year=year)
        except ValueError:  # There was no 29 February: an empty one instead.
            found += NO_DAY
            continue
        midnights = (datetime.combine(d, time.min) for d in (day, day + timedelta(days=1)))
        found += (timezone.make_aware(midnight, zone) for midnight in midnights)
    return found
