"""Pages, such as 'About': posts that are not part of the chronology."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from blog.models.post_querysets import PageManager, PostQuerySet
from blog.models.posts import Post


class Page(Post):  # type: ignore[django-manager-missing]  # as in Post
    """Page such as 'About' or 'Contact': edited like a post and listed only in the colophon."""

    objects: ClassVar[Any] = PageManager.from_queryset(PostQuerySet)()

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def save(self, *args, **kwargs) -> None:
        self.kind = self.Kind.PAGE
        super().save(*args, **kwargs)
