"""Workflow transitions of a post as it is stored. With a save, see `save_post(transition=…)`.

    hand_in            draft -> in review
    request_changes    in review -> draft
    approve            stays in review, ready to be published
    publish            published now, or as if it had been at `at`
    schedule           published automatically at `at`; moves a scheduled post as well
    unpublish          -> draft

`seen` is the key of the latest transition that the person had seen, 0 for none: where there is
another by now, nothing is changed and NotAllowed says who made it.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from blog.editing.requirements import CorrectionRequired, NotSaved
from blog.editing.save_post import SavedPost, save_post
from blog.models import Post
from blog.workflow import Kind, NotAllowed, Transition


def hand_in(post: Post, *, by: User, words: str = "", seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.HANDED_IN, reason=words, seen=seen), by=by)


def request_changes(post: Post, *, by: User, words: str, seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.CHANGES, reason=words, seen=seen), by=by)


def approve(post: Post, *, by: User, words: str = "", seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.APPROVED, reason=words, seen=seen), by=by)


def publish(
    post: Post, *, by: User, at: datetime | None = None, seen: int | None = None
) -> SavedPost:
    return apply_transition(post, Transition(Kind.PUBLISHED, publish_at=at, seen=seen), by=by)


def schedule(post: Post, *, by: User, at: datetime, seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.SCHEDULED, publish_at=at, seen=seen), by=by)


def unpublish(post: Post, *, by: User, words: str = "", seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.TAKEN_BACK, reason=words, seen=seen), by=by)


def apply_transition(post: Post, transition: Transition, *, by: User) -> SavedPost:
    """Raises NotAllowed, whatever stands in the way: there is no form to show it at a field."""
    try:
        return save_post(post, by=by, transition=transition)
    except CorrectionRequired as refused:
        raise NotAllowed(
            _(
                "The post has changed since readers last saw it. Open it and publish "
                "it there, so that you can say what kind of change it is."
            )
        ) from refused
    except NotSaved as refused:
        raise NotAllowed(str(refused)) from refused
