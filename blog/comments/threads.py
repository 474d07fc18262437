"""Pagination of a post's discussion, in thread order.

A page costs one query that reads only its own rows. It ends with a whole thread if it is then at
least half full; longer threads continue on the next page.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Case, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, QueryDict

from blog.comments.models import MAX_LEVELS, Comment, CommentQuerySet, ThreadPositionMixin
from blog.common.db.prepared import Row, prepare

PAGE_PARAMETER = "comments"
_PAGE_KEY_RE = re.compile(rf"(-?)([0-9]{{1,18}}(?:\.[0-9]{{1,18}}){{0,{MAX_LEVELS - 1}}})")


@dataclass(frozen=True, slots=True)
class CommentView(ThreadPositionMixin):
    """Read model of a comment in a discussion: an approved one, or a placeholder above approved
    replies. `parent_name` is the name of the parent's author, '' unless that is approved."""

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
    parent_name: str
    thread_is_locked: bool


class Entry(NamedTuple):
    """A comment in the nested lists of a page.

    It is the first reply to the previous entry if `is_first_reply`. Otherwise `ended_lists` lists
    of replies end before it.
    """

    comment: CommentView
    is_first_reply: bool
    ended_lists: int


@dataclass(frozen=True)
class Page:
    """A page of a discussion. `earlier` and `later` are query strings such as '?comments=12', '' if
    there is no such page. The first thread may continue from the previous page: `continues`.
    `open_lists` is the number of lists of replies that end after the last entry."""

    entries: list[Entry]
    open_lists: int
    earlier: str
    later: str
    is_first: bool

    @property
    def continues(self) -> CommentView | None:
        """Return the first comment if it is a reply, whose thread began on an earlier page."""
        first = self.entries[0].comment if self.entries else None
        return first if first and first.parent_id else None


def get_page(post_id: int, query: QueryDict, size: int) -> Page:
    """Return a page of a post's discussion.

    `?comments=12.15.18` starts at the comment with this path, or the next one in the discussion;
    `?comments=-12` ends before it. Raises Http404 for a malformed key. One query.
    """
    is_backwards, path = _parse_key(query.get(PAGE_PARAMETER))
    if is_backwards:
        rows = _build_views(_prepare_before(size + 1)(post_id, _format_array(path)))[::-1]
        has_more = len(rows) > size
        start = _find_page_start([row.path for row in rows], size) if has_more else 0
        return Page(
            *_nest(rows[start:]),
            earlier=_format_query(rows[start], "-") if has_more else "",
            later=f"?{PAGE_PARAMETER}={_format_path(path)}",
            is_first=not has_more,
        )
    if path:
        rows = _build_views(_prepare_from(size + 1)(post_id, _format_array(path)))
    else:
        rows = _build_views(_prepare_first(size + 1)(post_id))
    end = _count_page_rows([row.path for row in rows], size)
    return Page(
        *_nest(rows[:end]),
        earlier=f"?{PAGE_PARAMETER}=-{_format_path(path)}" if path and rows else "",
        later=_format_query(rows[end]) if end < len(rows) else "",
        is_first=not path,
    )


# The queries below scan a few rows of the index `comment_discussion`, even if the statistics of
# PostgreSQL are out of date.


def _filter_discussion(post_id: int) -> CommentQuerySet:
    return Comment.objects.filter(post=post_id).in_discussion()


def _select_view_fields(comments: CommentQuerySet) -> QuerySet[Comment, Any]:
    """Select the fields of `CommentView`."""
    # A subquery by primary key: while the statistics show a small table, PostgreSQL would plan a
    # join that scans the whole table for each comment.
    parent = Comment.objects.filter(pk=OuterRef("parent")).values(
        shown_name=Case(When(state=Comment.State.APPROVED, then="name"), default=Value(""))
    )
    parent_name = Coalesce(Subquery(parent), Value(""))
    names = [field.name for field in fields(CommentView)]
    return comments.with_thread_lock().annotate(parent_name=parent_name).values_list(*names)


def _build_views(rows: Iterable[tuple[Any, ...]]) -> list[CommentView]:
    return [CommentView(*row) for row in rows]


@cache
def _prepare_first(count: int) -> Callable[..., list[Row]]:
    """Prepare a query for the first rows, by post ID."""

    def select_first(post_id: int) -> QuerySet[Comment, Any]:
        return _select_view_fields(_filter_discussion(post_id).in_thread_order()[:count])

    return prepare(select_first, is_ordered=True)


@cache
def _prepare_from(count: int) -> Callable[..., list[Row]]:
    """Prepare a query for the rows from a path on, by post ID and path."""

    def select_from(post_id: int, path: str) -> QuerySet[Comment, Any]:
        comments = _filter_discussion(post_id).filter(path__gte=_build_path_value(path))
        return _select_view_fields(comments.in_thread_order()[:count])

    return prepare(select_from, is_ordered=True)


@cache
def _prepare_before(count: int) -> Callable[..., list[Row]]:
    """Prepare a query for the rows before a path, in reverse order, by post ID and path."""

    def select_before(post_id: int, path: str) -> QuerySet[Comment, Any]:
        comments = _filter_discussion(post_id).filter(path__lt=_build_path_value(path))
        return _select_view_fields(comments.order_by("-path")[:count])

    return prepare(select_before, is_ordered=True)


@cache
def _prepare_first_paths(count: int) -> Callable[..., list[Row]]:
    """Prepare a query for the first paths, by post ID."""

    def select_first_paths(post_id: int) -> QuerySet[Comment, Any]:
        return _select_paths(post_id)[:count]

    return prepare(select_first_paths, is_ordered=True)


def _select_paths(post_id: int) -> QuerySet[Comment, Any]:
    return _filter_discussion(post_id).in_thread_order().values_list("path")


def _select_paths_between(post_id: int, start: str, end: str) -> QuerySet[Comment, Any]:
    return _select_paths(post_id).filter(
        path__gte=_build_path_value(start), path__lt=_build_path_value(end)
    )


_load_paths_between = prepare(_select_paths_between, is_ordered=True)


def find_page_query(comment: Comment, size: int) -> str:
    """Return the query string of the page with a comment of `in_discussion()`, '' for the first.

    At most two queries; the second reads the paths of its thread above it.
    """
    first = [path for (path,) in _prepare_first_paths(size + 1)(comment.post_id)]
    if comment.path in first[: _count_page_rows(first, size)]:
        return ""
    start, end = _format_array([comment.root_id]), _format_array(comment.path)
    above = [path for (path,) in _load_paths_between(comment.post_id, start, end)]
    paths = [*above, comment.path]
    first_path = paths[(len(paths) - 1) // size * size]
    return f"?{PAGE_PARAMETER}={_format_path(first_path)}"


def _parse_key(key: str | None) -> tuple[bool, list[int]]:
    """Parse a page key: whether the page ends before the path, and the path, [] for no key."""
    if key is None:
        return False, []
    if not (match := _PAGE_KEY_RE.fullmatch(key)):
        raise Http404
    return bool(match[1]), [int(part) for part in match[2].split(".")]


def _build_path_value(literal: str) -> Cast:
    """Build an expression of the type of `path` from a PostgreSQL array literal."""
    field: Any = Comment._meta.get_field("path")
    return Cast(Value(literal, output_field=TextField()), field)


def _format_array(keys: Iterable[int]) -> str:
    return f"{{{','.join(map(str, keys))}}}"


def _format_path(path: Iterable[int]) -> str:
    return ".".join(map(str, path))


def _format_query(row: CommentView, sign: str = "") -> str:
    return f"?{PAGE_PARAMETER}={sign}{_format_path(row.path)}"


def _count_page_rows(paths: list[list[int]], size: int) -> int:
    """Count the rows of a page; `paths` has one more than `size` if there are later pages."""
    if len(paths) <= size:
        return len(paths)
    ends = (end for end in range(size, size // 2, -1) if len(paths[end]) == 1)
    return next(ends, size)


def _find_page_start(paths: list[list[int]], size: int) -> int:
    """Return the index of the first row of a page that ends with the last path."""
    extra = len(paths) - size
    starts = (start for start in range(extra, extra + size // 2) if len(paths[start]) == 1)
    return next(starts, extra)


def _nest(rows: Iterable[CommentView]) -> tuple[list[Entry], int]:
    """Nest the rows of a page, each below its nearest ancestor on the page.

    Returns the entries and the number of lists of replies that are open after the last one.
    """
    entries: list[Entry] = []
    above: list[list[int]] = []  # The paths of the previous row and its ancestors on the page.
    for row in rows:
        previous_depth = len(above)
        while above and above[-1] != row.path[: len(above[-1])]:
            above.pop()
        is_first_reply = 0 < previous_depth == len(above)
        entries.append(Entry(row, is_first_reply, max(previous_depth - len(above) - 1, 0)))
        above.append(row.path)
    return entries, max(len(above) - 1, 0)
