"""Publications of copies: on which ground readers may see a copy, from when, and until when."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from blog.evidence.models import PageCopy

MAX_DETAILS_LENGTH = 500


class Ground(models.TextChoices):
    """Why a whole copy of somebody's page may be published."""

    LICENCE = "licence", _("Free licence")
    OWN = "own", _("Text of this site’s own")
    PERMISSION = "permission", _("Permission of the author or publisher")
    OFFICIAL = "official", _("Official work, or in the public domain")
    LAW = "law", pgettext_lazy("ground for a publication", "Another legal ground")


# Which licence, whose permission, which law: readers have to be able to check it.
GROUNDS_WITH_DETAILS = (Ground.LICENCE, Ground.PERMISSION, Ground.LAW)


class CopyPublicationQuerySet(models.QuerySet["CopyPublication"]):
    def public(self) -> "CopyPublicationQuerySet":
        """Filter those that readers see now."""
        return self.filter(ended_at=None)


class CopyPublication(models.Model):
    """A copy that readers see, or saw until `ended_at`. At most one of a copy has not ended.

    The database refuses one without a ground, and of a copy that has no text or was withdrawn.
    """

    # The database cascades (0066_evidence.sql).
    copy = models.ForeignKey(
        PageCopy, on_delete=models.DO_NOTHING, db_constraint=False, related_name="publications"
    )
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    details = models.CharField(_("details"), max_length=MAX_DETAILS_LENGTH, blank=True)
    published_at = models.DateTimeField(_("published"), db_default=Now())
    published_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(_("taken back"), null=True)
    ended_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = CopyPublicationQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["copy"],
                condition=models.Q(ended_at__isnull=True),
                name="copypublication_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=["licence", "own", "permission", "official", "law"]),
                name="copypublication_has_ground",
            ),
            models.CheckConstraint(
                condition=models.Q(ground__in=["own", "official"]) | ~models.Q(details=""),
                name="copypublication_has_details",
            ),
        ]
        indexes = [
            # The desk's list of public copies.
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(ended_at__isnull=True),
                name="copypublication_public",
            ),
        ]

    def __str__(self) -> str:
        return self.get_ground_display()
