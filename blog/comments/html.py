"""Template filters for comments. None queries the database, except `Post.byline`."""

from collections.abc import Collection

from django.utils.translation import ngettext

from blog.comments.models import Comment
from blog.comments.threads import CommentView
from blog.common.urls import reverse_cached
from blog.models import Post


def author_ids(post: Post) -> Collection[int]:
    return [author.pk for author in post.byline]


def comment_url(comment: Comment | CommentView) -> str:
    return _url("blog:comment-detail", comment.pk)


def parent_url(comment: Comment | CommentView) -> str:
    """Return the permalink of the comment that this one replies to."""
    return _url("blog:comment-detail", comment.parent_id or 0)


def report_url(comment: Comment | CommentView) -> str:
    return _url("blog:comment-report", comment.pk)


def _url(name: str, pk: int) -> str:
    """Build a URL from that of comment 0: `reverse_cached` must not cache each comment."""
    return reverse_cached(name, 0).replace("/0/", f"/{pk}/", 1)


def comment_count(count: int) -> str:
    """Format a count as '3 comments'; '' for none."""
    return ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count} if count else ""
