"""Mail queue."""

from datetime import datetime, timedelta

from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Delays before the second attempt, the third and so on: 71 hours in all. Mail servers are
# unavailable for minutes (greylisting, a restart) or for a weekend.
_MINUTES = (5, 15, 30)
_HOURS = (1, 2, 4, 8, 8, 12, 12, 24)
RETRY_DELAYS = (
    *(timedelta(minutes=minutes) for minutes in _MINUTES),
    *(timedelta(hours=hours) for hours in _HOURS),
)
MAX_ERROR_LENGTH = 500


class QueuedEmailQuerySet(models.QuerySet["QueuedEmail"]):
    def due(self) -> "QueuedEmailQuerySet":
        """Filter e-mails that are due, in that order."""
        return self.filter(due_at__lte=timezone.now()).order_by("due_at", "pk")


class QueuedEmail(models.Model):
    """E-mail to one recipient. A message to three becomes three, as each may fail separately."""

    sender = models.TextField(pgettext_lazy("an e-mail", "from"))
    recipient = models.TextField(pgettext_lazy("an e-mail", "to"))
    subject = models.TextField(_("subject"), blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    # All headers but those of the body's encoding: To, Date, Message-ID and so on.
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(pgettext_lazy("an e-mail", "created"), auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(pgettext_lazy("an e-mail", "attempts"), default=0)
    # One of the three is set.
    due_at = models.DateTimeField(
        pgettext_lazy("an e-mail", "next attempt"), null=True, default=timezone.now
    )
    sent_at = models.DateTimeField(pgettext_lazy("an e-mail", "sent"), null=True)
    given_up_at = models.DateTimeField(pgettext_lazy("an e-mail", "failed"), null=True)
    last_error = models.CharField(
        pgettext_lazy("an e-mail", "last error"), max_length=MAX_ERROR_LENGTH, blank=True
    )

    objects = QueuedEmailQuerySet.as_manager()

    class Meta:
        verbose_name = _("queued e-mail")
        verbose_name_plural = _("queued e-mails")
        indexes = [
            # For QueuedEmailQuerySet.due(), one query for each e-mail sent.
            models.Index(
                fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="queuedemail_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False, sent_at__isnull=True, given_up_at__isnull=True)
                | Q(due_at__isnull=True, sent_at__isnull=False, given_up_at__isnull=True)
                | Q(due_at__isnull=True, sent_at__isnull=True, given_up_at__isnull=False),
                name="queuedemail_one_state",
            )
        ]

    def __str__(self) -> str:
        return self.subject

    def message(self) -> EmailMultiAlternatives:
        """Build the message to this e-mail's recipient."""
        message = EmailMultiAlternatives(
            self.subject,
            self.text or self.html,
            self.sender,
            [self.recipient],
            headers=dict(self.headers),
        )
        if not self.text and self.html:
            message.content_subtype = "html"
        elif self.html:
            message.attach_alternative(self.html, "text/html")
        return message

    def mark_sent(self) -> None:
        """Set the fields without saving, as the next two methods do."""
        self.attempts += 1
        self.due_at, self.sent_at, self.last_error = None, timezone.now(), ""

    def record_failure(self, reason: str, is_permanent: bool, now: datetime) -> None:
        self.last_error = reason.replace("\0", "")[:MAX_ERROR_LENGTH]
        self.attempts += 1
        if is_permanent or self.attempts > len(RETRY_DELAYS):
            self.due_at, self.given_up_at = None, now
        else:
            self.due_at = now + RETRY_DELAYS[self.attempts - 1]

    def requeue(self, now: datetime) -> None:
        self.attempts = 0
        self.due_at, self.sent_at, self.given_up_at = now, None, None
