"""What readers said under a post, a page at a time, along the paths of the threads.

A page costs one query, as long as it is and not as long as the discussion. It ends with a thread
where that leaves it at least half full; a thread that is longer goes on on the next page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Cast
from django.http import Http404, QueryDict

from blog.comments.models import LEVELS, Comment, CommentCounter, CommentQuerySet
from blog.common.db.prepared import Prepared, numbers, words
from blog.models import Post
from blog.models.post_querysets import PostQuerySet

PARAMETER = "comments"
_KEY = re.compile(rf"(-?)([0-9]{{1,18}}(?:\.[0-9]{{1,18}}){{0,{LEVELS - 1}}})")


@dataclass
class Thread:
    """A comment with what stands below it."""

    comment: Comment
    replies: list["Thread"] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """`earlier` and `later` are query strings such as '?comments=12', '' where there is no such
    page. `threads` may begin with replies to what stands on the page before: `continues`."""

    threads: list[Thread]
    earlier: str
    later: str
    is_first: bool

    @property
    def continues(self) -> Comment | None:
        """The first comment here where its thread began further back: it answers another."""
        first = self.threads[0].comment if self.threads else None
        return first if first and first.parent_id else None


def counted(posts: PostQuerySet) -> PostQuerySet:
    """With `comment_count`, how many approved comments each has, in the same query."""
    return posts.annotate(comment_count=CommentCounter.objects.count_of("post"))


def page_of(post: Post, query: QueryDict, size: int) -> Page:
    """`?comments=KEY` begins with the comment of that path, '12' or '12.15.18', or the next one
    that is shown; '-12' ends before it. A malformed key is 404. One query."""
    backwards, key = _parse(query.get(PARAMETER))
    if backwards:
        rows = _before(size + 1).rows(post.pk, _literal(key))[::-1]
        more = len(rows) > size
        start = _cut_before(rows, size) if more else 0
        return Page(
            _nested(rows[start:]),
            earlier=_query(rows[start], "-") if more else "",
            later=f"?{PARAMETER}={_text(key)}",
            is_first=not more,
        )
    rows = _from(size + 1).rows(post.pk, _literal(key)) if key else _first(size + 1).rows(post.pk)
    end = _cut(rows, size)
    return Page(
        _nested(rows[:end]),
        earlier=f"?{PARAMETER}=-{_text(key)}" if key and rows else "",
        later=_query(rows[end]) if end < len(rows) else "",
        is_first=not key,
    )


def _shown(post: int) -> CommentQuerySet:
    return Comment.objects.filter(post=post).shown().for_readers()


# A few rows along the index `comment_discussion`, however large the discussion has become since
# PostgreSQL last counted.


@cache
def _first(count: int) -> Prepared[Comment]:
    """Of a post's key."""

    def first(post: int) -> CommentQuerySet:
        return _shown(post).in_order()[:count]

    return Prepared(Comment, numbers(), first, in_index_order=True)


@cache
def _from(count: int) -> Prepared[Comment]:
    """Of a post's key and the path of the first."""

    def beginning(post: int, path: str) -> CommentQuerySet:
        return _shown(post).filter(path__gte=_path(path)).in_order()[:count]

    return Prepared(Comment, [*numbers(), *words()], beginning, in_index_order=True)


@cache
def _before(count: int) -> Prepared[Comment]:
    """Of a post's key and the path that follows the last; the last first."""

    def before(post: int, path: str) -> CommentQuerySet:
        return _shown(post).filter(path__lt=_path(path)).order_by("-path")[:count]

    return Prepared(Comment, [*numbers(), *words()], before, in_index_order=True)


def _paths(post: int) -> CommentQuerySet:
    return Comment.objects.filter(post=post).shown().in_order().only("path")


@cache
def _first_paths(count: int) -> Prepared[Comment]:
    """Of a post's key."""

    def first_paths(post: int) -> CommentQuerySet:
        return _paths(post)[:count]

    return Prepared(Comment, numbers(), first_paths, in_index_order=True)


def _between(post: int, start: str, end: str) -> CommentQuerySet:
    return _paths(post).filter(path__gte=_path(start), path__lt=_path(end))


_PATHS_BETWEEN = Prepared(Comment, [*numbers(), *words(2)], _between, in_index_order=True)


def place_of(comment: Comment, size: int) -> str:
    """The query string of the page on which a comment of `shown()` stands, '' for the first.

    Two queries at most; the second reads the paths of its thread down to it.
    """
    first = _first_paths(size + 1).rows(comment.post_id)
    if comment.pk in {row.pk for row in first[: _cut(first, size)]}:
        return ""
    start, end = _literal([comment.thread]), _literal(comment.path)
    above = _PATHS_BETWEEN.rows(comment.post_id, start, end)
    paths = [*(row.path for row in above), comment.path]
    begins = paths[(len(paths) - 1) // size * size]
    return f"?{PARAMETER}={_text(begins)}"


def _parse(key: str | None) -> tuple[bool, list[int]]:
    if key is None:
        return False, []
    if not (found := _KEY.fullmatch(key)):
        raise Http404
    return bool(found[1]), [int(part) for part in found[2].split(".")]


def _path(literal: str) -> Cast:
    """To compare with, as PostgreSQL writes an array."""
    field: Any = Comment._meta.get_field("path")
    return Cast(Value(literal, output_field=TextField()), field)


def _literal(keys: Iterable[int]) -> str:
    return f"{{{','.join(map(str, keys))}}}"


def _text(path: Iterable[int]) -> str:
    return ".".join(map(str, path))


def _query(row: Comment, sign: str = "") -> str:
    return f"?{PARAMETER}={sign}{_text(row.path)}"


def _cut(rows: list[Comment], size: int) -> int:
    """How many of the rows are a page: there may be one more than fit on it."""
    if len(rows) <= size:
        return len(rows)
    ends = (end for end in range(size, size // 2, -1) if rows[end].level == 1)
    return next(ends, size)


def _cut_before(rows: list[Comment], size: int) -> int:
    """Where a page begins that ends with these: the same from the other side."""
    extra = len(rows) - size
    starts = (start for start in range(extra, extra + size // 2) if rows[start].level == 1)
    return next(starts, extra)


def _nested(rows: Iterable[Comment]) -> list[Thread]:
    """In order, each under the nearest above it that is on the page."""
    roots: list[Thread] = []
    above: list[Thread] = []
    for row in rows:
        while above and above[-1].comment.path != row.path[: above[-1].comment.level]:
            above.pop()
        thread = Thread(row)
        (above[-1].replies if above else roots).append(thread)
        above.append(thread)
    return roots
