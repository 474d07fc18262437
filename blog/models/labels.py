"""Labels: django-taggit's manager over tables of our own, which describe and keep them."""

import re
from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_

from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models.functions import Lower, Now, Upper
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from accounts.models import User
from blog.common.db.published_date import COPIED_DATE_OPTIONS, PublishedQuerySet, newest_first
from blog.common.urls import reverse_cached
from blog.models.counters import LabelCounter

MAX_LENGTH = 100
LOCK = "SELECT * FROM blog_label WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


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

    def lock(self, keys: Collection[int]) -> set[int]:
        """As `Photo.objects.lock`: returns the keys of those that are there."""
        return {label.pk for label in self.raw(LOCK, [list(keys)])}


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
                violation_error_message=_("A label with this name already exists."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="label_name_given"),
            models.CheckConstraint(condition=~models.Q(slug=""), name="label_slug_given"),
            models.CheckConstraint(
                condition=~models.Q(name__contains=","),
                name="label_name_has_no_comma",
                violation_error_message=_(
                    "A label name cannot contain a comma, because commas separate labels."
                ),
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
        return reverse_cached("blog:label-detail", self.slug)

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
    published_at = models.DateTimeField(**COPIED_DATE_OPTIONS)

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


class LabelAlias(models.Model):
    """A name that an author may type for the label. Where a label has that name, it goes first."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=MAX_LENGTH)

    class Meta:
        default_permissions = ()
        verbose_name = _("alias")
        verbose_name_plural = _("aliases: other names that authors can type")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Upper("name"),
                name="labelalias_name_unique",
                violation_error_message=_("Another label already has this alias."),
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="labelalias_name_given"),
            models.CheckConstraint(
                condition=~models.Q(name__contains=","),
                name="labelalias_name_has_no_comma",
                violation_error_message=_(
                    "A label name cannot contain a comma, because commas separate labels."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


def with_aliases(names: list[str]) -> list[str]:
    """The names of labels, each once, of what an author typed. Two queries where there are any."""
    if not names:
        return []
    any_of = reduce(or_, (models.Q(name__iexact=name) for name in names))
    aliases = LabelAlias.objects.filter(any_of).select_related("label")
    meant = {alias.name.casefold(): alias.label.name for alias in aliases}
    for name in Label.objects.filter(any_of).values_list("name", flat=True) if meant else ():
        meant.pop(name.casefold(), None)
    return list(dict.fromkeys(meant.get(name.casefold(), name) for name in names))


class LabelChange(models.Model):
    """`before` and `after` are the rows that it touched, as `blog.content.labels.merging` has
    them: by table and key, each with its columns."""

    description = models.CharField(_("kind"), max_length=500)  # '“Harbours” → “Ports”'
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="label_changes",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True)
    labels = models.JSONField(default=list)  # The keys of the labels that it touched.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-id"], name="labelchange_latest_first")]

    def __str__(self) -> str:
        return self.description


class PostLabels(_TaggableManager):
    def set(self, tags: Iterable[Label | str], **_kwargs: object) -> None:
        """Those of these names or aliases, and no others. One query where it has them already;
        otherwise five, one for each label, and a few for each that is new.

        A label that comes or goes is held until all is committed, so that a merge waits. Where
        the merge came first, its names are looked up once more: they are aliases now. Call it
        with the post locked, as a merge locks posts before labels.
        """
        names = [str(tag) for tag in tags]
        mine = PostLabel.objects.filter(content_object=self.instance)
        with transaction.atomic(savepoint=False):
            while True:
                there = dict(mine.values_list("tag", "tag__name"))
                if {n.casefold() for n in names} == {n.casefold() for n in there.values()}:
                    return
                names = with_aliases(names)
                wanted = [label.pk for label in self._to_tag_model_instances(names, {})]
                changing = there.keys() ^ wanted
                if Label.objects.lock(changing) == changing:
                    break
            mine.filter(tag__in=there.keys() - wanted).delete()
            new = [
                PostLabel(content_object=self.instance, tag_id=key)
                for key in wanted
                if key not in there
            ]
            PostLabel.objects.bulk_create(new, ignore_conflicts=True)
        self._remove_prefetched_objects()
