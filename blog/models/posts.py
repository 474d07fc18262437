"""Posts: what is written, by whom, and who may see it."""

import re
from collections.abc import Callable, Collection
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Greatest, JSONObject, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from accounts.models import User, Visitor
from blog import markup
from blog.fields import HTMLField
from blog.models.discussion import Discussion
from blog.models.labels import Label, Labelling
from blog.models.published import KEPT, PublishedQuerySet, newest_first
from blog.models.site import SiteSettings
from blog.models.sources import Source
from blog.search_index import Languages, SearchIndexField, words
from config.slugs import free_slug, save_with_slug

EXCERPT_LENGTH = 200
# What pages and feeds say of a post's authors and labels.
AUTHOR_FIELDS = ("id", "username", "first_name", "last_name", "byline", "slug", "url")
LABEL_FIELDS = ("id", "name", "slug")
# How many neighbouring ids are one section of the sitemap.
PER_SECTION = 1_000

language_code = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Write a language code such as en, fr or zh-Hant.")
)


def default_language() -> str:
    """The language in which the page is made: the site's."""
    return get_language() or settings.LANGUAGE_CODE


def direction_of(code: str) -> str:
    """'rtl' or 'ltr' by Django's own table of languages; one it does not know is 'ltr'."""
    try:
        return "rtl" if get_language_info(code)["bidi"] else "ltr"
    except KeyError:
        return "ltr"


def _partial[Row: models.Model](model: type[Row], fields: tuple[str, ...], row: dict) -> Row:
    """A row of which only some fields are known; to ask for another is an error."""
    made = model.from_db(None, fields, [row[name] for name in fields])
    made._state.fetch_mode = models.FETCH_RAISE
    return made


def shortened(text: str, length: int = EXCERPT_LENGTH) -> str:
    """At most `length` characters, cut between words."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–—") + "…"


class PostManager(models.Manager["Post"]):
    """What readers browse, without the pages that stand by themselves."""

    def get_queryset(self) -> "PostQuerySet":
        return PostQuerySet(self.model, using=self._db).filter(kind=Post.Kind.POST)


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> "PostQuerySet":
        """What every reader sees. The database's clock decides, so a scheduled post appears
        at its time with nobody saving."""
        return self.filter(status=Post.Status.PUBLISHED, published_at__lte=Now())

    def editable_by(self, user: Visitor) -> "PostQuerySet":
        """An editor edits all posts, an author those under their name."""
        return self._changed_by(user).exclude(status=Post.Status.BINNED)

    def in_bin_of(self, user: Visitor) -> "PostQuerySet":
        """What was deleted of those, and can come back."""
        return self._changed_by(user).filter(status=Post.Status.BINNED)

    def _changed_by(self, user: Visitor) -> "PostQuerySet":
        if not (user.is_authenticated and user.has_perm("blog.change_post")):
            return self.none()
        if user.has_perm("blog.edit_all"):
            return self
        return self.written_by(user)

    def visible_to(self, user: Visitor) -> "PostQuerySet":
        """What is published, and for those who may edit a post, that post."""
        if not user.is_authenticated:
            return self.published()
        return self.published() | self.editable_by(user)

    def written_by(self, user: User) -> "PostQuerySet":
        """Those under a person's name, alone or with others."""
        authorship = Authorship.objects.filter(post=models.OuterRef("pk"), user=user)
        return self.filter(models.Exists(authorship))

    def quoting(self, sources: Collection[Source | int]) -> "PostQuerySet":
        """Those that name one of them as source or speaker; a post may be there twice."""
        credited = models.Q(pullquotes__source__in=sources)
        return self.filter(credited | models.Q(pullquotes__speaker__in=sources))

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-pk")

    def for_readers(self) -> "PostQuerySet":
        """With `byline` and `label_list`, in the one query. An unplanned query is an error.

        A prefetch for each would cost a query and, in Python, as much again as the post itself.
        """
        authors = Authorship.objects.filter(post=models.OuterRef("pk")).order_by("position", "pk")
        labels = Labelling.objects.filter(content_object=models.OuterRef("pk"))
        return self.annotate(
            author_rows=ArraySubquery(
                authors.values(row=JSONObject(**{name: f"user__{name}" for name in AUTHOR_FIELDS}))
            ),
            label_rows=ArraySubquery(
                labels.order_by("tag__name").values(
                    row=JSONObject(**{name: f"tag__{name}" for name in LABEL_FIELDS})
                )
            ),
        ).fetch_mode(models.FETCH_RAISE)


# taggit comes without types, so mypy cannot see the manager of `labellings`.
class Post(models.Model):  # type: ignore[django-manager-missing]
    class Kind(models.TextChoices):
        POST = "post", _("Post")
        PAGE = "page", _("Page")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("In review")
        PUBLISHED = "published", _("Published")
        BINNED = "binned", _("In the bin")

    kind = models.CharField(max_length=4, choices=Kind, default=Kind.POST, editable=False)
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(
        _("slug"),
        max_length=180,  # With year and month an address stays below the 200 of a redirect.
        unique=True,
        allow_unicode=True,
        blank=True,
        help_text=_("The last part of the address. It follows the title until publication."),
    )
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published"),
        null=True,
        blank=True,
        help_text=_("In the future: the post appears by itself at that time."),
    )
    language = models.CharField(
        _("language"), max_length=35, default=default_language, validators=[language_code]
    )
    summary = models.TextField(_("summary"), max_length=500, blank=True)
    authors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="blog.Authorship", related_name="posts"
    )
    labels = TaggableManager(
        _("labels"), through=Labelling, blank=True, help_text=_("Separated by commas.")
    )
    # '' is as on the site.
    comments_mode = models.CharField(
        _("comments"), max_length=9, choices=Discussion, blank=True, default=""
    )
    comments_close_after = models.PositiveSmallIntegerField(
        _("comments close after"),
        null=True,
        blank=True,
        help_text=_("Days since publication; 0 is never. Empty: as on the site."),
    )
    # Made by blog.rendering when blocks change, so that a reader's request renders nothing.
    html = HTMLField(policy=markup.RENDERED, blank=True, editable=False)
    intro_html = HTMLField(policy=markup.RENDERED, blank=True, editable=False)
    excerpt = models.CharField(max_length=EXCERPT_LENGTH, blank=True, editable=False)
    # What blog.linked_data says of its quotations and photos, for machines.
    linked_data = models.JSONField(default=dict, blank=True, editable=False)
    search = SearchIndexField(
        expression=words("title", "A", "language")
        + words("summary", "B", "language", 2000)
        + words("html", "D", "language")
        + Languages("language")
    )
    # Set by the database when readers lose sight of it: its address is one that they know.
    was_public = models.BooleanField(default=False, db_default=False, editable=False)
    # Of what is in the bin: what it was before, and since when it is there.
    status_before = models.CharField(
        max_length=9, blank=True, default="", db_default="", editable=False
    )
    binned_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar[Any] = PostManager.from_queryset(PostQuerySet)()
    every = PostQuerySet.as_manager()  # Posts and pages: what quotes, shows and is rendered.

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        permissions = [
            ("publish_post", "Can publish and unpublish posts"),
            ("edit_all", "Can edit everybody's posts, photos and sources"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["post", "page"]), name="post_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "review", "published", "binned"]),
                name="post_status_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status="binned", binned_at__isnull=False)
                | (~models.Q(status="binned") & models.Q(binned_at__isnull=True)),
                name="post_binned_has_date",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                name="post_published_has_date",
                violation_error_message=_("A published post has a date."),
            ),
            # Beyond these years a time zone's hours lead out of the calendar.
            models.CheckConstraint(
                condition=models.Q(published_at__isnull=True)
                | models.Q(
                    published_at__gte=datetime(1000, 1, 1, tzinfo=UTC),
                    published_at__lt=datetime(9000, 1, 1, tzinfo=UTC),
                ),
                name="post_published_in_calendar",
                violation_error_message=_("Choose a year of publication from 1000 to 8999."),
            ),
            models.CheckConstraint(condition=~models.Q(slug=""), name="post_slug_given"),
            # /2023/03/22/ is a day.
            models.CheckConstraint(
                condition=~models.Q(slug__regex=r"^[0-9]{2}$"),
                name="post_slug_is_no_day",
                violation_error_message=_(
                    "Two digits are the address of a day; write a longer slug."
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
            # Search. A draft is not in it, so that saving one does not pay for it. Without the list
            # of what is still to be put in order: each save does its part, no reader does.
            GinIndex(
                fields=["search"],
                condition=models.Q(status="published"),
                fastupdate=False,
                name="post_published_words",
            ),
            # Search: which languages are there?
            models.Index(
                fields=["language"],
                condition=models.Q(status="published"),
                name="post_published_languages",
            ),
            # What has been in the bin for long.
            models.Index(
                fields=["binned_at"],
                condition=models.Q(binned_at__isnull=False),
                name="post_binned",
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
        if self.kind == self.Kind.PAGE:
            return reverse("page", kwargs={"slug": self.slug})
        when = timezone.localtime(self.published_at or self.created_at)
        return reverse(
            "post_detail", kwargs={"year": when.year, "month": when.month, "slug": self.slug}
        )

    def save(self, *args, **kwargs) -> None:
        if self.slug:
            super().save(*args, **kwargs)
        else:
            self.slug = self.free_slug(self.title)
            self.save_with_slug(lambda: super(Post, self).save(*args, **kwargs))

    def put_into_bin(self) -> None:
        """Out of sight for readers and desk, with all that belongs to it: `blog.bin.DAYS` long."""
        self.status_before, self.status = self.status, self.Status.BINNED
        self.binned_at = timezone.now()
        self.save(update_fields=["status", "status_before", "binned_at"])

    def take_out_of_bin(self) -> None:
        """As it was: what was public is so again, at its address."""
        self.status, self.status_before = self.status_before or self.Status.DRAFT, ""
        self.binned_at = None
        self.save(update_fields=["status", "status_before", "binned_at"])

    def save_with_slug(self, save: Callable[[], None]) -> None:
        """Call `save`; if the slug was taken meanwhile, again with the next free number."""
        save_with_slug(self, save, lambda: self.free_slug(self.slug))

    def free_slug(self, title: str) -> str:
        """A slug that no other post has. One query."""
        others = Post.every.exclude(pk=self.pk)
        if re.fullmatch("[0-9]{2}", title.strip()):
            title = f"post {title}"
        return free_slug(others, title, "post", max_length=180)

    @property
    def is_public(self) -> bool:
        return (
            self.status == self.Status.PUBLISHED
            and self.published_at is not None
            and self.published_at <= timezone.now()
        )

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and not self.is_public

    @cached_property
    def byline(self) -> list[User]:
        """The authors in order, with AUTHOR_FIELDS and no others after `for_readers()`; else a
        query unless `authorships` is prefetched with its users."""
        if (rows := self.__dict__.get("author_rows")) is not None:
            return [_partial(User, AUTHOR_FIELDS, row) for row in rows]
        return [authorship.user for authorship in self.authorships.all()]

    @cached_property
    def label_list(self) -> list[Label]:
        """The labels by name; after `for_readers()` only, with LABEL_FIELDS."""
        return [_partial(Label, LABEL_FIELDS, row) for row in self.__dict__["label_rows"]]

    @property
    def changed_at(self) -> datetime:
        """When readers could last see something new in it: never before its publication."""
        return max(self.updated_at, self.published_at or self.updated_at)

    def discussion(self, site: SiteSettings) -> Discussion:
        """Whether readers may comment at this moment."""
        if self.kind == self.Kind.PAGE or not self.is_public or not self.published_at:
            return Discussion.CLOSED
        closes_at = self.comments_close_at(site)
        if closes_at and timezone.now() >= closes_at:
            return Discussion.CLOSED
        return Discussion(self.comments_mode or site.comments_mode)

    def comments_close_at(self, site: SiteSettings) -> datetime | None:
        """When comments close by themselves, or did; None where they do not."""
        days = self.comments_close_after
        days = site.comments_close_after if days is None else days
        if not days or not self.published_at:
            return None
        return self.published_at + timedelta(days=days)

    @property
    def direction(self) -> str:
        return direction_of(self.language)

    @property
    def description(self) -> str:
        """Plain text for lists and search engines: the summary, or how the prose begins."""
        return shortened(self.summary) or self.excerpt


class PageManager(PostManager):
    def get_queryset(self) -> PostQuerySet:
        return PostQuerySet(self.model, using=self._db).filter(kind=Post.Kind.PAGE)


class Page(Post):  # type: ignore[django-manager-missing]
    """'About', 'Contact': written as posts are, and listed in the colophon alone."""

    objects: ClassVar[Any] = PageManager.from_queryset(PostQuerySet)()

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def save(self, *args, **kwargs) -> None:
        self.kind = self.Kind.PAGE
        super().save(*args, **kwargs)


class Authorship(models.Model):
    """An author of a post, in the order of the byline."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="authorships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="authorships",
        verbose_name=_("author"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    published_at = models.DateTimeField(**KEPT)

    objects = PublishedQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["post", "user"], name="authorship_post_user_unique"),
        ]
        indexes = [
            # An author's page and feeds, the newest first.
            models.Index(
                "user",
                *newest_first("post"),
                condition=models.Q(published_at__isnull=False),
                name="authorship_newest_first",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} of {self.post_id}"
