"""Labels: django-taggit's manager over tables of our own, which describe and keep them."""

import re
from collections.abc import Collection, Iterable

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower, Now, Upper
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from blog.common.db.published_date import KEPT, PublishedQuerySet, newest_first
from blog.common.urls import path_of
from blog.models.counters import LabelCounter

MAX_LENGTH = 100
HELD = "SELECT * FROM blog_label WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


def parse_labels(text: str) -> list[str]:
    """'Press freedom, China, china' -> ['Press freedom', 'China']: comma-separated, in order.

    The Arabic comma separates as well. Unlike taggit's own reading, a space never does: most
    labels are more than one word.
    """
    found: dict[str, str] = {}
    for part in re.split("[,،]", text or ""):
        if name := " ".join(part.split()):
            found.setdefault(name.casefold(), name)
    return list(found.values())


def format_labels(labels: Iterable["Label"]) -> str:
    return ", ".join(sorted((label.name for label in labels), key=str.casefold))


class LabelQuerySet(models.QuerySet["Label"]):
    def public(self) -> "LabelQuerySet":
        """Those that stand on a published post, with the number of such posts as `post_count`."""
        counted = self.annotate(post_count=LabelCounter.objects.count_of("label"))
        return counted.filter(post_count__gt=0)

    def known(self) -> "LabelQuerySet":
        """Those that readers see, or saw once."""
        return self.filter(models.Q(was_public=True) | models.Q(pk__in=self.public().values("pk")))

    def most_used_first(self) -> "LabelQuerySet":
        """The same by that number. Adds up the counters of all in one pass."""
        counting = self.filter(counters__since__lte=Now())
        counted = counting.annotate(post_count=models.Sum("counters__count"))
        return counted.filter(post_count__gt=0).order_by("-post_count", Lower("name"), "pk")

    def held(self, keys: Collection[int]) -> set[int]:
        """As `Photo.objects.held`: the keys of those that stay until the transaction ends."""
        return {label.pk for label in self.raw(HELD, [list(keys)])}


class Label(TagBase):
    description = models.TextField(_("description"), max_length=1000, blank=True)
    # Set by the database when readers lose sight of it: its address is one that they know.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    # Is another called nearly the same? As `blog.content.labels.duplicates` found last.
    has_duplicate = models.BooleanField(default=False, db_default=False, editable=False)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = [Lower("name"), "pk"]
        constraints = [
            # 'China' and 'china' are one. Also finds a label by its name: `iexact` compares in
            # upper case.
            models.UniqueConstraint(
                Upper("name"),
                name="label_name_unique",
                violation_error_message=_("There is a label of this name."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="label_name_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="label_slug_given"),
            models.CheckConstraint(
                condition=~models.Q(name__contains=","),
                name="label_name_has_no_comma",
                violation_error_message=_("A comma separates labels: leave it out of the name."),
            ),
        ]
        indexes = [
            # /labels/ reads in this order.
            models.Index(Lower("name"), "id", name="label_by_name"),
            # The desk's report of duplicates.
            models.Index(
                fields=["id"], condition=models.Q(has_duplicate=True), name="label_duplicates"
            ),
            # Suggestions: names that are spelt like the word that found nothing.
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="label_names_alike"),
        ]

    def get_absolute_url(self) -> str:
        return path_of("label_detail", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        # One letter can become several: cut what no longer fits.
        base = slugify(tag, allow_unicode=True)[: MAX_LENGTH - 6].strip("-_") or "label"
        return f"{base}-{i}" if i else base


class PostLabelQuerySet(PublishedQuerySet):
    post = "content_object"


class PostLabel(ItemBase):
    """A label on a post."""

    tag = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="post_labels")
    content_object = models.ForeignKey(
        "blog.Post", on_delete=models.CASCADE, related_name="post_labels"
    )
    published_at = models.DateTimeField(**KEPT)

    objects = PostLabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label on a post")
        verbose_name_plural = _("labels on posts")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"], name="postlabel_post_label_unique"
            )
        ]
        indexes = [
            # A label's page and feeds, the newest first.
            models.Index(
                "tag",
                *newest_first("content_object"),
                condition=models.Q(published_at__isnull=False),
                name="postlabel_newest_first",
            ),
            # The desk's list of labels: what is not out is not in their counters.
            models.Index(
                fields=["tag"],
                condition=models.Q(published_at__isnull=True),
                name="postlabel_not_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.content_object_id}"
