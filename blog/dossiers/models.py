"""Dossiers: collections of quotations and posts; and comparisons of two quotations."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Visitor
from blog.common import markup
from blog.common.db.fields import HTMLField
from blog.common.db.languages import default_language, get_direction, validate_language
from blog.common.urls import reverse_cached
from blog.content.redirects import PUBLIC_ROWS
from blog.models import Post, PullQuote
from lib.slugs import find_free_slug, save_with_slug

MAX_SLUG_LENGTH = 180


class DossierQuerySet(models.QuerySet["Dossier"]):
    def published(self) -> "DossierQuerySet":
        """Filter dossiers whose publication time has come, by the database's clock."""
        return self.filter(published_at__lte=Now())

    def for_readers(self) -> "DossierQuerySet":
        """Filter dossiers that readers can see now.

        Like `published`, but a comparison only while both of its quotations are public.
        """
        items = DossierItem.objects.filter(dossier=models.OuterRef("pk"))
        hidden = items.exclude(quotation__published_at__lte=Now())
        is_collection = models.Q(kind=Dossier.Kind.COLLECTION)
        return self.published().filter(is_collection | ~models.Exists(hidden))

    def collections(self) -> "DossierQuerySet":
        return self.filter(kind=Dossier.Kind.COLLECTION)

    def comparisons(self) -> "DossierQuerySet":
        return self.filter(kind=Dossier.Kind.COMPARISON)

    def editable_by(self, user: Visitor) -> "DossierQuerySet":
        """Filter dossiers that a user may edit: all for editors, otherwise their own."""
        if not (user.is_authenticated and user.has_perm("blog.change_dossier")):
            return self.none()
        if user.has_perm("blog.edit_all"):
            return self
        return self.filter(author=user)


class Dossier(models.Model):
    """A page that an author makes of quotations and posts, with an introduction.

    Readers see it from `published_at` on; without a date it is a draft.
    """

    class Kind(models.TextChoices):
        COLLECTION = "collection", _("Dossier")
        COMPARISON = "comparison", _("Comparison")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.COLLECTION)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"), max_length=MAX_SLUG_LENGTH, unique=True, allow_unicode=True, blank=True
    )
    introduction = HTMLField(_("introduction"), policy=markup.PROSE, blank=True)
    language = models.CharField(
        _("language"), max_length=35, default=default_language, validators=[validate_language]
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="dossiers",
        verbose_name=_("author"),
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    # Set when a published dossier is withdrawn: readers may know its URL.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    updated_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)

    objects = DossierQuerySet.as_manager()

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["collection", "comparison"]),
                name="dossier_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="dossier_title_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="dossier_slug_given"),
        ]
        indexes = [
            # Lists and feeds, newest first.
            models.Index(
                fields=["kind", "-published_at", "-id"],
                condition=models.Q(published_at__isnull=False),
                name="dossier_newest_first",
            ),
            models.Index(fields=["-updated_at", "-id"], name="dossier_last_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        name = "comparison" if self.kind == self.Kind.COMPARISON else "dossier"
        return reverse_cached(f"blog:{name}-detail", self.slug)

    @property
    def direction(self) -> str:
        return get_direction(self.language)

    @property
    def is_comparison(self) -> bool:
        return self.kind == self.Kind.COMPARISON

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.published_at <= timezone.now()

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and not self.is_public

    def save(self, *args, **kwargs) -> None:
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self.find_free_slug()
            save_with_slug(
                self, lambda: super(Dossier, self).save(*args, **kwargs), self.find_free_slug
            )

    def find_free_slug(self) -> str:
        """Return a slug that no other dossier has. One query."""
        others = type(self).objects.exclude(pk=self.pk)
        return find_free_slug(others, self.title, "dossier", MAX_SLUG_LENGTH)


class DossierItem(models.Model):
    """A quotation or a post in a dossier, with a note of the dossier's author.

    Readers see items whose post is published. An item whose quotation or post was deleted keeps its
    note, for its author.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    quotation = models.ForeignKey(
        PullQuote,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossier_items",
        verbose_name=_("quotation"),
    )
    post = models.ForeignKey(
        Post,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="dossier_items",
        verbose_name=_("post"),
    )
    note = models.TextField(_("note"), max_length=2000, blank=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "position"],
                name="dossieritem_position_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(quotation__isnull=True) | models.Q(post__isnull=True),
                name="dossieritem_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.quotation_id or self.post_id}"


class DismissedPair(models.Model):
    """Two quotations that the desk does not offer for a comparison any more.

    Keys without constraints: a row whose quotation was deleted has no effect.
    """

    first_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["first_id", "second_id"], name="dismissedpair_unique"),
            models.CheckConstraint(
                condition=models.Q(first_id__lt=models.F("second_id")),
                name="dismissedpair_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_id}, {self.second_id}"


# A redirect to a dossier must not disclose the address of a hidden one.
PUBLIC_ROWS["blog:dossier-detail"] = lambda: Dossier.objects.collections().for_readers()
PUBLIC_ROWS["blog:comparison-detail"] = lambda: Dossier.objects.comparisons().for_readers()
