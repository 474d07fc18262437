"""The place of a post in its series, as its page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, F, JSONField, OuterRef, Q, Subquery, When
from django.db.models.functions import JSONArray, Now

from blog.common.db.json_rows import json_rows
from blog.common.db.languages import get_direction
from blog.common.urls import reverse_cached
from blog.models import Post, SeriesPart
from blog.models.posts import post_path
from blog.models.series import arrange


@dataclass(frozen=True, slots=True)
class PartLink:
    """Fields for a link to a post of a series."""

    title: str
    path: str
    language: str

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def direction(self) -> str:
        return get_direction(self.language)


@dataclass(frozen=True, slots=True)
class PostSeries:
    """The place of a post in its series, among the `count` posts that readers see."""

    name: str
    slug: str
    number: int
    count: int
    previous: PartLink | None
    next: PartLink | None

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:series-detail", self.slug)


def post_series() -> Subquery:
    """Return a column for posts, to be read by `read_post_series`. NULL for most.

    An unpublished post is one of the parts on its own page. One index lookup for a post in none.
    """
    is_public = Q(post__status=Post.Status.PUBLISHED, post__published_at__lte=Now())
    parts = SeriesPart.objects.filter(series=OuterRef("series")).filter(
        is_public | Q(post=OuterRef("post"))
    )
    in_order = parts.order_by(F("post__published_at").asc(nulls_last=True), "post_id")
    dated = Case(
        When(post__published_at=None, then="post__created_at"), default="post__published_at"
    )
    columns = ("post_id", "number", "post__title", "post__slug", "post__language", dated)
    rows = json_rows(in_order.values(row=JSONArray(*columns)))
    place = SeriesPart.objects.filter(post=OuterRef("pk"))
    row = JSONArray("post_id", "series__name", "series__slug", rows)
    return Subquery(place.values(row=row), output_field=JSONField())


def read_post_series(row: Sequence[Any]) -> PostSeries:
    own, name, slug, rows = row
    parts = arrange(rows, lambda part: part[1])
    place = next(index for index, part in enumerate(parts) if part[0] == own)
    before = parts[place - 1] if place else None
    after = parts[place + 1] if place + 1 < len(parts) else None
    return PostSeries(name, slug, place + 1, len(parts), _link(before), _link(after))


def _link(part: Sequence[Any] | None) -> PartLink | None:
    if part is None:
        return None
    _pk, _number, title, slug, language, dated = part
    return PartLink(title, post_path("post", slug, datetime.fromisoformat(dated)), language)
