"""What templates show of a comment. No query but those of `Post.byline`."""

from collections.abc import Collection

from django.utils.translation import ngettext

from blog.comments.models import Comment
from blog.comments.threads import CommentView
from blog.common.urls import path_of
from blog.models import Post


def author_keys(post: Post) -> Collection[int]:
    return [author.pk for author in post.byline]


def comment_url(comment: Comment | CommentView) -> str:
    return _url("blog:comment-detail", comment.pk)


def answered_url(comment: Comment | CommentView) -> str:
    """Of the comment that it answers."""
    return _url("blog:comment-detail", comment.parent_id or 0)


def report_url(comment: Comment | CommentView) -> str:
    return _url("blog:comment-report", comment.pk)


def _url(name: str, pk: int) -> str:
    """From that of a comment 0: of each there are too many to be cached by `path_of`."""
    return path_of(name, 0).replace("/0/", f"/{pk}/", 1)


def comment_count(count: int) -> str:
    """'3 comments', '' for none."""
    return ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count} if count else ""
