"""A post as the calendar and the board show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FETCH_RAISE, Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Authorship, Post
from blog.models.post_querysets import PostQuerySet
from blog.workflow import State, state_of

FIELDS = ("title", "status", "published_at", "language", "kind", "updated_at", "created_at")


def listed(posts: PostQuerySet) -> PostQuerySet:
    """Load FIELDS and nothing else of a post; `load_bylines` loads the authors."""
    return posts.only(*FIELDS).fetch_mode(FETCH_RAISE)


def load_bylines(posts: Iterable[Post]) -> None:
    """Load the `byline` of each of these posts by one query."""
    authorships = Authorship.objects.select_related("user")
    prefetch_related_objects(list(posts), Prefetch("authorships", authorships))


def seen_of(post: Post) -> str:
    """What decides where a post stands, as whoever acts on it saw it: 'published 2026-11-25T…'.
    Once it is another, somebody else has acted."""
    when = post.published_at.isoformat() if post.published_at else "-"
    return f"{post.status} {when}"


@dataclass(frozen=True)
class Entry:
    post: Post

    @property
    def state(self) -> State:
        return state_of(self.post)

    @property
    def seen(self) -> str:
        return seen_of(self.post)

    @property
    def at(self) -> datetime:
        """When it is or was published, in the site's time zone; what is listed by it has it."""
        assert self.post.published_at is not None
        return timezone.localtime(self.post.published_at)

    @property
    def names(self) -> str:
        return ", ".join(str(user) for user in self.post.byline)

    @property
    def is_out(self) -> bool:
        return self.state == State.PUBLIC


def words() -> dict[str, Any]:
    """What the scripts of the calendar and the board say, in the language of the page."""
    return {
        "moving": _("%title: %place. Press Enter to drop it, Escape to cancel."),
        "put_back": _("%title was not moved."),
        "undone": _("Undone."),
        "unreachable": _("The server cannot be reached. Check the connection and try again."),
        "broken": _("The server has a problem. Try again in a moment."),
        "signed_out": _("You may be signed out. Sign in in another tab."),
    }


def may_place(user: User | Any) -> bool:
    """Only who may publish says when readers see something."""
    return user.has_perm("blog.publish_post")
