"""What the rules say of a new comment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.models import User
from blog.models import Comment, Post, Rule, SiteSettings
from blog.models.discussion import Discussion
from blog.moderation import rules
from blog.moderation.rules import Reason
from blog.moderation.texts import Text
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
    """Two queries: the rules, and what became of the writer's earlier comments.

    Whoever moderates, or wrote the post, is not judged. The caller has seen that the post takes
    comments at all, and asked `bans.of`.
    """
    if writer.user and is_trusted(writer.user, post):
        return Verdict(State.APPROVED)
    told = []
    history = writer.history()
    if post.discussion(site) == Discussion.MODERATED:
        told.append({"code": "moderated"})
    elif site.first_comment_waits and not history.get(State.APPROVED):
        told.append({"code": "first"})
    return of_text(Text(text, writer.name, writer.website, writer.email), site, told)


def of_text(text: Text, site: SiteSettings, told: Sequence[Reason] = ()) -> Verdict:
    """By what it says alone, and what is `told` of it already. One query."""
    reasons = [*told, *rules.met(text)]
    if any(reason.get("action") == Rule.Action.BLOCK for reason in reasons):
        return Verdict(State.SPAM, reasons=reasons)
    return Verdict(State.WAITING if reasons else State.APPROVED, reasons=reasons)


def is_trusted(user: User, post: Post) -> bool:
    """Costs the queries of `has_perm`; `post.byline` is one that `for_readers()` has."""
    if any(author.pk == user.pk for author in post.byline):
        return True
    return user.has_perm("blog.moderate_comments")
