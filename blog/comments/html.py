"""What a discussion's template shows. No query: from rows of blog.comments.threads."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import ngettext

from blog.comments.models import Comment
from blog.comments.threads import Page
from blog.common.urls import path_of
from blog.models import Post, SiteSettings
from blog.models.comment_policy import CommentPolicy


@dataclass(frozen=True)
class DiscussionView:
    """A page of the comments under a post, None where there are none. `authors` are the keys of who
    is in the post's byline; `reply_url` is '' where nobody can comment."""

    page: Page | None
    reply_url: str
    comments_wait: bool
    closed_on: datetime | None
    authors: Collection[int]

    @property
    def takes_comments(self) -> bool:
        return bool(self.reply_url)


def discussion(site: SiteSettings, post: Post, page: Page | None) -> DiscussionView | None:
    """Of a published post with its count of comments; None where there are none and can be none."""
    mode = post.comment_policy(site)
    takes_comments = mode != CommentPolicy.CLOSED
    if page is None and not takes_comments:
        return None
    closes_at = post.comments_close_at(site)
    return DiscussionView(
        page=page,
        reply_url=f"{post.get_absolute_url()}comment/" if takes_comments else "",
        comments_wait=mode == CommentPolicy.MODERATED,
        closed_on=closes_at if closes_at is not None and closes_at <= timezone.now() else None,
        authors=author_keys(post),
    )


def author_keys(post: Post) -> Collection[int]:
    return [author.pk for author in post.byline]


def comment_url(comment: Comment) -> str:
    return _url("comment", comment.pk)


def answered_url(comment: Comment) -> str:
    """Of the comment that it answers."""
    return _url("comment", comment.parent_id or 0)


def report_url(comment: Comment) -> str:
    return _url("comment_report", comment.pk)


def _url(name: str, pk: int) -> str:
    """From that of a comment 0: of each there are too many to be cached by `path_of`."""
    return path_of(name, 0).replace("/0/", f"/{pk}/", 1)


def comment_count(post: Post) -> str:
    """'3 comments', '' where there is none; of `threads.counted()`."""
    count: int = post.comment_count  # type: ignore[attr-defined]  # an annotation
    return ngettext("%(n)s comment", "%(n)s comments", count) % {"n": count} if count else ""
