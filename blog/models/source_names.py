"""Other names of sources: spellings in other scripts, former, short and translated names."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import NameKeysField
from blog.common.db.languages import validate_language
from blog.common.text.folding import Folded
from blog.models.sources import Source


class SourceName(models.Model):
    """Another name of a source. `Source.name` is the one that pages show."""

    class Kind(models.TextChoices):
        SPELLING = "spelling", _("Other spelling")
        FORMER = "former", _("Former name")
        SHORT = "short", _("Short name")
        TRANSLATION = "translation", _("Translation")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=11, choices=Kind, default=Kind.SPELLING)
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        validators=[validate_language],
        help_text=_("Code of the language of the name, such as ru or zh-Hant."),
    )
    name_keys = NameKeysField()

    class Meta:
        default_permissions = ()
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["name", "pk"]
        constraints = [
            # The source first: its index also reads the names of a source.
            models.UniqueConstraint(
                "source",
                Upper("name"),
                name="sourcename_unique",
                violation_error_message=_("This source already has this name."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="sourcename_name_given"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["spelling", "former", "short", "translation"]),
                name="sourcename_kind_known",
            ),
        ]
        indexes = [
            # Sources by any of their names, compared in upper case as `Source.name` is.
            models.Index(Upper("name"), name="sourcename_by_name"),
            GinIndex(fields=["name_keys"], fastupdate=False, name="sourcename_keys"),
            # Search and completion, by `folded_contains`.
            GinIndex(
                OpClass(Folded("name"), name="gin_trgm_ops"),
                fastupdate=False,
                name="sourcename_searched",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save with white space collapsed, as in `Source.save`."""
        self.name = " ".join(self.name.split())
        super().save(*args, **kwargs)
