"""View model of the comments under a post. No query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from blog.comments.threads import Page
from blog.models import SiteSettings
from blog.models.comment_policy import CommentPolicy
from blog.read_models.posts import PostPage


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """Comments under a post.

    `page` is None without comments. `authors` are the keys of the post's authors; `reply_url` is ''
    if comments are closed.
    """

    page: Page | None
    reply_url: str
    comments_wait: bool
    closed_on: datetime | None
    authors: Collection[int]

    @property
    def takes_comments(self) -> bool:
        return bool(self.reply_url)


def build_discussion(
    site: SiteSettings, post: PostPage, page: Page | None
) -> DiscussionView | None:
    """Build the discussion of a published post, None if it is closed and empty."""
    policy = post.comment_policy(site)
    takes_comments = policy != CommentPolicy.CLOSED
    if page is None and not takes_comments:
        return None
    closes_at = post.comments_close_at(site)
    return DiscussionView(
        page=page,
        reply_url=f"{post.get_absolute_url()}comment/" if takes_comments else "",
        comments_wait=policy == CommentPolicy.MODERATED,
        closed_on=closes_at if closes_at is not None and closes_at <= timezone.now() else None,
        authors=[author.pk for author in post.byline],
    )
