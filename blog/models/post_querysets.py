"""Querysets and managers of posts, by visibility and permission."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models.functions import Now

from accounts.models import User, Visitor
from blog.models.authorships import Authorship
from blog.models.sources import Source

if TYPE_CHECKING:
    from blog.models.posts import Post


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> "PostQuerySet":
        """Filter posts that are public by the database's clock.

        A scheduled post becomes public on time without a write.
        """
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=Now())

    def editable_by(self, user: Visitor) -> "PostQuerySet":
        """Filter posts that a user may edit: all for editors, otherwise their own."""
        return self._permitted_to(user).exclude(status=self.model.Status.TRASHED)

    def trashed_for(self, user: Visitor) -> "PostQuerySet":
        """Filter trashed posts that a user may restore."""
        # The condition on the date is redundant but lets PostgreSQL use the index.
        permitted = self._permitted_to(user)
        return permitted.filter(status=self.model.Status.TRASHED, trashed_at__isnull=False)

    def publishable_by(self, user: Visitor) -> "PostQuerySet":
        """Filter posts that a user may publish and unpublish: all for editors; for publishing
        authors their own, and no pages."""
        if not user.is_authenticated:
            return self.none()
        if user.has_perm("blog.publish_post"):
            return self
        if user.has_perm("blog.publish_own_post"):
            return self.written_by(user).filter(kind=self.model.Kind.POST)
        return self.none()

    def _permitted_to(self, user: Visitor) -> "PostQuerySet":
        if not (user.is_authenticated and user.has_perm("blog.change_post")):
            return self.none()
        if user.has_perm("blog.edit_all"):
            return self
        return self.written_by(user)

    def visible_to(self, user: Visitor) -> "PostQuerySet":
        """Filter posts that are published or that the user may edit."""
        if not user.is_authenticated:
            return self.published()
        return self.published() | self.editable_by(user)

    def written_by(self, user: User) -> "PostQuerySet":
        """Filter posts by a user, including those with co-authors."""
        authorship = Authorship.objects.filter(post=models.OuterRef("pk"), user=user)
        return self.filter(models.Exists(authorship))

    def linking_to(self, posts: Collection[int] | models.QuerySet) -> "PostQuerySet":
        """Filter posts that show one of the posts as a card."""
        return self.filter(embeds__linked_post__in=posts)

    def quoting(self, sources: Collection[Source | int]) -> "PostQuerySet":
        """Filter posts that show one of the sources, in a credit or a provenance.

        Reads one index for each role. A combined condition could not use them.
        """
        quotations = apps.get_model("blog", "PullQuote").objects.order_by()
        credited, spoken, passed_on = (
            quotations.filter(**{f"{role}__in": sources}).values("post")
            for role in ("source", "speaker", "hops__source")
        )
        return self.filter(pk__in=credited.union(spoken, passed_on))

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")


class PostManager(models.Manager["Post"]):
    """Manager of posts without pages."""

    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).filter(kind=self.model.Kind.POST)


class PageManager(PostManager):
    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).filter(kind=self.model.Kind.PAGE)
