"""Pages: posts that stand by themselves, outside of time."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from blog.models.post_querysets import PageManager, PostQuerySet
from blog.models.posts import Post


class Page(Post):  # type: ignore[django-manager-missing]  # as in Post
    """'About', 'Contact': written as posts are, and listed in the colophon alone."""

    objects: ClassVar[Any] = PageManager.from_queryset(PostQuerySet)()

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def save(self, *args, **kwargs) -> None:
        self.kind = self.Kind.PAGE
        super().save(*args, **kwargs)
