"""Helpers for tests of the moderation queue."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from blog.comments.models import Comment
from tests.support import factories as make
from tests.support.pages import read, text

State = Comment.State
QUEUE = "/admin/blog/comment/"
NAMES = "//h2[@class='comment-author']"


def moderator(**fields) -> User:
    return make.user("Moderator", **fields)


def wait(post, name: str, hours: int = 1, **fields) -> Comment:
    """Create a comment that has been awaiting moderation for `hours`."""
    since = timezone.now() - timedelta(hours=hours)
    return make.comment(post, name=name, state=State.WAITING, waiting_since=since, **fields)


def names(client, address: str = QUEUE) -> list[str]:
    return text(read(client, address), NAMES)


def decide(client, **data):
    return client.post(f"{QUEUE}decide/", data, headers={"accept": "application/json"})


def about(*comments: Comment) -> list[str]:
    return [f"{comment.pk}:{comment.version}" for comment in comments]


def state(comment: Comment) -> str:
    return Comment.objects.get(pk=comment.pk).state
