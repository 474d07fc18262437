"""What is stored on the author of a comment: as data for an export, and its erasure."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from accounts.models import User
from blog.comments.models import DIGESTS, Comment
from blog.comments.subscription_models import Subscription

TOLD_OF_REPLIES = ("comment_id", "email", "created_at", "confirmed_at")


def comment_as_data(comment: Comment) -> dict[str, Any]:
    """With what rules and moderators made of it. Reads its post and its decisions."""
    return {
        "id": comment.pk,
        "address": absolute_url(comment.get_absolute_url()),
        # Of a post that is not out, the title may be another by now, which is nobody's yet.
        "post": comment.post.title if comment.post.is_public else "",
        "name": comment.name,
        "website": comment.website,
        "text": comment.text,
        "state": comment.state,
        "written_at": comment.created_at,
        "edited_at": comment.edited_at,
        "score": comment.score,
        "reasons": comment.reasons,
        "decisions": [
            {"at": decision.at, "was": decision.was, "became": decision.became}
            for decision in comment.decisions.all()
        ],
        "digests": {name: getattr(comment, name) for name in DIGESTS},
    }


def absolute_url(path: str) -> str:
    return urljoin(settings.SITE_URL, path)


def erase_comments_of(*, user: User) -> int:
    """Make the comments of an account anonymous and end its subscriptions; returns how many
    comments. They stay, as others replied to them. Three queries."""
    # Also unconfirmed ones, which belong to no account yet.
    Subscription.objects.filter(comment__user=user).delete()
    nobody = dict.fromkeys(DIGESTS, "")
    return Comment.objects.filter(user=user).update(user=None, name="", website="", **nobody)
