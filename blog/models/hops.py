"""How a quotation came to the post: said to one source, reported by another, quoted in a third."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import WebAddressField
from blog.models.quotations import PullQuote
from blog.models.sources import Source
from lib.urls import web_address


class Hop(models.Model):
    """One step of a quotation's provenance, in the order of `position`.

    It has a source, or a name alone, or an address alone.
    """

    class Kind(models.TextChoices):
        SAID_TO = "said_to", _("said to")
        REPORTED_BY = "reported_by", _("reported by")
        QUOTED_IN = "quoted_in", _("quoted in")
        TRANSLATED_BY = "translated_by", _("translated by")

    quotation = models.ForeignKey(PullQuote, on_delete=models.CASCADE, related_name="hops")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(_("step"), max_length=13, choices=Kind)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hops",
        verbose_name=_("source"),
    )
    url = WebAddressField(_("address"), max_length=1000, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("step of provenance")
        verbose_name_plural = _("steps of provenance")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["quotation", "position"],
                name="hop_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False) | ~models.Q(url=""), name="hop_not_empty"
            ),
            web_address("url"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.source_id or self.url}"
