"""Pages of the posts of a label, an author or a series."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.models import F, QuerySet
from django.http import QueryDict

from blog.common.db.prepared import Row, prepare
from blog.common.pagination import PAGE_PARAMETERS, Page, build_first_page, paginate
from blog.models import Authorship, Post, PostLabel
from blog.models.series import arrange
from blog.read_models.posts import PostSummary, build, read_summaries, select_columns


def fetch_label_page(key: int, query: QueryDict, size: int) -> Page[PostSummary]:
    """Fetch a page of a label's posts, newest first. One query."""
    return _page(PostLabel, "tag", key, query, size)


def fetch_author_page(key: int, query: QueryDict, size: int) -> Page[PostSummary]:
    """Fetch a page of an author's posts, newest first. One query."""
    return _page(Authorship, "user", key, query, size)


def fetch_series_posts(key: int) -> list[PostSummary]:
    """Fetch all published posts of a series in its order. One query."""
    posts = Post.objects.published().filter(series_part__series=key).order_by("published_at", "pk")
    rows = select_columns(posts, PostSummary, part_number=F("series_part__number"))
    arranged = arrange(rows, lambda row: row[-1])
    return build(PostSummary, [row[:-1] for row in arranged])


def _page(model: Any, owner: str, key: int, query: QueryDict, size: int) -> Page[PostSummary]:
    if PAGE_PARAMETERS.isdisjoint(query):
        return build_first_page(build(PostSummary, _newest(model, owner, size + 1)(key)), size)
    rows = model.objects.filter(**{owner: key})
    return paginate(Post.objects.all(), query, size, through=rows, read=read_summaries)


@cache
def _newest(model: Any, owner: str, count: int) -> Callable[[int], list[Row]]:
    def newest(key: int) -> QuerySet[Post, Any]:
        posts = model.objects.filter(**{owner: key}).newest_posts(count)
        return select_columns(Post.objects.filter(pk__in=posts).newest_first(), PostSummary)

    return prepare(newest)
