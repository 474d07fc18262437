"""Sources of quotations: people, organisations, publications and documents."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, Lower, LTrim, Upper
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import NameKeysField, WebAddressField
from blog.common.text.folding import Folded
from blog.common.urls import reverse_cached
from blog.models.counters import SourceCounter
from blog.models.tenures_json import TenuresJSON
from lib.slugs import find_free_slug, find_free_slugs, save_with_slug
from lib.urls import web_address

MAX_SLUG_LENGTH = 180
# 'Vasseur Hélène Vasseur' if the family name is known, else the name. Lists are sorted by it, in
# lower case.
LIST_NAME = LTrim(Concat("family_name", models.Value(" "), "name", output_field=models.TextField()))
SORT_NAME = Lower(LIST_NAME)
# The text searched by readers, in one expression for a single index. Search terms have no line
# breaks, so they cannot match across fields.
SEARCHED_TEXT = Concat(
    "name",
    models.Value("\n"),
    "role",
    models.Value("\n"),
    "affiliation",
    output_field=models.TextField(),
)


def is_title(kind: str) -> bool:
    """Return whether names of this kind of source are titles of works, marked up with <cite>."""
    return kind in {"publication", "document"}


class SourceQuerySet(models.QuerySet["Source"]):
    def public(self) -> "SourceQuerySet":
        """Filter sources quoted in published posts, annotated with `quotation_count`."""
        counted = self.annotate(quotation_count=SourceCounter.objects.count_subquery("source"))
        return counted.filter(quotation_count__gt=0)

    def ever_public(self) -> "SourceQuerySet":
        """Filter sources that are or were public. One index scan for each source."""
        counted = self.alias(public_count=SourceCounter.objects.count_subquery("source"))
        return counted.filter(models.Q(was_public=True) | models.Q(public_count__gt=0))

    def with_tenures(self) -> "SourceQuerySet":
        """Annotate with `tenures_json`, the roles over time."""
        return self.annotate(tenures_json=TenuresJSON("pk"))

    def correctable_by(self, user) -> "SourceQuerySet":
        """Filter sources that a user may edit: all for editors, otherwise those they created.

        As on the admin page of a source, both need the permission to change sources.
        """
        if not user.has_perm("blog.change_source"):
            return self.none()
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
        _("slug"), max_length=MAX_SLUG_LENGTH, unique=True, allow_unicode=True, blank=True
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

    portrait = models.ForeignKey(
        "blog.Photo",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # Indexed below, without the sources that have none.
        related_name="portrayed_sources",
        verbose_name=_("portrait"),
    )
    name_keys = NameKeysField()
    # Another source may be the same, as last detected by a periodic task.
    has_duplicate = models.BooleanField(default=False, db_default=False, editable=False)

    # Set by a trigger when the source is no longer public: readers may know its URL.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)

    objects = SourceQuerySet.as_manager()
    # Set by `with_tenures()`.
    tenures_json: str | None = None

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
            # Two people with the same name need different affiliations. Its index also serves
            # `iexact`, which compares in upper case.
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
            # Redirects from addresses with other capitals or accents.
            models.Index(Folded("slug"), name="source_by_folded_slug"),
            # /sources/ reads each kind in this order.
            models.Index("kind", SORT_NAME, "id", name="source_by_kind_and_sort_name"),
            # Search in /sources/, by `folded_contains`.
            GinIndex(
                OpClass(Folded(SEARCHED_TEXT), name="gin_trgm_ops"),
                fastupdate=False,
                name="source_searched",
            ),
            # Names that may be the same in another script.
            GinIndex(fields=["name_keys"], fastupdate=False, name="source_name_keys"),
            # Suggestions: names similar to a search term without results.
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="source_names_alike"),
            # Photos in use as portraits.
            models.Index(
                fields=["portrait"],
                condition=models.Q(portrait__isnull=False),
                name="source_portraits",
            ),
            # The desk's report of duplicates.
            models.Index(
                fields=["id"], condition=models.Q(has_duplicate=True), name="source_duplicates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.affiliation})" if self.affiliation else self.name

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:source-detail", self.slug)

    @property
    def name_parts(self) -> tuple[str, str, str]:
        """Split the name at the family name. Without one, the first part is the whole name."""
        if not self.family_name:
            return (self.name, "", "")
        return self.name.partition(self.family_name)

    @property
    def listed_as(self) -> str:
        """Return the name by which lists sort and group it."""
        return str(self.family_name or self.name)

    @property
    def is_titled(self) -> bool:
        return is_title(self.kind)

    def save(self, *args, **kwargs) -> None:
        """Save with white space collapsed as in documents, so that names match."""
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
        """Return a slug that no other source has. One query."""
        others = type(self).objects.exclude(pk=self.pk)
        return find_free_slug(others, self.name, "source", MAX_SLUG_LENGTH)

    @classmethod
    def find_free_slugs(cls, new: "list[Source]") -> list[str]:
        """Return a free slug for each of several unsaved sources. One query."""
        return find_free_slugs(
            cls.objects.all(), [str(s.name) for s in new], "source", MAX_SLUG_LENGTH
        )
