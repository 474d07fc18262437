"""Pages by key: page 1,000 costs what page 1 costs, and new posts shift nothing under a reader."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from blog.models import Post


@dataclass(frozen=True)
class Page:
    """`older` and `newer` are query strings such as '?before=…', '' where there is no such page."""

    posts: list[Post]
    older: str
    newer: str
    is_first: bool


def page_of(posts: QuerySet[Post], query: QueryDict, size: int) -> Page:
    """One page of posts by newest first: one query, besides what the queryset prefetches.

    `?before=KEY` is the page after that post, `?after=KEY` the one before it; a key is the post's
    time in microseconds and its id. A malformed key is 404.
    """
    backwards = "after" in query
    key = query.get("after" if backwards else "before")
    if key is not None:
        when, pk = _parse(key)
        if backwards:
            posts = posts.filter(Q(published_at__gt=when) | Q(published_at=when, pk__gt=pk))
        else:
            # The first condition alone bounds the index scan; the second breaks ties.
            posts = posts.filter(published_at__lte=when).exclude(published_at=when, pk__gte=pk)
    order = ("published_at", "pk") if backwards else ("-published_at", "-pk")
    found = list(posts.order_by(*order)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_newer = more if backwards else key is not None and bool(found)
    has_older = bool(found) if backwards else more
    return Page(
        posts=found,
        older=f"?before={_key(found[-1])}" if has_older else "",
        newer=f"?after={_key(found[0])}" if has_newer else "",
        is_first=key is None or (backwards and not more),
    )


def _key(post: Post) -> str:
    assert post.published_at is not None
    since = post.published_at - datetime(1970, 1, 1, tzinfo=UTC)
    return (
        f"{since.days * 86_400_000_000 + since.seconds * 1_000_000 + since.microseconds}-{post.pk}"
    )


def _parse(key: str) -> tuple[datetime, int]:
    when, _, pk = key.rpartition("-")  # A time before 1970 begins with a minus.
    if not re.fullmatch(r"-?[0-9]{1,18}-[0-9]{1,18}", key):
        raise Http404
    try:
        whole, part = divmod(int(when), 1_000_000)
        return datetime.fromtimestamp(whole, tz=UTC).replace(microsecond=part), int(pk)
    except (OverflowError, ValueError, OSError) as error:
        raise Http404 from error
