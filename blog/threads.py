"""What readers said under a post, a page at a time, along the paths of the threads.

A page costs one query, as long as it is and not as long as the discussion. It ends with a thread
where that leaves it at least half full; a thread that is longer goes on on the next page.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import Value
from django.db.models.functions import Cast
from django.http import Http404, QueryDict

from blog.models import Comment, CommentTally, Post
from blog.models.comments import LEVELS, CommentQuerySet
from blog.models.post_queries import PostQuerySet
from blog.prepared import Prepared, numbers

PARAMETER = "comments"
# A plan that is good for every post reads all comments of one and sorts them: of so many it takes
# longer than to plan anew.
MANY = 1000
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
    return posts.annotate(comment_count=CommentTally.objects.count_of("post"))


def page_of(post: Post, query: QueryDict, size: int) -> Page:
    """`?comments=KEY` begins with the comment of that path, '12' or '12.15.18', or the next one
    that is shown; '-12' ends before it. A malformed key is 404. One query. Of a post that is
    `counted()`."""
    backwards, key = _parse(query.get(PARAMETER))
    if backwards:
        rows = list(_shown(post).filter(path__lt=_path(key)).order_by("-path")[: size + 1])[::-1]
        more = len(rows) > size
        start = _cut_before(rows, size) if more else 0
        return Page(
            _nested(rows[start:]),
            earlier=_query(rows[start], "-") if more else "",
            later=f"?{PARAMETER}={_text(key)}",
            is_first=not more,
        )
    count: int = post.comment_count  # type: ignore[attr-defined]  # an annotation
    if key:
        rows = list(_shown(post).filter(path__gte=_path(key)).in_order()[: size + 1])
    elif count < MANY:
        rows = _first(size + 1).rows(post.pk)
    else:
        rows = list(_shown(post).in_order()[: size + 1])
    end = _cut(rows, size)
    return Page(
        _nested(rows[:end]),
        earlier=f"?{PARAMETER}=-{_text(key)}" if key and rows else "",
        later=_query(rows[end]) if end < len(rows) else "",
        is_first=not key,
    )


def _shown(post: Post | int) -> CommentQuerySet:
    return Comment.objects.filter(post=post).shown().for_readers()


@cache
def _first(count: int) -> Prepared[Comment]:
    """Of a post's key."""

    def first(post: int) -> CommentQuerySet:
        return _shown(post).in_order()[:count]

    return Prepared(Comment, numbers(), first)


def place_of(comment: Comment, size: int) -> str:
    """The query string of the page on which a comment of `shown()` stands, '' for the first.

    Two queries at most; the second reads the paths of its thread down to it.
    """
    shown = Comment.objects.filter(post=comment.post_id).shown().in_order()
    first = list(shown.only("path")[: size + 1])
    if comment.pk in {row.pk for row in first[: _cut(first, size)]}:
        return ""
    in_thread = shown.filter(path__gte=_path([comment.thread]), path__lt=_path(comment.path))
    paths = [*in_thread.values_list("path", flat=True), comment.path]
    begins = paths[(len(paths) - 1) // size * size]
    return f"?{PARAMETER}={_text(begins)}"


def _parse(key: str | None) -> tuple[bool, list[int]]:
    if key is None:
        return False, []
    if not (found := _KEY.fullmatch(key)):
        raise Http404
    return bool(found[1]), [int(part) for part in found[2].split(".")]


def _path(keys: list[int]) -> Cast:
    """To compare with: unlike `exact`, the lookups by order leave an array's type to the driver."""
    field: Any = Comment._meta.get_field("path")
    return Cast(Value(keys, output_field=field), field)


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
