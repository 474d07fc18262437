"""Dossiers and comparisons."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.functions import Now
from django.utils import timezone

from blog.common.db.fields import HTMLField
from blog.common.db.languages import default_language
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Dossier",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[("collection", "Dossier"), ("comparison", "Comparison")],
                    default="collection",
                    max_length=10,
                    verbose_name="kind",
                ),
            ),
            ("title", models.CharField(max_length=200, verbose_name="title")),
            (
                "slug",
                models.SlugField(
                    allow_unicode=True, blank=True, max_length=180, unique=True, verbose_name="slug"
                ),
            ),
            ("introduction", HTMLField(blank=True, verbose_name="introduction")),
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
            ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published")),
            ("was_public", models.BooleanField(db_default=False, default=False, editable=False)),
            (
                "created_at",
                models.DateTimeField(db_default=Now(), editable=False, verbose_name="created"),
            ),
            (
                "updated_at",
                models.DateTimeField(
                    default=timezone.now, editable=False, verbose_name="last changed"
                ),
            ),
            (
                "author",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="dossiers",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="author",
                ),
            ),
        ],
        options={
            "verbose_name": "dossier",
            "verbose_name_plural": "dossiers",
            "ordering": ["-updated_at", "-pk"],
            "indexes": [
                models.Index(
                    condition=models.Q(published_at__isnull=False),
                    fields=["kind", "-published_at", "-id"],
                    name="dossier_newest_first",
                ),
                models.Index(fields=["-updated_at", "-id"], name="dossier_last_changed"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(kind__in=["collection", "comparison"]),
                    name="dossier_kind_known",
                ),
                models.CheckConstraint(condition=~models.Q(title=""), name="dossier_title_given"),
                models.CheckConstraint(condition=~models.Q(slug=""), name="dossier_slug_given"),
            ],
        },
    ),
    migrations.CreateModel(
        name="DossierItem",
        fields=[
            ID,
            ("position", models.PositiveSmallIntegerField()),
            ("note", models.TextField(blank=True, max_length=2000, verbose_name="note")),
            (
                "dossier",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="items", to="blog.dossier"
                ),
            ),
            (
                "post",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="dossier_items",
                    to="blog.post",
                    verbose_name="post",
                ),
            ),
            (
                "quotation",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="dossier_items",
                    to="blog.pullquote",
                    verbose_name="quotation",
                ),
            ),
        ],
        options={
            "verbose_name": "item",
            "verbose_name_plural": "items",
            "ordering": ["position"],
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    deferrable=models.Deferrable.DEFERRED,
                    fields=("dossier", "position"),
                    name="dossieritem_position_unique",
                ),
                models.CheckConstraint(
                    condition=models.Q(quotation__isnull=True) | models.Q(post__isnull=True),
                    name="dossieritem_is_one_thing",
                ),
            ],
        },
    ),
]
