"""What readers said under a post, a page at a time, along the paths of the threads.

A page costs one query, as long as it is and not as long as the discussion. It ends with a thread
where that leaves it at least half full; a thread that is longer goes on on the next page.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, QueryDict

from blog.comments.models import LEVELS, Comment, CommentQuerySet, HasPlace
from blog.common.db.prepared import Row, prepare

PARAMETER = "comments"
_KEY = re.compile(rf"(-?)([0-9]{{1,18}}(?:\.[0-9]{{1,18}}){{0,{LEVELS - 1}}})")


@dataclass(frozen=True, slots=True)
class CommentView(HasPlace):
    """A comment of a discussion: approved, or one of which only that it was there is shown, as
    approved ones answer it. `answered` is the name of whom it answers, '' where that one is not
    shown."""

    pk: int
    parent_id: int | None
    path: list[int]
    user_id: int | None
    name: str
    website: str
    html: str
    state: str
    created_at: datetime
    edited_at: datetime | None
    is_pick: bool
    answered: str
    thread_is_locked: bool


@dataclass
class Thread:
    """A comment with what stands below it."""

    comment: CommentView
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
    def continues(self) -> CommentView | None:
        """The first comment here where its thread began further back: it answers another."""
        first = self.threads[0].comment if self.threads else None
        return first if first and first.parent_id else None


def page_of(post: int, query: QueryDict, size: int) -> Page:
    """One page of the discussion under a post of that key.

    `?comments=KEY` begins with the comment of that path, '12' or '12.15.18', or the next one
    that is shown; '-12' ends before it. A malformed key is 404. One query."""
    backwards, key = _parse(query.get(PARAMETER))
    if backwards:
        rows = _views(_before(size + 1)(post, _literal(key)))[::-1]
        more = len(rows) > size
        start = _cut_before([row.path for row in rows], size) if more else 0
        return Page(
            _nested(rows[start:]),
            earlier=_query(rows[start], "-") if more else "",
            later=f"?{PARAMETER}={_text(key)}",
            is_first=not more,
        )
    found = _from(size + 1)(post, _literal(key)) if key else _first(size + 1)(post)
    rows = _views(found)
    end = _cut([row.path for row in rows], size)
    return Page(
        _nested(rows[:end]),
        earlier=f"?{PARAMETER}=-{_text(key)}" if key and rows else "",
        later=_query(rows[end]) if end < len(rows) else "",
        is_first=not key,
    )


# A few rows along the index `comment_discussion`, however large the discussion has become since
# PostgreSQL last counted.


def _shown(post: int) -> CommentQuerySet:
    return Comment.objects.filter(post=post).shown()


def _columns(comments: CommentQuerySet) -> QuerySet[Comment, Any]:
    """Select the fields of `CommentView`."""
    # By its key alone: a join is planned in another way while PostgreSQL takes the table for
    # small, and reads all of it for each comment once that has grown.
    parent = Comment.objects.filter(pk=OuterRef("parent")).values(
        shown_name=Case(When(state=Comment.State.APPROVED, then="name"), default=Value(""))
    )
    answered = Coalesce(Subquery(parent), Value(""))
    names = [field.name for field in fields(CommentView)]
    return comments.with_thread_lock().annotate(answered=answered).values_list(*names)


def _views(rows: Iterable[tuple[Any, ...]]) -> list[CommentView]:
    return [CommentView(*row) for row in rows]


@cache
def _first(count: int) -> Callable[..., list[Row]]:
    """Of a post's key."""

    def first(post: int) -> QuerySet[Comment, Any]:
        return _columns(_shown(post).in_order()[:count])

    return prepare(first, is_ordered=True)


@cache
def _from(count: int) -> Callable[..., list[Row]]:
    """Of a post's key and the path of the first."""

    def beginning(post: int, path: str) -> QuerySet[Comment, Any]:
        return _columns(_shown(post).filter(path__gte=_path(path)).in_order()[:count])

    return prepare(beginning, is_ordered=True)


@cache
def _before(count: int) -> Callable[..., list[Row]]:
    """Of a post's key and the path that follows the last; the last first."""

    def before(post: int, path: str) -> QuerySet[Comment, Any]:
        return _columns(_shown(post).filter(path__lt=_path(path)).order_by("-path")[:count])

    return prepare(before, is_ordered=True)


@cache
def _first_paths(count: int) -> Callable[..., list[Row]]:
    """Of a post's key."""

    def first_paths(post: int) -> QuerySet[Comment, Any]:
        return _paths(post)[:count]

    return prepare(first_paths, is_ordered=True)


def _paths(post: int) -> QuerySet[Comment, Any]:
    return _shown(post).in_order().values_list("path")


def _between(post: int, start: str, end: str) -> QuerySet[Comment, Any]:
    return _paths(post).filter(path__gte=_path(start), path__lt=_path(end))


_paths_between = prepare(_between, is_ordered=True)


def place_of(comment: Comment, size: int) -> str:
    """The query string of the page on which a comment of `shown()` stands, '' for the first.

    Two queries at most; the second reads the paths of its thread down to it.
    """
    first = [path for (path,) in _first_paths(size + 1)(comment.post_id)]
    if comment.path in first[: _cut(first, size)]:
        return ""
    start, end = _literal([comment.thread]), _literal(comment.path)
    above = [path for (path,) in _paths_between(comment.post_id, start, end)]
    paths = [*above, comment.path]
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


def _query(row: CommentView, sign: str = "") -> str:
    return f"?{PARAMETER}={sign}{_text(row.path)}"


def _cut(paths: list[list[int]], size: int) -> int:
    """How many of the comments are a page: there may be one more than fit on it."""
    if len(paths) <= size:
        return len(paths)
    ends = (end for end in range(size, size // 2, -1) if len(paths[end]) == 1)
    return next(ends, size)


def _cut_before(paths: list[list[int]], size: int) -> int:
    """Where a page begins that ends with these: the same from the other side."""
    extra = len(paths) - size
    starts = (start for start in range(extra, extra + size // 2) if len(paths[start]) == 1)
    return next(starts, extra)


def _nested(rows: Iterable[CommentView]) -> list[Thread]:
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
