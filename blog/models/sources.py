"""Who or what a quotation is credited to."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, Lower, LTrim, Upper
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import WebAddressField
from blog.common.text.folding import Folded
from blog.common.urls import reverse_cached
from blog.models.counters import SourceCounter
from lib.slugs import find_free_slug, find_free_slugs, save_with_slug
from lib.urls import web_address

LONGEST_SLUG = 180
# 'Vasseur Hélène Vasseur' where the family name is known, else the name: what lists are sorted by,
# in lower case.
LISTED_BY = LTrim(Concat("family_name", models.Value(" "), "name", output_field=models.TextField()))
SORT_NAME = Lower(LISTED_BY)
# What readers' search looks in, as one text, so that one index has it. No word has a line break.
SEARCHED = Concat(
    "name",
    models.Value("\n"),
    "role",
    models.Value("\n"),
    "affiliation",
    output_field=models.TextField(),
)


class SourceQuerySet(models.QuerySet["Source"]):
    def public(self) -> "SourceQuerySet":
        """Those that a published post quotes, with how often as `quotation_count`; what only
        drafts quote stays unseen."""
        counted = self.annotate(quotation_count=SourceCounter.objects.count_of("source"))
        return counted.filter(quotation_count__gt=0)

    def known(self) -> "SourceQuerySet":
        """Those that readers see, or saw once."""
        return self.filter(models.Q(was_public=True) | models.Q(pk__in=self.public().values("pk")))

    def correctable_by(self, user) -> "SourceQuerySet":
        """An editor corrects every source, an author those that they brought in."""
        if user.has_perm("blog.edit_all"):
            return self
        return self.filter(created_by=user)


class Source(models.Model):
    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANISATION = "organisation", _("Organisation")
        PUBLICATION = "publication", _("Publication")
        DOCUMENT = "document", _("Document")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200)
    family_name = models.CharField(
        _("family name"),
        max_length=200,
        blank=True,
        default="",
        db_default="",
        help_text=_("For a person: the name to sort by, such as Vasseur for Hélène Vasseur."),
    )
    slug = models.SlugField(
        _("slug"), max_length=LONGEST_SLUG, unique=True, allow_unicode=True, blank=True
    )
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("Title, office or field of a person.")
    )
    affiliation = models.CharField(
        _("affiliation"),
        max_length=200,
        blank=True,
        help_text=_("The organisation where the person has this role."),
    )
    about = models.TextField(_("about"), max_length=2000, blank=True)
    url = WebAddressField(_("website"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    # Set by the database when readers lose sight of it: its address is one that they know.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "organisation", "publication", "document"]),
                name="source_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="source_slug_given"),
            web_address("url"),
            # Two people may share a name, but not at one place. Also finds a source by its name:
            # `iexact` compares in upper case.
            models.UniqueConstraint(
                Upper("name"),
                Upper("affiliation"),
                name="source_name_affiliation_unique",
                violation_error_message=_(
                    "A source with this name and affiliation already exists."
                ),
            ),
        ]
        indexes = [
            # The admin's list reads in this order.
            models.Index(Lower("name"), "id", name="source_by_name"),
            # /sources/ reads each kind in this order.
            models.Index("kind", SORT_NAME, "id", name="source_by_kind_and_sort_name"),
            # Its search, by `folded_contains` of any part.
            GinIndex(
                OpClass(Folded(SEARCHED), name="gin_trgm_ops"),
                fastupdate=False,
                name="source_searched",
            ),
            # Suggestions: names that are spelt like the word that found nothing.
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="source_names_alike"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.affiliation})" if self.affiliation else self.name

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:source-detail", self.slug)

    @property
    def name_parts(self) -> tuple[str, str, str]:
        """The name around the family name, all of it first where this is not known."""
        if not self.family_name:
            return (self.name, "", "")
        return self.name.partition(self.family_name)

    @property
    def listed_as(self) -> str:
        """What a list by name has it under."""
        return str(self.family_name or self.name)

    @property
    def is_titled(self) -> bool:
        """Is the name the title of a work, which HTML marks with <cite>? People's names are not."""
        return self.kind in {self.Kind.PUBLICATION, self.Kind.DOCUMENT}

    def save(self, *args, **kwargs) -> None:
        """White space is made single, as documents have it, so that a name finds its source."""
        for name in ("name", "family_name", "role", "affiliation"):
            setattr(self, name, " ".join(getattr(self, name).split()))
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self.find_free_slug()
            save_with_slug(
                self, lambda: super(Source, self).save(*args, **kwargs), self.find_free_slug
            )

    def find_free_slug(self) -> str:
        """A slug that no other source has. One query."""
        others = type(self).objects.exclude(pk=self.pk)
        return find_free_slug(others, self.name, "source", LONGEST_SLUG)

    @classmethod
    def find_free_slugs(cls, new: "list[Source]") -> list[str]:
        """One for each of some that are not stored yet. One query."""
        return find_free_slugs(
            cls.objects.all(), [str(s.name) for s in new], "source", LONGEST_SLUG
        )
