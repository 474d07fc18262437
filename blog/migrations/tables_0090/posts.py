"""Posts, pages and their authors."""

import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchConfig,
    SearchVector,
    SearchVectorField,
)
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Concat, Greatest, Left
from taggit.managers import TaggableManager

from blog.common.db.fields import HTMLField
from blog.common.db.languages import default_language
from blog.common.db.search_fields import Languages, Pairs, SearchIndexField
from blog.common.text.folding import Folded
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Post",
        fields=[
            ID,
            (
                "status",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("review", "In review"),
                        ("published", "Published"),
                        ("trashed", "In the trash"),
                    ],
                    default="draft",
                    max_length=9,
                    verbose_name="status",
                ),
            ),
            (
                "published_at",
                models.DateTimeField(
                    blank=True,
                    help_text="If this time is in the future, the post will be published automatically.",
                    null=True,
                    verbose_name="published",
                ),
            ),
            ("was_public", models.BooleanField(db_default=False, default=False, editable=False)),
            (
                "status_before",
                models.CharField(
                    blank=True, db_default="", default="", editable=False, max_length=9
                ),
            ),
            (
                "trashed_at",
                models.DateTimeField(editable=False, null=True, verbose_name="moved to trash"),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("post", "Post"), ("page", "Page")],
                    default="post",
                    editable=False,
                    max_length=4,
                ),
            ),
            ("title", models.CharField(max_length=200, verbose_name="title")),
            (
                "slug",
                models.SlugField(
                    allow_unicode=True,
                    blank=True,
                    help_text="The last part of the address. It follows the title until publication.",
                    max_length=180,
                    unique=True,
                    verbose_name="slug",
                ),
            ),
            (
                "language",
                models.CharField(
                    default=default_language,
                    max_length=35,
                    validators=[
                        RegexValidator(
                            "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                            "Enter a language code such as en, fr or zh-Hant.",
                        )
                    ],
                    verbose_name="language",
                ),
            ),
            ("summary", models.TextField(blank=True, max_length=500, verbose_name="summary")),
            (
                "comments_mode",
                models.CharField(
                    blank=True,
                    choices=[
                        ("open", "Open"),
                        ("moderated", "Moderated: each comment needs approval"),
                        ("closed", "Closed"),
                    ],
                    default="",
                    max_length=9,
                    verbose_name="comments",
                ),
            ),
            (
                "comments_close_after",
                models.PositiveSmallIntegerField(
                    blank=True,
                    help_text="Days after publication. 0: comments never close. Empty: site default.",
                    null=True,
                    verbose_name="comments close after",
                ),
            ),
            ("html", HTMLField(blank=True, editable=False)),
            ("intro_html", HTMLField(blank=True, editable=False)),
            ("excerpt", models.CharField(blank=True, editable=False, max_length=200)),
            ("linked_data", models.JSONField(blank=True, default=dict, editable=False)),
            ("correction_draft", models.JSONField(blank=True, editable=False, null=True)),
            (
                "search",
                SearchIndexField(
                    db_persist=True,
                    expression=CombinedSearchVector(
                        CombinedSearchVector(
                            CombinedSearchVector(
                                SearchVector(
                                    Left("title", 120000),
                                    config=models.Func("language", function="search_configuration"),
                                    weight="A",
                                ),
                                "||",
                                SearchVector(
                                    Left("summary", 2000),
                                    config=models.Func("language", function="search_configuration"),
                                    weight="B",
                                ),
                                SearchConfig(
                                    models.Func("language", function="search_configuration")
                                ),
                            ),
                            "||",
                            SearchVector(
                                Left("html", 120000),
                                config=models.Func("language", function="search_configuration"),
                                weight="D",
                            ),
                            SearchConfig(models.Func("language", function="search_configuration")),
                        ),
                        "||",
                        Languages("language"),
                        SearchConfig(models.Func("language", function="search_configuration")),
                    ),
                    output_field=SearchVectorField(),
                    serialize=False,
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
            ("updated_at", models.DateTimeField(auto_now=True, verbose_name="last changed")),
            (
                "authors",
                models.ManyToManyField(
                    related_name="posts", through="blog.Authorship", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "labels",
                TaggableManager(
                    blank=True,
                    help_text="Separated by commas.",
                    through="blog.PostLabel",
                    to="blog.Label",
                    verbose_name="labels",
                ),
            ),
            (
                "pinned_at",
                models.DateTimeField(blank=True, editable=False, null=True, verbose_name="pinned"),
            ),
            (
                "is_template",
                models.BooleanField(
                    db_default=False, default=False, editable=False, verbose_name="template"
                ),
            ),
        ],
        options={
            "verbose_name": "post",
            "verbose_name_plural": "posts",
            "permissions": [
                ("publish_post", "Can publish and unpublish posts"),
                ("publish_own_post", "Can publish and unpublish own posts"),
                ("edit_all", "Can edit everybody's posts, photos and sources"),
            ],
            "abstract": False,
            "indexes": [
                models.Index(
                    condition=models.Q(trashed_at__isnull=False),
                    fields=["trashed_at"],
                    name="post_trashed",
                ),
                models.Index(
                    condition=models.Q(kind="post", status="published"),
                    fields=["-published_at", "-id"],
                    name="post_published_newest_first",
                ),
                models.Index(
                    CombinedExpression(models.F("id"), "/", models.Value(5000)),
                    models.OrderBy(Greatest("updated_at", "published_at"), descending=True),
                    condition=models.Q(status="published"),
                    name="post_section_last_changed",
                ),
                models.Index(
                    condition=models.Q(kind="page", status="published"),
                    fields=["published_at", "id"],
                    name="post_pages_in_order",
                ),
                models.Index(
                    condition=models.Q(kind="page"),
                    fields=["-updated_at", "-id"],
                    name="post_pages_last_changed",
                ),
                models.Index(
                    condition=models.Q(status="published"),
                    fields=["language"],
                    name="post_published_languages",
                ),
                models.Index(
                    condition=(models.Q(status="draft") | models.Q(status="review"))
                    & models.Q(kind="post"),
                    fields=["status", "updated_at", "id"],
                    name="post_by_stage",
                ),
                GinIndex(
                    OpClass(
                        Folded(
                            Concat(
                                "title", models.Value(" "), "slug", output_field=models.TextField()
                            )
                        ),
                        name="gin_trgm_ops",
                    ),
                    fastupdate=False,
                    name="post_known_by",
                ),
                models.Index(
                    condition=models.Q(kind="post")
                    & models.Q(published_at__isnull=False)
                    & ~models.Q(status="trashed"),
                    fields=["published_at", "id"],
                    name="post_in_calendar",
                ),
                models.Index(fields=["-updated_at", "-id"], name="post_last_changed_first"),
                models.Index(
                    condition=models.Q(pinned_at__isnull=False),
                    fields=["-pinned_at"],
                    name="post_pinned",
                ),
                GinIndex(
                    condition=~models.Q(status="published"),
                    fields=["search"],
                    name="post_unpublished_words",
                ),
                models.Index(
                    condition=~models.Q(status="published"),
                    fields=["language"],
                    name="post_unpublished_languages",
                ),
                GinIndex(
                    condition=models.Q(status="published"),
                    fastupdate=True,
                    fields=["search"],
                    gin_pending_list_limit=2048,
                    name="post_published_words",
                ),
                GinIndex(
                    Pairs(),
                    condition=models.Q(status="published"),
                    fastupdate=True,
                    gin_pending_list_limit=2048,
                    name="post_published_pairs",
                ),
                models.Index(fields=["published_at"], name="post_by_date"),
                models.Index(fields=["status", "-updated_at", "-id"], name="post_by_status"),
                models.Index(
                    Folded("slug"),
                    condition=models.Q(status="published"),
                    name="post_published_folded_slug",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(status__in=["draft", "review", "published", "trashed"]),
                    name="post_status_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(status="trashed", trashed_at__isnull=False)
                    | (~models.Q(status="trashed") & models.Q(trashed_at__isnull=True)),
                    name="post_trashed_has_date",
                ),
                models.CheckConstraint(
                    condition=~models.Q(status="published") | models.Q(published_at__isnull=False),
                    name="post_published_has_date",
                    violation_error_message="A published post must have a date.",
                ),
                models.CheckConstraint(
                    condition=models.Q(published_at__isnull=True)
                    | models.Q(
                        published_at__gte=datetime.datetime(
                            1000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc
                        ),
                        published_at__lt=datetime.datetime(
                            9000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc
                        ),
                    ),
                    name="post_published_in_calendar",
                    violation_error_message="Choose a year of publication from 1000 to 8999.",
                ),
                models.CheckConstraint(
                    condition=models.Q(kind__in=["post", "page"]), name="post_kind_known"
                ),
                models.CheckConstraint(condition=~models.Q(slug=""), name="post_slug_given"),
                models.CheckConstraint(
                    condition=~models.Q(slug__regex="^[0-9]{2}$"),
                    name="post_slug_is_no_day",
                    violation_error_message="A slug of two digits is the address of a day. Enter a longer one.",
                ),
                models.CheckConstraint(
                    condition=models.Q(comments_mode__in=["", "open", "moderated", "closed"]),
                    name="post_comments_mode_known",
                ),
                models.CheckConstraint(condition=~models.Q(title=""), name="post_title_given"),
                models.CheckConstraint(
                    condition=~models.Q(language=""), name="post_language_given"
                ),
                models.CheckConstraint(
                    condition=models.Q(is_template=False)
                    | models.Q(kind="post", status__in=["draft", "trashed"]),
                    name="post_template_not_public",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Page",
        fields=[],
        options={
            "verbose_name": "page",
            "verbose_name_plural": "pages",
            "proxy": True,
            "indexes": [],
            "constraints": [],
        },
        bases=("blog.post",),
    ),
    migrations.CreateModel(
        name="Authorship",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="authorships", to="blog.post"
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    on_delete=models.PROTECT,
                    related_name="authorships",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="author",
                ),
            ),
            ("position", models.PositiveSmallIntegerField(default=1, verbose_name="position")),
            ("published_at", models.DateTimeField(editable=False, null=True)),
        ],
        options={
            "verbose_name": "author",
            "verbose_name_plural": "authors",
            "ordering": ["position", "pk"],
            "indexes": [
                models.Index(
                    models.F("user"),
                    models.OrderBy(models.F("published_at"), descending=True),
                    models.OrderBy(models.F("post"), descending=True),
                    condition=models.Q(published_at__isnull=False),
                    name="authorship_newest_first",
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("post", "user"), name="authorship_post_user_unique")
            ],
        },
    ),
]
