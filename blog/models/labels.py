"""Labels: django-taggit's manager with custom models."""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from itertools import chain
from operator import or_
from typing import TYPE_CHECKING

from django.contrib.postgres.indexes import GinIndex
from django.db import models, transaction
from django.db.models.functions import Lower, Now, Upper
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from accounts.models import User
from blog.common.db.published_date import COPIED_DATE_OPTIONS, PublishedQuerySet, newest_first
from blog.common.text.folding import Folded
from blog.common.urls import reverse_cached
from blog.models.counters import LabelCounter

if TYPE_CHECKING:
    from blog.models.posts import Post

MAX_LABEL_LENGTH = 100
LOCK_SQL = "SELECT * FROM blog_label WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE"


def parse_labels(text: str) -> list[str]:
    """Split comma-separated labels: 'Press freedom, China, china' -> ['Press freedom', 'China'].

    The Arabic comma also separates. Unlike in taggit's parser, a space does not: most labels have
    more than one word.
    """
    names: dict[str, str] = {}
    for part in re.split("[,،]", text or ""):
        if name := " ".join(part.split()):
            names.setdefault(name.casefold(), name)
    return list(names.values())


def format_labels(labels: Iterable["Label"]) -> str:
    return ", ".join(sorted((label.name for label in labels), key=str.casefold))


class LabelQuerySet(models.QuerySet["Label"]):
    def public(self) -> "LabelQuerySet":
        """Filter labels of published posts, annotated with `post_count`."""
        counted = self.annotate(post_count=LabelCounter.objects.count_subquery("label"))
        return counted.filter(post_count__gt=0)

    def ever_public(self) -> "LabelQuerySet":
        """Filter labels that are or were public."""
        return self.filter(models.Q(was_public=True) | models.Q(pk__in=self.public().values("pk")))

    def most_used_first(self) -> "LabelQuerySet":
        """Like `public()`, ordered by `post_count`. Sums all counters in one pass."""
        current = self.filter(counters__since__lte=Now())
        counted = current.annotate(post_count=models.Sum("counters__count"))
        return counted.filter(post_count__gt=0).order_by("-post_count", Lower("name"), "pk")

    def lock(self, keys: Collection[int]) -> set[int]:
        """Lock labels like `Photo.objects.lock` and return the keys of those that exist."""
        return {label.pk for label in self.raw(LOCK_SQL, [list(keys)])}


class Label(TagBase):
    description = models.TextField(_("description"), max_length=1000, blank=True)
    # Set by a trigger when the label is no longer public: readers may know its URL.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    # Another label has a similar name, as last detected by `blog.content.labels.duplicates`.
    has_duplicate = models.BooleanField(default=False, db_default=False, editable=False)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = [Lower("name"), "pk"]
        constraints = [
            # 'China' and 'china' are the same label. Its index also serves `iexact`, which compares
            # in upper case.
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
            # Redirects from addresses with other capitals or accents.
            models.Index(Folded("slug"), name="label_by_folded_slug"),
            # The desk's report of duplicates.
            models.Index(
                fields=["id"], condition=models.Q(has_duplicate=True), name="label_duplicates"
            ),
            # Suggestions: names similar to a search term without results.
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="label_names_alike"),
        ]

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:label-detail", self.slug)

    def slugify(self, tag: str, i: int | None = None) -> str:
        # Normalization can lengthen a name, so truncate the slug.
        base = slugify(tag, allow_unicode=True)[: MAX_LABEL_LENGTH - 6].strip("-_") or "label"
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
            # The desk's list of labels: counters exclude unpublished posts.
            models.Index(
                fields=["tag"],
                condition=models.Q(published_at__isnull=True),
                name="postlabel_not_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.content_object_id}"


class LabelAlias(models.Model):
    """Alternative name that authors can type. A label with the same name takes precedence."""

    label = models.ForeignKey(Label, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(_("name"), max_length=MAX_LABEL_LENGTH)

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


def resolve_aliases(names: list[str]) -> list[str]:
    """Replace aliases by the names of their labels, without duplicates. At most two queries."""
    if not names:
        return []
    has_name = reduce(or_, (models.Q(name__iexact=name) for name in names))
    aliases = LabelAlias.objects.filter(has_name).select_related("label")
    resolved = {alias.name.casefold(): alias.label.name for alias in aliases}
    for name in Label.objects.filter(has_name).values_list("name", flat=True) if resolved else ():
        resolved.pop(name.casefold(), None)
    return list(dict.fromkeys(resolved.get(name.casefold(), name) for name in names))


def _find_labels(names: list[str]) -> dict[str, Label]:
    """Return existing labels by their names and aliases in lower case. One query, and another one
    if not all are names."""
    if not names:
        return {}
    has_name = reduce(or_, (models.Q(name__iexact=name) for name in names))
    labels = {label.name.lower(): label for label in Label.objects.filter(has_name)}
    others = [name for name in names if name.lower() not in labels]
    if others:
        has_name = reduce(or_, (models.Q(name__iexact=name) for name in others))
        for alias in LabelAlias.objects.filter(has_name).select_related("label"):
            labels[alias.name.lower()] = alias.label
    return labels


def label_new_posts(names_by_post: Mapping["Post", Iterable[str]]) -> dict["Post", list[str]]:
    """Give labels to posts that have none yet, by name or alias; return the names of each.

    Three queries, one more for names that are not those of labels, and a few for each new label.
    The labels are locked, as by `PostLabels.set`.
    """
    names = list(dict.fromkeys(chain.from_iterable(names_by_post.values())))
    if not names:
        return {post: [] for post in names_by_post}
    while True:
        known = _find_labels(names)
        for name in names:
            if name.lower() not in known:
                known[name.lower()] = _get_or_create(name)
        keys = {label.pk for label in known.values()}
        if Label.objects.lock(keys) == keys:
            break
    labels = {
        post: list(dict.fromkeys(known[name.lower()] for name in of_post))
        for post, of_post in names_by_post.items()
    }
    PostLabel.objects.bulk_create(
        PostLabel(content_object=post, tag=label)
        for post, of_post in labels.items()
        for label in of_post
    )
    return {post: [label.name for label in of_post] for post, of_post in labels.items()}


def _get_or_create(name: str) -> Label:
    return Label.objects.get_or_create(name__iexact=name, defaults={"name": name})[0]


class LabelChange(models.Model):
    """Label merge or renaming that can be undone.

    `before` and `after` are the affected rows as `blog.content.labels.merging` stores them: columns
    by table and key.
    """

    description = models.CharField(_("kind"), max_length=500)  # '“Harbours” → “Ports”'
    by = models.ForeignKey(
        User,
        on_delete=models.SET_NULL,
        null=True,
        related_name="label_changes",
        verbose_name=_("who"),
    )
    created_at = models.DateTimeField(_("when"), db_default=Now())
    undone_at = models.DateTimeField(_("undone"), null=True)
    labels = models.JSONField(default=list)  # Keys of the affected labels.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["-id"], name="labelchange_latest_first")]

    def __str__(self) -> str:
        return self.description


class PostLabels(_TaggableManager):
    def set(self, tags: Iterable[Label | str], **_kwargs: object) -> None:
        """Set the post's labels by name or alias.

        One query if nothing changes; otherwise five, one more for names that are not those of
        labels, and a few for each new label.

        Added and removed labels are locked until the commit, so that a merge waits. If a merge came
        first, the names are resolved again, as they are aliases now. Lock the post before the call,
        because a merge locks posts before labels.
        """
        names = [str(tag) for tag in tags]
        post_labels = PostLabel.objects.filter(content_object=self.instance)
        with transaction.atomic(savepoint=False):
            while True:
                current = dict(post_labels.values_list("tag", "tag__name"))
                if {n.casefold() for n in names} == {n.casefold() for n in current.values()}:
                    return
                known = _find_labels(names)
                chosen = dict.fromkeys(known.get(name.lower(), name) for name in names)
                labels = self._to_tag_model_instances(chosen, {})
                keys = [label.pk for label in labels]
                changed = current.keys() ^ keys
                if Label.objects.lock(changed) == changed:
                    break
            if removed := current.keys() - keys:
                post_labels.filter(tag__in=removed).delete()
            new = [
                PostLabel(content_object=self.instance, tag_id=key)
                for key in keys
                if key not in current
            ]
            PostLabel.objects.bulk_create(new, ignore_conflicts=True)
        self._remove_prefetched_objects()
