"""Comment policy of the site and of posts that override it."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from blog.models.site_settings import SiteSettings


class CommentPolicy(models.TextChoices):
    OPEN = "open", pgettext_lazy("comments", "Open")
    MODERATED = "moderated", pgettext_lazy("comments", "Moderated: each comment needs approval")
    CLOSED = "closed", pgettext_lazy("comments", "Closed")


class CommentPolicyMixin:
    """Comment policy of `Post` and its read model.

    Reads `kind`, `status`, `published_at`, `comments_mode` and `comments_close_after`.
    """

    __slots__ = ()

    def comment_policy(self: Any, site: "SiteSettings") -> CommentPolicy:
        """Return the policy at this moment.

        Only call it for a post that a query has returned as published: the database's clock may be
        ahead of this one.
        """
        if self.kind != "post" or self.status != "published":
            return CommentPolicy.CLOSED
        closes_at = self.comments_close_at(site)
        if closes_at and timezone.now() >= closes_at:
            return CommentPolicy.CLOSED
        return CommentPolicy(self.comments_mode or site.comments_mode)

    def comments_close_at(self: Any, site: "SiteSettings") -> datetime | None:
        """Return when comments close automatically, None if they do not."""
        days = self.comments_close_after
        days = site.comments_close_after if days is None else days
        if not days or not self.published_at:
            return None
        return self.published_at + timedelta(days=days)
