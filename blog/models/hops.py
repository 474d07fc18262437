"""How a quotation came to the post: said to one source, reported by another, quoted in a third."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import WebAddressField
from blog.models.quotations import PullQuote
from blog.models.sources import Source, is_title
from lib.urls import web_address


@dataclass(frozen=True)
class HopSource:
    """The source of a step; without a key where it is not stored, as in a preview.

    It has a page only if it is quoted itself, so steps do not link to one.
    """

    pk: int | None
    name: str
    kind: str

    @property
    def is_titled(self) -> bool:
        return is_title(self.kind)


@dataclass(frozen=True)
class ProvenanceStep:
    """A step as pages show it: `kind` is one of `Hop.Kind`."""

    kind: str
    source: HopSource | None
    url: str


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


def select_steps() -> ArraySubquery:
    """Return an annotation with the steps of a quotation, which `build_steps` reads. No query."""
    source = JSONObject(pk="source_id", name="source__name", kind="source__kind")
    steps = Hop.objects.filter(quotation=models.OuterRef("pk")).order_by("position")
    return ArraySubquery(steps.values(step=JSONObject(kind="kind", url="url", source=source)))


def build_steps(rows: Iterable[dict[str, Any]]) -> tuple[ProvenanceStep, ...]:
    """Build the steps from the value of `select_steps`."""
    return tuple(
        ProvenanceStep(
            row["kind"], HopSource(**row["source"]) if row["source"]["pk"] else None, row["url"]
        )
        for row in rows
    )
