"""Entries: posts in the calendar and on the board."""

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
from blog.planning.months import Month
from blog.workflow import State, get_state, is_publisher

FIELDS = ("title", "status", "published_at", "language", "kind", "updated_at", "created_at")


def only_entry_fields(posts: PostQuerySet) -> PostQuerySet:
    """Load only FIELDS of the posts; `load_bylines` loads the authors."""
    return posts.only(*FIELDS).fetch_mode(FETCH_RAISE)


def load_bylines(posts: Iterable[Post]) -> None:
    """Load the `byline` of each post. One query."""
    authorships = Authorship.objects.select_related("user")
    prefetch_related_objects(list(posts), Prefetch("authorships", authorships))


def get_version_token(post: Post) -> str:
    """Return the status and date of a post, such as 'published 2026-11-25T…'. Moves compare it with
    the token that the page showed, to detect changes by other users."""
    when = post.published_at.isoformat() if post.published_at else "-"
    return f"{post.status} {when}"


@dataclass(frozen=True)
class Entry:
    post: Post

    @property
    def state(self) -> State:
        return get_state(self.post)

    @property
    def seen(self) -> str:
        return get_version_token(self.post)

    @property
    def publication_time(self) -> datetime:
        """Return the publication time of a post that has one, in the site's time zone."""
        assert self.post.published_at is not None
        return timezone.localtime(self.post.published_at)

    @property
    def month(self) -> Month:
        """Return the month of the calendar that shows a post with a publication time."""
        return Month.from_date(self.publication_time.date())

    @property
    def author_names(self) -> str:
        return ", ".join(str(user) for user in self.post.byline)

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLIC


def get_script_messages() -> dict[str, Any]:
    """Return the messages of the scripts of the calendar and the board, in the active language."""
    return {
        "moving": _("%title: %place. Press Enter to drop it, Escape to cancel."),
        "put_back": _("%title was not moved."),
        "undone": _("Undone."),
        "unreachable": _("The server cannot be reached. Check the connection and try again."),
        "broken": _("The server has a problem. Try again in a moment."),
        "signed_out": _("You may be signed out. Sign in again in another tab."),
    }


def can_schedule(user: User | Any) -> bool:
    """Setting publication dates requires the permission to publish all posts, or one's own; each
    move checks its post."""
    return is_publisher(user)
