"""Pictures: the file, with what must be known of it wherever it is shown."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.fields import WebAddressField
from blog.models.relations import published_through
from config.web_addresses import web_address


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
            | models.Exists(published_through(Photo, "figures").filter(photo=models.OuterRef("pk")))
        )

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
        help_text=_("What the picture shows, for those who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"),
        default=False,
        help_text=_("It adds nothing to the words; screen readers pass over it."),
    )
    caption = models.TextField(_("caption"), max_length=1000, blank=True)
    credit = models.CharField(
        _("credit"),
        max_length=300,
        blank=True,
        help_text=_("As the agency writes it: Agency/Photographer/Agency."),
    )
    licence_url = WebAddressField(_("licence"), max_length=500, blank=True)
    original_url = WebAddressField(_("where the original is"), max_length=500, blank=True)
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
            web_address("licence_url"),
            web_address("original_url"),
        ]
        indexes = [
            # The admin's list and the picture chooser read in this order.
            models.Index(fields=["-created_at", "-id"], name="photo_newest_first"),
        ]

    def __str__(self) -> str:
        return self.caption[:80] or self.alt[:80] or str(self.image.name)

    @property
    def is_described(self) -> bool:
        """Has someone said what it shows, or that it shows nothing?"""
        return bool(self.alt) or self.decorative
