"""What stands around a post: those before and after it, related ones, this day in other years."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, JSONField, OuterRef, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.utils import timezone

from blog.models import Labelling, Post, PullQuote
from blog.models.post_queries import PostQuerySet
from blog.paging import beyond

# For each label and each source of a post: so many of the newest posts that share it are looked at.
NEAR = 12
SHOWN = 3
YEARS_BACK = 10


def with_candidates(posts: PostQuerySet) -> PostQuerySet:
    """Each post with the keys of those that share a label or source, a list for each of these.

    Within the same query, and bounded: each list is the end of an index.
    """
    labels = Labelling.objects.filter(content_object=OuterRef("pk"))
    sharing_label = Labelling.objects.filter(tag=OuterRef("tag"))
    quotations = PullQuote.objects.filter(post=OuterRef("pk"), source__isnull=False)
    sharing_source = PullQuote.objects.filter(source=OuterRef("source"))
    return posts.annotate(
        by_label=ArraySubquery(labels.values(near=_keys(sharing_label.newest_posts(NEAR)))),
        by_source=ArraySubquery(
            quotations.order_by("source_id")
            .distinct("source_id")
            .values(near=_keys(sharing_source.newest_posts(NEAR)))
        ),
    )


def _keys(posts: QuerySet) -> Func:
    """As JSON: arrays of different lengths cannot stand in one array."""
    return Func(ArraySubquery(posts), function="to_jsonb", output_field=JSONField())


def related(post: Post) -> list[int]:
    """Keys of the posts that share most with a post from `with_candidates`: what few posts share
    counts for more. No query."""
    score: dict[int, float] = defaultdict(float)
    for keys in [*post.by_label, *post.by_source]:  # type: ignore[attr-defined]
        others = set(keys) - {post.pk}
        for key in others:
            score[key] += 1 / len(others)
    ranked = sorted(score, key=lambda key: (score[key], key), reverse=True)
    return ranked[:SHOWN]


def around(post: Post) -> dict[str, list[Post]]:
    """`older` and `newer` with one post at most, `related` and `this_day` with SHOWN. One query."""
    assert post.published_at is not None
    others = Post.objects.published().only(
        "kind", "title", "slug", "published_at", "created_at", "language"
    )
    when, pk = post.published_at, post.pk
    keys = related(post)
    parts = {
        "older": beyond(others, when, pk, newer=False).order_by("-published_at", "-pk")[:1],
        "newer": beyond(others, when, pk, newer=True).order_by("published_at", "pk")[:1],
        "related": others.filter(pk__in=keys),
        "this_day": others.filter(_same_day(when)).newest_first()[:SHOWN],
    }
    first, *rest = (rows.annotate(part=Value(name)) for name, rows in parts.items())
    found: dict[str, list[Post]] = {name: [] for name in parts}
    for row in first.union(*rest, all=True):
        found[row.part].append(row)
    found["related"].sort(key=lambda row: keys.index(row.pk))
    return found


def _same_day(when: datetime) -> RawSQL:
    """The same day of earlier years, in the site's time zone: a range of the index for each.

    In SQL, as to put twenty conditions together from `Q` takes a quarter of the page's time.
    """
    days = list(_days(timezone.localdate(when)))
    column = "blog_post.published_at"
    ranges = " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(days))
    return RawSQL(ranges, [moment for day in days for moment in day], BooleanField())


def _days(today: date) -> Iterable[tuple[datetime, datetime]]:
    for year in range(today.year - YEARS_BACK, today.year):
        try:
            day = today.replace(year=year)
        except ValueError:  # There was no 29 February.
            continue
        midnights = (datetime.combine(d, time.min) for d in (day, day + timedelta(days=1)))
        begin, end = map(timezone.make_aware, midnights)
        yield begin, end
