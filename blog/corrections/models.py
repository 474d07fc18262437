"""What was changed in a post that readers had seen, and what they are told of it."""

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

MOST_LETTERS = 600


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def public_notes(self) -> "CorrectionQuerySet":
        """Those that readers of the post are told of: no typos, and none that was withdrawn."""
        return self.exclude(kind=Correction.Kind.TYPO).filter(withdrawn_at__isnull=True)

    def published(self) -> "CorrectionQuerySet":
        """Those of them whose post is out. The database's clock decides."""
        return self.public_notes().filter(
            post__status=Post.Status.PUBLISHED, post__published_at__lte=Now()
        )

    def for_readers(self, *, with_changes: bool = False) -> "CorrectionQuerySet":
        """With what lists and feeds say of the post; with the changes, which may be long, for
        their own page alone."""
        named = ("kind", "title", "slug", "language", "published_at", "created_at")
        own = ("kind", "text", "at", "reworded_at", *(("changes",) if with_changes else ()))
        shown = self.select_related("post").only(*own, *(f"post__{name}" for name in named))
        return shown.fetch_mode(models.FETCH_RAISE)

    def editable_by(self, user: Visitor) -> "CorrectionQuerySet":
        """Whoever may edit the post mends what its readers are told."""
        return self.filter(post__in=Post.objects.editable_by(user))


class Correction(models.Model):
    """`before` is the revision that readers had last seen, `after` the one they saw then.

    A typo has no `text`: nobody is told of it. `changes` is the difference between the two as
    blog.corrections.diff made it then, in the post's language.
    """

    class Kind(models.TextChoices):
        TYPO = "typo", pgettext_lazy("a change", "Typo")
        UPDATE = "update", pgettext_lazy("a change", "Update")
        CORRECTION = "correction", pgettext_lazy("a change", "Correction")

    post = models.ForeignKey(
        Post, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("post")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    text = models.TextField(_("note to readers"), max_length=MOST_LETTERS, blank=True)
    changes = HTMLField(policy=markup.CHANGES, blank=True, editable=False)
    before = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    after = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, editable=False, related_name="corrections"
    )
    at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="corrections",
        verbose_name=_("who"),
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
                fields=["-at", "-id"],
                condition=~models.Q(kind="typo") & models.Q(withdrawn_at__isnull=True),
                name="correction_newest_first",
            ),
            # The desk's list, with those that no reader sees.
            models.Index(fields=["-at", "-id"], name="correction_last_first"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text or self.post_id}"

    def get_absolute_url(self) -> str:
        """Where what changed is seen: /2023/03/slug/changes/12/. Reads the post."""
        return f"{self.post.get_absolute_url()}changes/{self.pk}/"

    @property
    def changed_at(self) -> Any:
        return self.reworded_at or self.at
