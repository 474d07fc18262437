"""Apply workflow transitions to a stored post. Together with a save, see `save_post(transition=…)`.

    hand_in            draft -> in review
    request_changes    in review -> draft
    approve            stays in review, ready to be published
    publish            published now, or with the date `publish_at`
    schedule           published automatically at `publish_at`; also reschedules
    unpublish          -> draft

`seen` is the ID of the latest transition that the user has seen, 0 for none. If there is a later
one, nothing changes and NotAllowed names its author.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from blog.editing.requirements import CorrectionRequired, NotSaved
from blog.editing.save_post import SavedPost, save_post
from blog.models import Post
from blog.workflow import Kind, NotAllowed, Transition


def hand_in(post: Post, *, by: User, reason: str = "", seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.HANDED_IN, reason=reason, seen=seen), by=by)


def request_changes(post: Post, *, by: User, reason: str, seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.CHANGES, reason=reason, seen=seen), by=by)


def approve(post: Post, *, by: User, reason: str = "", seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.APPROVED, reason=reason, seen=seen), by=by)


def publish(
    post: Post, *, by: User, publish_at: datetime | None = None, seen: int | None = None
) -> SavedPost:
    return apply_transition(
        post, Transition(Kind.PUBLISHED, publish_at=publish_at, seen=seen), by=by
    )


def schedule(post: Post, *, by: User, publish_at: datetime, seen: int | None = None) -> SavedPost:
    return apply_transition(
        post, Transition(Kind.SCHEDULED, publish_at=publish_at, seen=seen), by=by
    )


def unpublish(post: Post, *, by: User, reason: str = "", seen: int | None = None) -> SavedPost:
    return apply_transition(post, Transition(Kind.TAKEN_BACK, reason=reason, seen=seen), by=by)


def apply_transition(post: Post, transition: Transition, *, by: User) -> SavedPost:
    """Apply a transition; raise NotAllowed for any refusal, as no form can show the errors."""
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
