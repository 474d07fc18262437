"""Series: posts in a named order."""

from collections.abc import Callable, Iterable

from django.db import models
from django.db.models.functions import Lower, Now, Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.common.urls import reverse_cached
from lib.slugs import find_free_slug, save_with_slug

MAX_NAME_LENGTH = 100
MAX_SLUG_LENGTH = 180
# A post's page and the page of a series read all of its parts.
MAX_PARTS = 200


class SeriesQuerySet(models.QuerySet["Series"]):
    def public(self) -> "SeriesQuerySet":
        """Filter series with a published post."""
        parts = SeriesPart.objects.published().filter(series=models.OuterRef("pk"))
        return self.filter(models.Exists(parts))


class Series(models.Model):
    """A series has a page while one of its posts is published."""

    name = models.CharField(_("name"), max_length=MAX_NAME_LENGTH)
    slug = models.SlugField(
        _("slug"), max_length=MAX_SLUG_LENGTH, unique=True, allow_unicode=True, blank=True
    )
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("one series", "series")
        verbose_name_plural = _("series")
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="series_name_unique",
                violation_error_message=_("A series with this name already exists."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="series_name_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="series_slug_given"),
        ]
        indexes = [models.Index(Lower("name"), "id", name="series_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:series-detail", self.slug)

    def save(self, *args, **kwargs) -> None:
        """Save with a free slug. One query more for a new series."""
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self._find_free_slug()
            save_with_slug(
                self, lambda: super(Series, self).save(*args, **kwargs), self._find_free_slug
            )

    def _find_free_slug(self) -> str:
        others = Series.objects.exclude(pk=self.pk)
        return find_free_slug(others, self.name, "series", max_length=MAX_SLUG_LENGTH)


class SeriesPartQuerySet(models.QuerySet["SeriesPart"]):
    def published(self) -> "SeriesPartQuerySet":
        """Filter those that readers see, by the database's clock."""
        return self.filter(post__status="published", post__published_at__lte=Now())


class SeriesPart(models.Model):
    """A post in a series. Without a `number`, its place follows from its date."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="parts")
    post = models.OneToOneField("blog.Post", on_delete=models.CASCADE, related_name="series_part")
    number = models.PositiveSmallIntegerField(_("part"), null=True, blank=True)

    objects = SeriesPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("post in a series")
        verbose_name_plural = _("posts in series")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number=None) | models.Q(number__gte=1),
                name="seriespart_number_positive",
            )
        ]

    def __str__(self) -> str:
        return f"{self.post_id} in {self.series_id}"


def arrange[Part](parts: Iterable[Part], get_number: Callable[[Part], int | None]) -> list[Part]:
    """Return parts, which are in order of their dates, in the order of their series.

    A part with a number is put at that place, or last if there are fewer parts. Of two with the
    same number, the later one comes first.
    """
    rows = list(parts)
    arranged = [part for part in rows if get_number(part) is None]
    numbered = [(number, part) for part in rows if (number := get_number(part)) is not None]
    for number, part in sorted(numbered, key=lambda pair: pair[0]):
        arranged.insert(number - 1, part)
    return arranged
