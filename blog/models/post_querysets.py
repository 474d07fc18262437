"""Which posts there are for whom."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now

from accounts.models import User, Visitor
from blog.models.authorships import Authorship
from blog.models.sources import Source

if TYPE_CHECKING:
    from blog.models.posts import Post


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> "PostQuerySet":
        """What every reader sees. The database's clock decides, so a scheduled post appears
        at its time with nobody saving."""
        return self.filter(status=self.model.Status.PUBLISHED, published_at__lte=Now())

    def editable_by(self, user: Visitor) -> "PostQuerySet":
        """An editor edits all posts, an author those under their name."""
        return self._changed_by(user).exclude(status=self.model.Status.TRASHED)

    def trashed_of(self, user: Visitor) -> "PostQuerySet":
        """What was deleted of those, and can come back."""
        # The date, which all of them have, is what the index of the trash goes by.
        mine = self._changed_by(user)
        return mine.filter(status=self.model.Status.TRASHED, trashed_at__isnull=False)

    def _changed_by(self, user: Visitor) -> "PostQuerySet":
        if not (user.is_authenticated and user.has_perm("blog.change_post")):
            return self.none()
        if user.has_perm("blog.edit_all"):
            return self
        return self.written_by(user)

    def visible_to(self, user: Visitor) -> "PostQuerySet":
        """What is published, and for those who may edit a post, that post."""
        if not user.is_authenticated:
            return self.published()
        return self.published() | self.editable_by(user)

    def written_by(self, user: User) -> "PostQuerySet":
        """Those under a person's name, alone or with others."""
        authorship = Authorship.objects.filter(post=models.OuterRef("pk"), user=user)
        return self.filter(models.Exists(authorship))

    def quoting(self, sources: Collection[Source | int]) -> "PostQuerySet":
        """Those that name one of them as source or speaker; a post may be there twice."""
        credited = models.Q(pullquotes__source__in=sources)
        return self.filter(credited | models.Q(pullquotes__speaker__in=sources))

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")


class PostManager(models.Manager["Post"]):
    """What readers browse, without the pages that stand by themselves."""

    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).filter(kind=self.model.Kind.POST)


class PageManager(PostManager):
    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).filter(kind=self.model.Kind.PAGE)
