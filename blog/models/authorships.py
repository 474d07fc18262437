"""Authors of posts."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.common.db.published_date import COPIED_DATE_OPTIONS, PublishedQuerySet, newest_first


class Authorship(models.Model):
    """An author of a post, in the order of the byline."""

    post = models.ForeignKey("blog.Post", on_delete=models.CASCADE, related_name="authorships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="authorships",
        verbose_name=_("author"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    published_at = models.DateTimeField(**COPIED_DATE_OPTIONS)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="authorship_post_user_unique"),
        ]
        indexes = [
            # An author's page and feeds, the newest first.
            models.Index(
                "user",
                *newest_first("post"),
                condition=models.Q(published_at__isnull=False),
                name="authorship_newest_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.post_id}"
