"""Pictures: the file, with what must be known of it wherever it is shown."""

import hashlib
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.common.db.fields import WebAddressField
from blog.common.db.relations import get_published_related
from blog.common.text.truncate import shorten
from imaging.xmp import ImageMetadata
from lib.urls import web_address

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# Part of every rendition's name: increment it to generate all of them anew (`manage.py
# renditions`).
RENDITION_VERSION = 1
LOCK = "SELECT * FROM blog_photo WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


def _percent(name: "StrOrPromise") -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(
        name, default=50, validators=[MaxValueValidator(100)], help_text=_("In per cent, 0 to 100.")
    )


def _widths() -> ArrayField:
    return ArrayField(models.PositiveIntegerField(), default=list, blank=True, editable=False)


def kept_photos() -> Any:
    """The keys of the photos in the words beside it; triggers of blog/sql/photos.sql fill it."""
    return ArrayField(models.BigIntegerField(), default=list, db_default=[], editable=False)


class PhotoQuerySet(models.QuerySet["Photo"]):
    def usable_by(self, user) -> "PhotoQuerySet":
        """What an author may place in a post: what they uploaded, and what readers see already."""
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
        """Lock photos against deletion until the transaction ends, and return them by key. One
        that is just being deleted is waited for, and is not among them. A foreign key takes the
        same lock, but only on commit, which is too late to say that a picture is gone."""
        rows = self.raw(LOCK, [list(keys)]) if keys else ()
        return {photo.pk: photo for photo in rows}

    def correctable_by(self, user) -> "PhotoQuerySet":
        """Whose alt text, caption and credit a person may change: their own, an editor's all."""
        if user.has_perm("blog.edit_all"):
            return self
        return self.filter(uploaded_by=user)


class Photo(models.Model):
    image = models.FileField(_("file"), max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    sha256 = models.CharField(
        _("content hash"), max_length=64, unique=True, editable=False
    )  # The same file is stored once.
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
    # What must be seen where the picture is cropped.
    focus_x = _percent(_("focal point from the left"))
    focus_y = _percent(_("focal point from the top"))
    # Kept by blog.content.photo_renditions: `spec_hash` as of when it looked last, and the widths
    # that there are.
    rendition_hash = models.CharField(max_length=16, blank=True, editable=False)
    avif_widths = _widths()
    webp_widths = _widths()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="photos",
    )
    # Who sent the same file again may use it as well, but its words stay the first one's.
    also_uploaded_by = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    # The same file may be sent again years later, to be used then.
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
            # The admin's list and the picture chooser read in this order.
            models.Index(fields=["-created_at", "-id"], name="photo_newest_first"),
            # Those that may be unused for long, the oldest first.
            models.Index(fields=["last_uploaded_at", "id"], name="photo_last_uploaded"),
        ]

    def __str__(self) -> str:
        return shorten(self.caption or self.alt, 80) or gettext("Photo %(number)s") % {
            "number": self.pk
        }

    @property
    def words(self) -> ImageMetadata:
        """Those that go with the picture inside its files."""
        return ImageMetadata(self.caption, self.credit, self.copyright, self.licence_url)

    @property
    def spec_hash(self) -> str:
        """Hash of the renditions that should exist: they change with the photo's words and the
        version."""
        made_of = repr((RENDITION_VERSION, self.sha256, tuple(self.words)))
        return hashlib.sha256(made_of.encode()).hexdigest()[:16]

    def rendition(self, kind: str, width: int) -> str:
        """The name of its file; never the name of another content. Short, as pages are full of
        them."""
        return f"sizes/{self.rendition_hash[:2]}/{self.rendition_hash[2:]}/{width}.{kind}"

    @property
    def renditions(self) -> list[str]:
        widths = {"avif": self.avif_widths, "webp": self.webp_widths}
        return [self.rendition(kind, width) for kind in widths for width in widths[kind]]

    def srcset(self, kind: str) -> str:
        """'…-384.avif 384w, …-608.avif 608w'; '' where there is none of the kind."""
        widths = self.avif_widths if kind == "avif" else self.webp_widths
        url = self.image.storage.url
        return ", ".join(f"{url(self.rendition(kind, width))} {width}w" for width in widths)

    @property
    def thumbnail_url(self) -> str:
        """The smallest that there is."""
        if not self.webp_widths:
            return self.image.url
        return self.image.storage.url(self.rendition("webp", self.webp_widths[0]))
