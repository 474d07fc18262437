"""What the rules say of a new comment."""

from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from blog.models import Comment, Post, SiteSettings
from blog.models.discussion import Discussion
from blog.moderation.writers import Writer

State = Comment.State


@dataclass(frozen=True)
class Verdict:
    """`state` is waiting, approved or spam; `score` 0 (surely none) to 100 (surely spam); `reasons`
    as `Comment.reasons` keeps them."""

    state: str
    score: int = 0
    reasons: list[dict[str, Any]] = field(default_factory=list)


def judge(post: Post, text: str, writer: Writer, site: SiteSettings) -> Verdict:
    """One query: what became of the writer's earlier comments.

    Whoever moderates, or wrote the post, is not judged. The caller has seen that the post takes
    comments at all.
    """
    if writer.user and is_trusted(writer.user, post):
        return Verdict(State.APPROVED)
    history = writer.history()
    if post.discussion(site) == Discussion.MODERATED:
        return Verdict(State.WAITING, reasons=[{"code": "moderated"}])
    if site.first_comment_waits and not history.get(State.APPROVED):
        return Verdict(State.WAITING, reasons=[{"code": "first"}])
    return Verdict(State.APPROVED)


def is_trusted(user: User, post: Post) -> bool:
    """Costs the queries of `has_perm`; `post.byline` is one that `for_readers()` has."""
    if any(author.pk == user.pk for author in post.byline):
        return True
    return user.has_perm("blog.moderate_comments")
