"""Corrections: visible changes of public posts, with notes to readers."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User, Visitor
from blog.common import markup
from blog.common.db.fields import HTMLField
from blog.models.posts import Post
from blog.revisions.models import Revision

MAX_NOTE_LENGTH = 600


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def public_notes(self) -> "CorrectionQuerySet":
        """Filter corrections that readers see: neither typos nor withdrawn ones."""
        return self.exclude(kind=Correction.Kind.TYPO).filter(withdrawn_at__isnull=True)

    def published(self) -> "CorrectionQuerySet":
        """Filter public notes of public posts, by the clock of the database."""
        return self.public_notes().filter(
            post__status=Post.Status.PUBLISHED, post__published_at__lte=Now()
        )

    def for_readers(self, *, with_changes: bool = False) -> "CorrectionQuerySet":
        """Load only the fields that pages and feeds show. The changes, which may be long, are for
        their own page."""
        post_fields = ("kind", "title", "slug", "language", "published_at", "created_at")
        changes = ("changes",) if with_changes else ()
        fields = ("kind", "text", "created_at", "reworded_at", *changes)
        loaded = self.select_related("post").only(
            *fields, *(f"post__{name}" for name in post_fields)
        )
        return loaded.fetch_mode(models.FETCH_RAISE)

    def editable_by(self, user: Visitor) -> "CorrectionQuerySet":
        """Filter corrections of posts that the user may edit."""
        return self.filter(post__in=Post.objects.editable_by(user))


class Correction(models.Model):
    """A change between two public revisions, with a note to readers in `text`, '' for a typo.

    `changes` is the diff as HTML in the post's language, rendered once by blog.corrections.diff.
    """

    class Kind(models.TextChoices):
        TYPO = "typo", pgettext_lazy("a change", "Typo")
        UPDATE = "update", pgettext_lazy("a change", "Update")
        CORRECTION = "correction", pgettext_lazy("a change", "Correction")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("post")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("note to readers"), max_length=MAX_NOTE_LENGTH, blank=True)
    changes = HTMLField(policy=markup.CHANGES, blank=True, editable=False)
    before = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    after = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, editable=False, related_name="corrections"
    )
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="corrections",
        verbose_name=_("created by"),
    )
    reworded_at = models.DateTimeField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects: ClassVar[Any] = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["typo", "update", "correction"]),
                name="correction_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="typo", text="")
                | (~models.Q(kind="typo") & ~models.Q(text="")),
                name="correction_text_for_readers",
                violation_error_message=_("Write a note to readers. Only a typo has none."),
            ),
        ]
        indexes = [
            # /corrections/ and its feeds.
            models.Index(
                fields=["-created_at", "-id"],
                condition=~models.Q(kind="typo") & models.Q(withdrawn_at__isnull=True),
                name="correction_newest_first",
            ),
            # The list in the admin, which includes typos and withdrawn corrections.
            models.Index(fields=["-created_at", "-id"], name="correction_last_first"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text or self.post}"

    def get_absolute_url(self) -> str:
        """Return the URL of the changes, such as /2023/03/slug/changes/12/. Needs the post."""
        return f"{self.post.get_absolute_url()}changes/{self.pk}/"

    @property
    def changed_at(self) -> Any:
        return self.reworded_at or self.created_at
