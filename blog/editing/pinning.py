"""Pin posts to the top of the home page."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.models import Post
from blog.models.site_settings import MAX_PINNED
from blog.workflow import PUBLISH_PERMISSION, NotAllowed


@dataclass(frozen=True)
class PinnedPosts:
    """The number of posts that were changed."""

    count: int


def pin_posts(posts: QuerySet[Post], *, by: User) -> PinnedPosts:
    """Pin posts; those that are pinned stay. Raises NotAllowed, and changes nothing then.

    A draft may be pinned: it is at the top once it is published. Two or three queries.
    """
    _require_allowed(by)
    with transaction.atomic():
        # In the order of keys, and all pinned ones, so that two people cannot pin four together.
        pinned = Post.objects.filter(pinned_at__isnull=False).exclude(status=Post.Status.TRASHED)
        others = set(posts.filter(pinned_at=None).values_list("pk", flat=True))
        rows = Post.objects.filter(pk__in=pinned.values("pk")) | Post.objects.filter(pk__in=others)
        locked = list(rows.select_for_update(no_key=True).order_by("pk").values_list("pk"))
        if len(locked) > MAX_PINNED:
            raise NotAllowed(
                _("At most %(limit)d posts can be pinned. Unpin another one first.")
                % {"limit": MAX_PINNED}
            )
        count = Post.objects.filter(pk__in=others).update(pinned_at=timezone.now())
    return PinnedPosts(count)


def unpin_posts(posts: QuerySet[Post], *, by: User) -> PinnedPosts:
    """Unpin posts. Raises NotAllowed. One query."""
    _require_allowed(by)
    keys = posts.filter(pinned_at__isnull=False).values("pk")
    return PinnedPosts(Post.objects.filter(pk__in=keys.order_by()).update(pinned_at=None))


def _require_allowed(by: User) -> None:
    if not by.has_perm(PUBLISH_PERMISSION):
        raise NotAllowed(_("Only an editor can pin posts."))
