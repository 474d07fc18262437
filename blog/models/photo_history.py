"""Replacements and take-downs of photos, for the record and for their undo."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.models.photos import Photo


class PhotoChange(models.Model):
    """A photo was replaced everywhere by another one, or taken down everywhere.

    `before` has what an undo restores: columns by table and key.
    """

    class Kind(models.TextChoices):
        REPLACE = "replace", _("Replaced everywhere")
        TAKE_DOWN = "take_down", _("Taken down")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind)
    photo = models.ForeignKey(
        Photo, on_delete=models.SET_NULL, null=True, related_name="changes", verbose_name=_("photo")
    )
    replacement = models.ForeignKey(
        Photo, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("replacement")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("who")
    )
    created_at = models.DateTimeField(_("when"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True)
    before = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-id"], name="photochange_latest_first")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.photo_id}"
