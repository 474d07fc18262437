"""Exports that somebody asked for on the desk."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from transfer.messages import compose_stored

EXPORT_PERMISSION = "transfer.export_blog"
LIFETIME = timedelta(days=7)


class Export(models.Model):
    """An export and its file, which are deleted LIFETIME after its end.

    Author and label are named, with their keys, and not referred to: without its label, an export
    would be of the whole blog. `file` is a name in the private storage; there is a file only once
    the export is done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("an export", "Waiting")
        RUNNING = "running", pgettext_lazy("an export", "Exporting")
        DONE = "done", pgettext_lazy("an export", "Done")
        FAILED = "failed", pgettext_lazy("an export", "Failed")
        CANCELLED = "cancelled", pgettext_lazy("an export", "Cancelled")

    format = models.CharField(_("format"), max_length=20)
    author_key = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=300, blank=True)
    label_key = models.BigIntegerField(null=True)
    label_name = models.CharField(max_length=300, blank=True)
    year = models.IntegerField(null=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="exports",
        verbose_name=_("started by"),
    )
    state = models.CharField(_("status"), max_length=9, choices=State, default=State.WAITING)
    # How often a worker has begun: one that is killed leaves the export running.
    attempts = models.IntegerField(default=0)
    # What is written so far, by the names of the writer, and how much there is, 0 if unknown.
    counts: Any = models.JSONField(default=dict)
    total_count = models.IntegerField(default=0)
    # For `transfer.messages.compose_stored`.
    message = models.TextField(_("message"), blank=True)
    file = models.CharField(max_length=200, blank=True)
    size = models.BigIntegerField(_("size"), default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    created_at = models.DateTimeField(_("started"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = pgettext_lazy("of the blog", "export")
        verbose_name_plural = pgettext_lazy("of the blog", "exports")
        ordering = ["-pk"]
        default_permissions = ()
        permissions = [("export_blog", _("Can export the whole blog, with drafts"))]
        constraints = [
            models.UniqueConstraint(
                fields=["by"],
                condition=models.Q(state__in=["waiting", "running"]),
                name="export_one_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.format} #{self.pk}"

    @property
    def composed_message(self) -> str:
        """Return the message in the current language."""
        return compose_stored(self.message)

    @property
    def is_partial(self) -> bool:
        return (self.author_key, self.label_key, self.year) != (None, None, None)

    @property
    def deleted_at(self) -> datetime | None:
        """When the export and its file are deleted."""
        return self.ended_at + LIFETIME if self.ended_at else None


ACTIVE = (Export.State.WAITING, Export.State.RUNNING)
ENDED = (Export.State.DONE, Export.State.FAILED, Export.State.CANCELLED)
