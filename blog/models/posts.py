"""Posts."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, Greatest
from django.utils import timezone
from django.utils.encoding import iri_to_uri
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from taggit.managers import TaggableManager

from accounts.models import User
from blog.common import markup
from blog.common.db.fields import HTMLField
from blog.common.db.languages import default_language, get_direction, validate_language
from blog.common.db.search_fields import (
    PENDING_LIST_KB,
    Languages,
    Pairs,
    SearchIndexField,
    weighted_vector,
)
from blog.common.text.folding import Folded
from blog.common.text.truncate import EXCERPT_LENGTH, shorten
from blog.common.urls import reverse_cached
from blog.models.comment_policy import CommentPolicy, CommentPolicyMixin
from blog.models.labels import PostLabel, PostLabels
from blog.models.post_querysets import PostManager, PostQuerySet
from blog.models.publication import Publication
from lib.slugs import find_free_slug, save_with_slug

# Consecutive ids per section of the sitemap, at most 50,000. The sitemap index checks each section,
# so there should be few.
SITEMAP_SECTION_SIZE = 5_000
# A path with year and month must fit into the 200 characters of a redirect.
MAX_SLUG_LENGTH = 180


# The text searched by the desk, in one expression for a single index.
TITLE_AND_SLUG = Concat("title", models.Value(" "), "slug", output_field=models.TextField())


def post_path(kind: str, slug: str, time: datetime) -> str:
    """Return the URL path of a post, by its time, or of a page."""
    if kind == "page":
        return reverse_cached("blog:page-detail", slug)
    when = timezone.localtime(time)
    # `reverse` would take ten times as long, for each of the twenty posts of a feed or list.
    return f"{_get_month_path(when.year, when.month)}{iri_to_uri(slug)}/"


def _get_month_path(year: int, month: int) -> str:
    return reverse_cached("blog:post-detail", year, month, "-").removesuffix("-/")


# taggit has no type hints, so mypy cannot see the manager of `post_labels`.
class Post(CommentPolicyMixin, Publication):  # type: ignore[django-manager-missing]  # as above
    class Kind(models.TextChoices):
        POST = "post", _("Post")
        PAGE = "page", _("Page")

    kind = models.CharField(max_length=4, choices=Kind, default=Kind.POST, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=MAX_SLUG_LENGTH,
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
    # '' uses the site's setting.
    comments_mode = models.CharField(
        _("comments"), max_length=9, choices=CommentPolicy, blank=True, default=""
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        null=True,
        blank=True,
        help_text=_("Days after publication. 0: comments never close. Empty: site default."),
    )
    # Set by blog.editing.pinning: the home page begins with the last pinned posts.
    pinned_at = models.DateTimeField(_("pinned"), null=True, blank=True, editable=False)
    # Set by blog.editing.templates. The workflow refuses all transitions of a template.
    is_template = models.BooleanField(
        _("template"), default=False, db_default=False, editable=False
    )
    # Rendered by blog.content.rendering when blocks change, not on each request.
    html = HTMLField(policy=markup.RENDERED, blank=True, editable=False)
    intro_html = HTMLField(policy=markup.RENDERED, blank=True, editable=False)
    excerpt = models.CharField(max_length=EXCERPT_LENGTH, blank=True, editable=False)
    # JSON-LD of quotations, photos and text, by blog.content.linked_data.
    linked_data = models.JSONField(default=dict, blank=True, editable=False)
    # Kind and text of a correction note written while a formerly public post is a draft.
    # `blog.corrections` applies it on publication.
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
    all_objects = PostQuerySet.as_manager()  # Posts and pages.

    class Meta(Publication.Meta):
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [
            ("publish_post", gettext_noop("Can publish and unpublish posts")),
            ("publish_own_post", gettext_noop("Can publish and unpublish own posts")),
            ("edit_all", gettext_noop("Can edit everybody's posts, photos and sources")),
        ]
        constraints = [
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=["post", "page"]), name="post_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(slug=""), name="post_slug_given"),
            # /2023/03/22/ is the archive of a day.
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
            models.CheckConstraint(
                condition=models.Q(is_template=False)
                | models.Q(kind="post", status__in=["draft", "trashed"]),
                name="post_template_not_public",
            ),
        ]
        indexes = [
            *Publication.Meta.indexes,
            # Home, labels, previous and next post.
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(status="published", kind="post"),
                name="post_published_newest_first",
            ),
            # Pinned posts, which each page looks up.
            models.Index(
                fields=["-pinned_at"],
                condition=models.Q(pinned_at__isnull=False),
                name="post_pinned",
            ),
            # The sitemap index: the last change of each section.
            models.Index(
                models.F("id") / SITEMAP_SECTION_SIZE,
                Greatest("updated_at", "published_at").desc(),
                condition=models.Q(status="published"),
                name="post_section_last_changed",
            ),
            # The colophon of every page: published pages.
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
            # Search. Excludes drafts, so that saving one does not update this index.
            GinIndex(
                fields=["search"],
                condition=models.Q(status="published"),
                fastupdate=True,
                gin_pending_list_limit=PENDING_LIST_KB,
                name="post_published_words",
            ),
            # The desk's search in texts, which covers drafts as well. They are saved often and
            # searched rarely, so the index is updated later, in batches.
            GinIndex(
                fields=["search"],
                condition=~models.Q(status="published"),
                name="post_unpublished_words",
            ),
            models.Index(
                fields=["language"],
                condition=~models.Q(status="published"),
                name="post_unpublished_languages",
            ),
            # Phrase search: adjacent words.
            GinIndex(
                Pairs(),
                condition=models.Q(status="published"),
                fastupdate=True,
                gin_pending_list_limit=PENDING_LIST_KB,
                name="post_published_pairs",
            ),
            # Search: the languages of published posts.
            models.Index(
                fields=["language"],
                condition=models.Q(status="published"),
                name="post_published_languages",
            ),
            # The board and the desk's dashboard: drafts and posts in review.
            models.Index(
                fields=["status", "updated_at", "id"],
                # Not `status__in`: PostgreSQL rewrites it differently each time it is recreated.
                condition=models.Q(
                    models.Q(status="draft") | models.Q(status="review"), kind="post"
                ),
                name="post_by_stage",
            ),
            # The desk's search, by `folded_contains`.
            GinIndex(
                OpClass(Folded(TITLE_AND_SLUG), name="gin_trgm_ops"),
                fastupdate=False,
                name="post_known_by",
            ),
            # Redirects from addresses with other capitals or accents.
            models.Index(
                Folded("slug"),
                condition=models.Q(status="published"),
                name="post_published_folded_slug",
            ),
            # The desk's calendar: a month of posts of any status.
            models.Index(
                fields=["published_at", "id"],
                condition=models.Q(kind="post", published_at__isnull=False)
                & ~models.Q(status="trashed"),
                name="post_in_calendar",
            ),
            # The admin's list, and the same by status and by date.
            models.Index(fields=["-updated_at", "-id"], name="post_last_changed_first"),
            models.Index(fields=["status", "-updated_at", "-id"], name="post_by_status"),
            models.Index(fields=["published_at"], name="post_by_date"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return /2023/03/slug/, by month of publication or creation; for a page, /slug/."""
        return post_path(self.kind, self.slug, self.published_at or self.created_at)

    def save(self, *args, **kwargs) -> None:
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self.find_free_slug(self.title)
            self.save_with_slug(lambda: super(Post, self).save(*args, **kwargs))

    def save_with_slug(self, save: Callable[[], None]) -> None:
        """Call `save`, and retry with the next free number if the slug has been taken."""
        save_with_slug(self, save, lambda: self.find_free_slug(self.slug))

    def find_free_slug(self, title: str) -> str:
        """Return a slug that no other post has. One query."""
        others = Post.all_objects.exclude(pk=self.pk)
        if re.fullmatch("[0-9]{2}", title.strip()):
            title = f"post {title}"
        return find_free_slug(others, title, "post", max_length=MAX_SLUG_LENGTH)

    @cached_property
    def byline(self) -> list[User]:
        """Return the authors in order. One query and one for each author, unless
        `authorships__user` is prefetched."""
        return [authorship.user for authorship in self.authorships.all()]

    @property
    def direction(self) -> str:
        return get_direction(self.language)

    @property
    def description(self) -> str:
        """Return plain text for lists and search engines: the summary or an excerpt."""
        return shorten(self.summary) or self.excerpt
