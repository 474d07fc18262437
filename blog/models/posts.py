"""Posts: what is written, and when it is public."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, Greatest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from accounts.models import User
from blog.common import markup
from blog.common.db.fields import HTMLField
from blog.common.db.languages import default_language, get_direction, validate_language
from blog.common.db.search_fields import (
    Languages,
    Pairs,
    SearchIndexField,
    weighted_vector,
)
from blog.common.text.folding import Folded
from blog.common.text.truncate import EXCERPT_LENGTH, shorten
from blog.common.urls import reverse_cached
from blog.models.comment_policy import CommentPolicy, HasCommentPolicy
from blog.models.labels import PostLabel, PostLabels
from blog.models.post_querysets import PostManager, PostQuerySet
from blog.models.publication import Publication
from lib.slugs import find_free_slug, save_with_slug

# How many neighbouring ids are one section of the sitemap, of 50,000 at most. The index looks at
# each section, so they should be few.
PER_SECTION = 5_000
# With year and month an address stays below the 200 of a redirect.
SLUG_LENGTH = 180


# What the desk's search looks in, as one text, so that one index has it.
KNOWN_BY = Concat("title", models.Value(" "), "slug", output_field=models.TextField())


def post_path(kind: str, slug: str, at: datetime) -> str:
    """Return the URL path of a post by its time, or of a page that stands by itself."""
    if kind == "page":
        return reverse_cached("blog:page-detail", slug)
    when = timezone.localtime(at)
    return reverse_cached("blog:post-detail", when.year, when.month, slug)


# taggit comes without types, so mypy cannot see the manager of `post_labels`.
class Post(HasCommentPolicy, Publication):  # type: ignore[django-manager-missing]  # as above
    class Kind(models.TextChoices):
        POST = "post", _("Post")
        PAGE = "page", _("Page")

    kind = models.CharField(max_length=4, choices=Kind, default=Kind.POST, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=SLUG_LENGTH,
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the address. It follows the title until publication."),
    )
    language = models.CharField(
        _("language"), max_length=35, default=default_language, validators=[validate_language]
    )
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="blog.Authorship", related_name="posts"
    )
    labels = TaggableManager(
        _("labels"),
        through=PostLabel,
        blank=True,
        help_text=_("Separated by commas."),
        manager=PostLabels,
    )
    # '' is as on the site.
    comments_mode = models.CharField(
        _("comments"), max_length=9, choices=CommentPolicy, blank=True, default=""
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        null=True,
        blank=True,
        help_text=_("Days after publication. 0: comments never close. Empty: site default."),
    )
    # Made by blog.content.rendering when blocks change, so that a reader's request renders nothing.
    html = HTMLField(policy=markup.RENDERED, blank=True, editable=False)
    intro_html = HTMLField(policy=markup.RENDERED, blank=True, editable=False)
    excerpt = models.CharField(max_length=EXCERPT_LENGTH, blank=True, editable=False)
    # What blog.content.linked_data says of its quotations, photos and words, for machines.
    linked_data = models.JSONField(default=dict, blank=True, editable=False)
    # The kind and text of a correction note that was written while a post that readers had seen was
    # a draft. `blog.corrections` reads it when the post is published.
    correction_draft = models.JSONField(null=True, blank=True, editable=False)
    search = SearchIndexField(
        expression=weighted_vector("title", "A", "language")
        + weighted_vector("summary", "B", "language", 2000)
        + weighted_vector("html", "D", "language")
        + Languages("language")
    )
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)

    objects: ClassVar[Any] = PostManager.from_queryset(PostQuerySet)()
    all_objects = PostQuerySet.as_manager()  # Posts and pages: what quotes, shows and is rendered.

    class Meta(Publication.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [
            ("publish_post", "Can publish and unpublish posts"),
            ("edit_all", "Can edit everybody's posts, photos and sources"),
        ]
        constraints = [
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=["post", "page"]), name="post_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(slug=""), name="post_slug_given"),
            # /2023/03/22/ is a day.
            models.CheckConstraint(
                condition=~models.Q(slug__regex=r"^[0-9]{2}$"),
                name="post_slug_is_no_day",
                violation_error_message=_(
                    "A slug of two digits is the address of a day. Enter a longer one."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(comments_mode__in=["", "open", "moderated", "closed"]),
                name="post_comments_mode_known",
            ),
            models.CheckConstraint(condition=~models.Q(title=""), name="post_title_given"),
            models.CheckConstraint(condition=~models.Q(language=""), name="post_language_given"),
        ]
        indexes = [
            *Publication.Meta.indexes,
            # Home, labels, previous and next: published posts by time.
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(status="published", kind="post"),
                name="post_published_newest_first",
            ),
            # The sitemap's index: when each section last changed.
            models.Index(
                models.F("id") / PER_SECTION,
                Greatest("updated_at", "published_at").desc(),
                condition=models.Q(status="published"),
                name="post_section_last_changed",
            ),
            # The colophon, on every page: the pages that are out.
            models.Index(
                fields=["published_at", "id"],
                condition=models.Q(status="published", kind="page"),
                name="post_pages_in_order",
            ),
            # The desk's list of pages, among a million posts.
            models.Index(
                fields=["-updated_at", "-id"],
                condition=models.Q(kind="page"),
                name="post_pages_last_changed",
            ),
            # Search. A draft is not in it, so that saving one does not pay for it. Without the list
            # of what is still to be put in order: each save does its part, no reader does.
            GinIndex(
                fields=["search"],
                condition=models.Q(status="published"),
                fastupdate=False,
                name="post_published_words",
            ),
            # Search of a phrase: where its words stand side by side.
            GinIndex(
                Pairs(),
                condition=models.Q(status="published"),
                fastupdate=False,
                name="post_published_pairs",
            ),
            # Search: which languages are there?
            models.Index(
                fields=["language"],
                condition=models.Q(status="published"),
                name="post_published_languages",
            ),
            # The board and the front page of the desk: what is written and what waits in review.
            models.Index(
                fields=["status", "updated_at", "id"],
                # Not as a list, which PostgreSQL writes otherwise each time it is made again.
                condition=models.Q(
                    models.Q(status="draft") | models.Q(status="review"), kind="post"
                ),
                name="post_by_stage",
            ),
            # The desk's search, by `folded_contains` of any part.
            GinIndex(
                OpClass(Folded(KNOWN_BY), name="gin_trgm_ops"),
                fastupdate=False,
                name="post_known_by",
            ),
            # The calendar of the desk: a month, whatever the state.
            models.Index(
                fields=["published_at", "id"],
                condition=models.Q(kind="post", published_at__isnull=False)
                & ~models.Q(status="trashed"),
                name="post_in_calendar",
            ),
            # The admin's list.
            models.Index(fields=["-updated_at", "-id"], name="post_last_changed_first"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """/2023/03/slug/, by the month of publication in the site's time zone; a page's /slug/.

        Before there is a date, the month in which the post was begun.
        """
        return post_path(self.kind, self.slug, self.published_at or self.created_at)

    def save(self, *args, **kwargs) -> None:
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self.find_free_slug(self.title)
            self.save_with_slug(lambda: super(Post, self).save(*args, **kwargs))

    def save_with_slug(self, save: Callable[[], None]) -> None:
        """Call `save`; if the slug was taken meanwhile, again with the next free number."""
        save_with_slug(self, save, lambda: self.find_free_slug(self.slug))

    def find_free_slug(self, title: str) -> str:
        """A slug that no other post has. One query."""
        others = Post.all_objects.exclude(pk=self.pk)
        if re.fullmatch("[0-9]{2}", title.strip()):
            title = f"post {title}"
        return find_free_slug(others, title, "post", max_length=SLUG_LENGTH)

    @cached_property
    def byline(self) -> list[User]:
        """The authors in order. Two queries unless `authorships` is prefetched with its users."""
        return [authorship.user for authorship in self.authorships.all()]

    @property
    def direction(self) -> str:
        return get_direction(self.language)

    @property
    def description(self) -> str:
        """Plain text for lists and search engines: the summary, or how the prose begins."""
        return shorten(self.summary) or self.excerpt
