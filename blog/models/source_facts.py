"""What is known of a source over time: roles with dates, identifiers and relations."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.common.date_precision import DatePrecision, fits_precision
from blog.models.sources import Source


def _date_field(name: Any) -> models.DateField:
    return models.DateField(name, null=True, blank=True)


def _precision_field() -> models.CharField:
    return models.CharField(_("precision"), max_length=5, choices=DatePrecision, blank=True)


class Period(models.Model):
    """From a date to a date, each known to the day, the month or the year, or unknown.

    A period without an end goes on.
    """

    started_on = _date_field(pgettext_lazy("beginning of a period", "from"))
    started_precision = _precision_field()
    ended_on = _date_field(pgettext_lazy("end of a period", "until"))
    ended_precision = _precision_field()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=fits_precision("started"), name="%(class)s_start_fits_precision"
            ),
            models.CheckConstraint(
                condition=fits_precision("ended"), name="%(class)s_end_fits_precision"
            ),
            models.CheckConstraint(
                condition=models.Q(started_on__isnull=True)
                | models.Q(ended_on__isnull=True)
                | models.Q(ended_precision__in=["month", "year"])
                | models.Q(started_on__lte=models.F("ended_on")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("The end is before the beginning."),
            ),
        ]

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check the constraints of known dates only: PostgreSQL has no day of an untyped NULL.

        Raises ValidationError. A query for each constraint that is checked.
        """
        excluded = set(exclude or ())
        for prefix in ("started", "ended"):
            if getattr(self, f"{prefix}_on") is None:
                if getattr(self, f"{prefix}_precision"):
                    raise ValidationError({f"{prefix}_on": _("Enter a date for this precision.")})
                excluded |= {f"{prefix}_on", f"{prefix}_precision"}
        super().validate_constraints(excluded)


class Tenure(Period):
    """A role of a source during a period: Minister of Defence, from 2017 to 2021.

    `Source.role` and `Source.affiliation` are what the desk shows of a source today.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="tenures")
    role = models.CharField(_("role"), max_length=200)
    organisation = models.ForeignKey(
        Source,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    # Of an organisation that is not a source.
    organisation_name = models.CharField(_("name of the organisation"), max_length=200, blank=True)

    class Meta(Period.Meta):
        default_permissions = ()
        verbose_name = _("role over time")
        verbose_name_plural = _("roles over time")
        ordering = [models.F("started_on").desc(nulls_last=True), "-pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(role=""), name="tenure_role_given"),
        ]

    def __str__(self) -> str:
        return self.role


class SourceIdentifier(models.Model):
    """Key of a source in an authority file."""

    class Scheme(models.TextChoices):
        WIKIDATA = "wikidata", "Wikidata"
        VIAF = "viaf", "VIAF"
        ISNI = "isni", "ISNI"
        ORCID = "orcid", "ORCID"
        ROR = "ror", "ROR"
        DOI = "doi", "DOI"

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("scheme"), max_length=8, choices=Scheme)
    value = models.CharField(_("identifier"), max_length=200)

    class Meta:
        default_permissions = ()
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "value"],
                name="sourceidentifier_unique",
                violation_error_message=_("Another source has this identifier."),
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="sourceidentifier_given"),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class SourceRelation(Period):
    """A source's relation to another one: 'Le Monde' is published by 'Groupe Le Monde'."""

    class Kind(models.TextChoices):
        PUBLISHED_BY = "published_by", _("is published by")
        PART_OF = "part_of", _("is part of")
        SPEAKS_FOR = "speaks_for", _("speaks for")
        FOLLOWED_BY = "followed_by", _("was followed by")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="relations")
    kind = models.CharField(_("relation"), max_length=12, choices=Kind)
    other = models.ForeignKey(
        Source,
        on_delete=models.CASCADE,
        related_name="relations_of",
        verbose_name=pgettext_lazy("other source of a relation", "to"),
    )

    class Meta(Period.Meta):
        default_permissions = ()
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~models.Q(source=models.F("other")),
                name="sourcerelation_to_another",
                violation_error_message=_("A source has no relation to itself."),
            ),
            models.UniqueConstraint(
                fields=["source", "kind", "other", "started_on"],
                nulls_distinct=False,
                name="sourcerelation_unique",
                violation_error_message=_("This relation is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other}"
