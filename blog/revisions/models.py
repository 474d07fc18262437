"""Every save of a post or page, whole, so that nothing that was written is ever gone."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.photos import kept_photos
from blog.models.posts import Post


class RevisionBlock(models.Model):
    """A block as the editor has it, stored once for all revisions that have it: a revision costs
    the keys of its blocks and the words that changed, and a picture is a key in its figure."""

    sha256 = models.BinaryField(max_length=32, unique=True)  # of the HTML
    html = models.TextField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.pk}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def latest_first(self) -> "RevisionQuerySet":
        return self.order_by("-pk")

    def saved_of(self, post: Post) -> "RevisionQuerySet":
        """What the post became, the latest first; without what was sent and not taken over."""
        return self.filter(post=post, is_aside=False).latest_first()


class Revision(models.Model):
    """`fields` are those of FIELDS as they were; `block_ids` the keys of the document's blocks, in
    order.

    `by` is None for what was there before the first save that was recorded.
    """

    FIELDS = ("title", "slug", "status", "published_at", "language", "summary")
    # What a restored revision brings back. The address and whether readers see the post are
    # decisions of today.
    RESTORED = ("title", "language", "summary")
    # When readers see the post, not what they read: no part of what an approval covers.
    DATES = ("published_at",)

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="revisions", verbose_name=_("who")
    )
    at = models.DateTimeField(_("when"), db_default=Now())
    note = models.CharField(_("note"), max_length=200, blank=True)
    fields = models.JSONField()
    # Sent while another save had changed the same: kept, but not what the post became.
    is_aside = models.BooleanField(default=False, db_default=False)
    labels: Any = ArrayField(models.CharField(max_length=100), default=list)
    # The keys of the authors, in order; None where it was saved before they were kept.
    byline: Any = ArrayField(models.BigIntegerField(), null=True)
    block_ids: Any = ArrayField(models.BigIntegerField(), default=list)
    photos = kept_photos()

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        default_permissions = ()
        indexes = [
            models.Index(fields=["post", "-id"], name="revision_of_post"),
            # Is a photo still shown by one?
            GinIndex(fields=["photos"], name="revision_photos"),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @property
    def said(self) -> dict[str, Any]:
        """All of it but the document, by the names of the form's fields."""
        return {**self.fields, "labels": self.labels, "byline": self.byline}

    def has_content_of(self, other: "Revision") -> bool:
        """Compare two revisions of a post; they may differ in its date alone."""

        def content(revision: Revision) -> dict[str, Any]:
            return {k: v for k, v in revision.said.items() if k not in self.DATES}

        return self.block_ids == other.block_ids and content(self) == content(other)
