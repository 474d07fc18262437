"""What readers report to the moderators."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.comments.models import UNDONE, Comment, Decision


class ReportQuerySet(models.QuerySet["Report"]):
    def unanswered(self) -> "ReportQuerySet":
        """Those since which the last word is not that a moderator approved the comment."""
        approved = Q(became=Comment.State.APPROVED, by__isnull=False) & ~Q(reason=UNDONE)
        since = Decision.objects.filter(comment=OuterRef("comment"), at__gte=OuterRef("created_at"))
        words = since.annotate(approved=ExpressionWrapper(approved, models.BooleanField()))
        last = words.order_by("-at", "-pk").values("approved")[:1]
        return self.alias(answered=Coalesce(Subquery(last), False)).filter(answered=False)


class Report(models.Model):
    """Of a household there is one for each comment, as long as it can be recognised."""

    comment = models.ForeignKey(
        Comment,
        on_delete=models.CASCADE,
        related_name="reports",
        verbose_name=pgettext_lazy("a comment", "comment"),
    )
    reason = models.CharField(_("why"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("when"), db_default=Now(), editable=False)
    # See lib.hashing. Empty once it was forgotten.
    address_digest = models.CharField(max_length=32, blank=True, editable=False)

    objects: ClassVar[Any] = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(
                fields=["comment", "address_digest"],
                condition=~models.Q(address_digest=""),
                name="report_once_of_household",
            ),
        ]
        indexes = [
            # Whose digests are to be forgotten.
            models.Index(
                fields=["created_at"],
                condition=~models.Q(address_digest=""),
                name="report_digests_by_age",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.comment_id}: {self.reason}"
