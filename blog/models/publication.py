"""Publication status and date of a post, and the trash."""

from datetime import UTC, datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        TRASHED = "trashed", _("In the trash")

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_("If this time is in the future, the post will be published automatically."),
    )
    # Set by a trigger when the post is no longer public: readers may know its URL.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    # For a trashed post: its former status, and the time of deletion.
    status_before = models.CharField(
        max_length=9, blank=True, default="", db_default="", editable=False
    )
    trashed_at = models.DateTimeField(_("moved to trash"), null=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "review", "published", "trashed"]),
                name="post_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="trashed", trashed_at__isnull=False)
                | (~models.Q(status="trashed") & models.Q(trashed_at__isnull=True)),
                name="post_trashed_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="post_published_has_date",
                violation_error_message=_("A published post must have a date."),
            ),
            # Outside these years, a time zone offset could overflow the calendar.
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | models.Q(
                    published_at__gte=datetime(1000, 1, 1, tzinfo=UTC),
                    published_at__lt=datetime(9000, 1, 1, tzinfo=UTC),
                ),
                name="post_published_in_calendar",
                violation_error_message=_("Choose a year of publication from 1000 to 8999."),
            ),
        ]
        indexes = [
            # Expired posts in the trash.
            models.Index(
                fields=["trashed_at"],
                condition=models.Q(trashed_at__isnull=False),
                name="post_trashed",
            ),
        ]

    def set_trashed(self) -> None:
        """Move to the trash, for `blog.editing.trash.TRASH_DAYS` days."""
        self.status_before, self.status = self.status, self.Status.TRASHED
        self.trashed_at = timezone.now()
        self.save(update_fields=["status", "status_before", "trashed_at"])

    def clear_trashed(self) -> None:
        """Restore the former status. A public post is public again, at the same URL."""
        self.status, self.status_before = self.status_before or self.Status.DRAFT, ""
        self.trashed_at = None
        self.save(update_fields=["status", "status_before", "trashed_at"])

    @property
    def is_public(self) -> bool:
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public
