"""Photos: uploaded image files with their metadata."""

import hashlib
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Concat, Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import PerceptualHashField, WebAddressField
from blog.common.db.relations import get_published_related
from blog.common.text.folding import Folded, list_terms
from blog.common.text.truncate import shorten
from blog.models.shown_pictures import get_rendition_folder
from blog.models.sources import Source
from imaging.xmp import ImageMetadata
from lib.urls import web_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Part of every rendition's file name. To regenerate all, increment it and run
# `manage.py renditions`.
RENDITION_VERSION = 1
# The text that the library searches, in one expression for a single index. Search terms have no
# line breaks, so they cannot match across fields.
SEARCHED_TEXT = Concat(
    "caption",
    models.Value("\n"),
    "credit",
    models.Value("\n"),
    "alt",
    models.Value("\n"),
    "file_name",
    output_field=models.TextField(),
)
MAX_POSTER_WIDTH = 1280  # Of a video, twice the text column.
LOCK_SQL = "SELECT * FROM blog_photo WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


def _percent_field(name: "StrOrPromise") -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        name, default=50, validators=[MaxValueValidator(100)], help_text=_("In per cent, 0 to 100.")
    )


def _widths_field() -> ArrayField:
    return ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)


def referenced_photos_field() -> Any:
    """Return a field for the keys of photos in a row's text, filled by blog/sql/photos.sql."""
    return ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def without_taken_down(self) -> "PhotoQuerySet":
        """Filter photos that were not taken down: only these may be put into a post."""
        return self.filter(withdrawn_at=None)

    def matching(self, search_words: Iterable[str]) -> "PhotoQuerySet":
        """Filter photos with all words in caption, credit, alternative text or file name.

        Their index answers it.
        """
        search_words = list(search_words)
        terms = list_terms(search_words)
        if search_words and not terms:
            return self.none()
        photos = self.alias(searched=SEARCHED_TEXT)
        for term in terms:
            photos = photos.filter(searched__folded_term=term)
        return photos

    def usable_by(self, user) -> "PhotoQuerySet":
        """Filter photos that an author may use: their own uploads and published photos."""
        if user.has_perm("blog.edit_all"):
            return self
        return self.filter(
            models.Q(uploaded_by=user)
            | models.Exists(
                Photo.also_uploaded_by.through.objects.filter(
                    photo_id=models.OuterRef("pk"), user_id=user.pk
                )
            )
            | models.Exists(
                get_published_related(Photo, "figures").filter(photo=models.OuterRef("pk"))
            )
        )

    def lock(self, keys: Collection[int]) -> dict[int, "Photo"]:
        """Lock photos against deletion until the end of the transaction, and return them by key.

        Waits for concurrent deletions and leaves deleted photos out. A foreign key takes the same
        lock, but only on commit, which is too late to report a missing picture.
        """
        rows = self.raw(LOCK_SQL, [list(keys)]) if keys else ()
        return {photo.pk: photo for photo in rows}

    def correctable_by(self, user) -> "PhotoQuerySet":
        """Filter photos whose metadata a user may edit: all for editors, otherwise their own."""
        if user.has_perm("blog.edit_all"):
            return self
        return self.filter(uploaded_by=user)


class Photo(models.Model):
    class Rights(models.TextChoices):
        UNKNOWN = "unknown", _("Unknown")
        OWN = "own", _("Own picture")
        LICENCE = "licence", _("Free licence")
        AGENCY = "agency", _("Agency licence")
        PUBLIC_DOMAIN = "public_domain", _("Public domain")
        PERMISSION = "permission", _("Permission")
        QUOTATION = "quotation", _("Quoted picture")

    class Credentials(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked")
        NONE = "none", _("None")
        VALID = "valid", _("Valid")
        UNKNOWN_SIGNER = "unknown_signer", _("Valid, of an unknown signer")
        BROKEN = "broken", _("Broken")

    image = models.FileField(_("file"), max_length=200, editable=False)
    # Of the upload, for the search of the library; readers never see it. Empty for earlier uploads.
    file_name = models.CharField(
        max_length=200, blank=True, default="", db_default="", editable=False
    )
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    sha256 = models.CharField(
        _("content hash"), max_length=64, unique=True, editable=False
    )  # An identical file is stored once.
    alt = models.CharField(
        _("alternative text"),
        max_length=500,
        blank=True,
        help_text=_("Describes the picture for people who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("The picture adds nothing to the text. Screen readers skip it."),
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(
        _("credit"),
        max_length=300,
        blank=True,
        help_text=_("As the agency writes it: Agency/Photographer/Agency."),
    )
    copyright = models.CharField(
        _("copyright notice"),
        max_length=300,
        blank=True,
        help_text=_("Embedded in the file, for example: © 2026 Someone."),
    )
    licence_url = WebAddressField(_("licence"), max_length=500, blank=True)
    original_url = WebAddressField(_("URL of the original"), max_length=500, blank=True)
    rights = models.CharField(
        _("rights"), max_length=13, choices=Rights, default=Rights.UNKNOWN, db_default="unknown"
    )
    rights_until = models.DateField(
        _("rights end on"),
        null=True,
        blank=True,
        help_text=_("The last day on which the picture may be shown."),
    )
    agency = models.ForeignKey(
        Source,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # Indexed below, without the photos that have none.
        related_name="photos",
        verbose_name=_("agency"),
        help_text=_("The agency or person who owns the picture."),
    )
    # Of similar pictures few bits differ: see `imaging.perceptual_hash`. None if not computed yet.
    perceptual_hash = PerceptualHashField(null=True, editable=False)
    # Another photo may show the same picture, as last detected by a periodic task.
    has_duplicate = models.BooleanField(default=False, db_default=False, editable=False)
    # Taken down: no page, feed or card shows it, and its files are private.
    withdrawn_at = models.DateTimeField(_("taken down"), null=True, editable=False)
    withdrawal_reason = models.CharField(
        _("reason"), max_length=500, blank=True, default="", db_default="", editable=False
    )
    # Content credentials (C2PA) of the uploaded file, and what they say.
    credentials = models.CharField(
        _("content credentials"),
        max_length=14,
        choices=Credentials,
        default=Credentials.UNCHECKED,
        db_default="unchecked",
        editable=False,
    )
    credentials_summary = models.JSONField(default=dict, db_default={}, editable=False)
    # The uploaded file as it was, private: only of one with credentials, because ours lose them.
    original_file = models.CharField(
        max_length=200, blank=True, default="", db_default="", editable=False
    )
    # Cropping preserves the focal point.
    focus_x = _percent_field(_("focal point from the left"))
    focus_y = _percent_field(_("focal point from the top"))
    # Maintained by blog.content.photo_renditions: the `spec_hash` of the existing renditions and
    # their widths.
    rendition_hash = models.CharField(max_length=16, blank=True, editable=False)
    avif_widths = _widths_field()
    webp_widths = _widths_field()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="photos",
    )
    # Users who uploaded the same file later may use it, but not edit its metadata.
    also_uploaded_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    # The same file may be uploaded again years later.
    last_uploaded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(decorative=True) | models.Q(alt=""),
                name="photo_alt_or_decorative",
                violation_error_message=_("A decorative picture has no alternative text."),
            ),
            models.CheckConstraint(
                condition=models.Q(width__gt=0, height__gt=0), name="photo_has_size"
            ),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="photo_hash_is_sha256"
            ),
            models.CheckConstraint(
                condition=models.Q(focus_x__lte=100, focus_y__lte=100),
                name="photo_focus_is_in_it",
            ),
            web_address("licence_url"),
            web_address("original_url"),
        ]
        indexes = [
            # The library's filters, newest first.
            models.Index(
                fields=["rights", "-created_at", "-id"],
                condition=~models.Q(rights="unknown"),
                name="photo_by_rights",
            ),
            models.Index(
                fields=["rights_until", "id"],
                condition=models.Q(rights_until__isnull=False),
                name="photo_rights_end",
            ),
            models.Index(
                fields=["agency", "-created_at", "-id"],
                condition=models.Q(agency__isnull=False),
                name="photo_by_agency",
            ),
            models.Index(
                fields=["id"], condition=models.Q(has_duplicate=True), name="photo_duplicates"
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(credit="", decorative=False),
                name="photo_without_credit",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(alt="", decorative=False),
                name="photo_without_alt",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(perceptual_hash__isnull=True),
                name="photo_without_perceptual_hash",
            ),
            models.Index(
                fields=["-created_at", "-id"],
                condition=models.Q(withdrawn_at__isnull=False),
                name="photo_withdrawn",
            ),
            # The admin's list and the picture chooser read in this order.
            models.Index(fields=["-created_at", "-id"], name="photo_newest_first"),
            # Search in the library, by `folded_contains`.
            GinIndex(
                OpClass(Folded(SEARCHED_TEXT), name="gin_trgm_ops"),
                fastupdate=False,
                name="photo_texts_and_name",
            ),
            # Candidates for the deletion of unused photos, oldest first.
            models.Index(fields=["last_uploaded_at", "id"], name="photo_last_uploaded"),
        ]

    def __str__(self) -> str:
        return shorten(self.caption or self.alt or self.file_name, 80) or gettext(
            "Photo %(number)s"
        ) % {"number": self.pk}

    @property
    def embedded_metadata(self) -> ImageMetadata:
        """Return the metadata to embed in the image files."""
        return ImageMetadata(self.caption, self.credit, self.copyright, self.licence_url)

    @property
    def spec_hash(self) -> str:
        """Return the hash of the renditions' input: the file, its metadata and the version."""
        spec = repr((RENDITION_VERSION, self.sha256, tuple(self.embedded_metadata)))
        return hashlib.sha256(spec.encode()).hexdigest()[:16]

    def rendition(self, kind: str, width: int) -> str:
        """Return a rendition's file name, unique to its content and short, as pages have many."""
        return f"{get_rendition_folder(self.rendition_hash)}/{width}.{kind}"

    @property
    def renditions(self) -> list[str]:
        widths = {"avif": self.avif_widths, "webp": self.webp_widths}
        return [self.rendition(kind, width) for kind in widths for width in widths[kind]]

    def srcset(self, kind: str) -> str:
        """Return '…-384.avif 384w, …-608.avif 608w', '' without renditions of the kind."""
        widths = self.avif_widths if kind == "avif" else self.webp_widths
        url = self.image.storage.url
        return ", ".join(f"{url(self.rendition(kind, width))} {width}w" for width in widths)

    @property
    def thumbnail_url(self) -> str:
        """Return the URL of the smallest rendition."""
        if not self.webp_widths:
            return self.image.url
        return self.image.storage.url(self.rendition("webp", self.webp_widths[0]))

    @property
    def poster_url(self) -> str:
        """Return the URL of the picture for a video in the text column."""
        widths = [width for width in self.webp_widths if width <= MAX_POSTER_WIDTH]
        if not widths:
            return self.image.url
        return self.image.storage.url(self.rendition("webp", widths[-1]))

    @property
    def choice_thumbnail_url(self) -> str:
        """Return the URL of the thumbnail in a choice of photos, '' if this one was taken down."""
        return "" if self.withdrawn_at else self.thumbnail_url
