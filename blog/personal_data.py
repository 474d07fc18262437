"""What the blog stores on a person who has an account: see accounts/personal_data.py."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.utils.translation import ngettext

from accounts.models import User
from blog.models import (
    Authorship,
    Comment,
    Correction,
    Decision,
    Note,
    Overruling,
    Photo,
    Post,
    PostDecision,
    Source,
    Subscription,
)
from blog.models.comments import DIGESTS


def export(user: User) -> dict[str, Any]:
    posts = Post.every.filter(authorships__user=user).order_by("pk")
    comments = Comment.objects.filter(user=user).select_related("post").order_by("pk")
    return {
        "posts": [
            {
                "title": post.title,
                "status": post.status,
                "address": _address(post.get_absolute_url()) if post.is_public else "",
                "published_at": post.published_at,
                "html": post.html,
            }
            for post in posts
        ],
        "photos": [
            {"file": _address(photo.image.url), "alt": photo.alt, "uploaded_at": photo.created_at}
            for photo in Photo.objects.filter(uploaded_by=user).order_by("pk")
        ],
        "sources_added": list(
            Source.objects.filter(created_by=user).order_by("pk").values_list("name", flat=True)
        ),
        "comments": [
            {
                # Of a post that was taken back, the title may be another by now.
                "post": comment.post.title if comment.post.is_public else "",
                "name": comment.name,
                "website": comment.website,
                "text": comment.text,
                "state": comment.state,
                "written_at": comment.created_at,
                "edited_at": comment.edited_at,
                "digests": {name: getattr(comment, name) for name in DIGESTS},
            }
            for comment in comments
        ],
        "told_of_replies_to": list(
            Subscription.objects.filter(comment__user=user)
            .order_by("pk")
            .values("comment_id", "created_at", "confirmed_at")
        ),
        "checks_overruled": list(
            Overruling.objects.filter(by=user)
            .order_by("pk")
            .values("post_id", "code", "excerpt", "reason", "at")
        ),
        "comments_decided": list(
            Decision.objects.filter(by=user)
            .order_by("pk")
            .values("comment_id", "at", "was", "became")
        ),
        "posts_decided": list(
            PostDecision.objects.filter(by=user)
            .order_by("pk")
            .values("post_id", "kind", "at", "was", "became", "words")
        ),
        "corrections": list(
            Correction.objects.filter(by=user)
            .order_by("pk")
            .values("post_id", "kind", "at", "text")
        ),
        "notes": list(
            Note.objects.filter(by=user).order_by("pk").values("post_id", "at", "excerpt", "text")
        ),
    }


def reasons_to_stay(user: User) -> list[str]:
    """A post stays under the name that stood over it when readers quoted it."""
    number = Authorship.objects.filter(user=user).count()
    if not number:
        return []
    words = ngettext(
        "You are an author of a post or page. An editor can give it to somebody else, or you"
        " delete it if it was never published.",
        "You are an author of %(number)d posts or pages. An editor can give them to somebody else,"
        " or you delete those that were never published.",
        number,
    )
    return [words % {"number": number}]


def erase(user: User) -> None:
    """Comments stay as what others answered, without a name or anything to know the writer by."""
    # Also those that ask whether an address is the person's, which hang on no account yet.
    Subscription.objects.filter(comment__user=user).delete()
    nobody = dict.fromkeys(DIGESTS, "")
    Comment.objects.filter(user=user).update(user=None, name="", website="", **nobody)


def _address(path: str) -> str:
    return urljoin(settings.SITE_URL, path)
