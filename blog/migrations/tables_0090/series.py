"""Series of posts."""

from django.db import migrations, models
from django.db.models.functions import Lower, Upper

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Series",
        fields=[
            ID,
            ("name", models.CharField(max_length=100, verbose_name="name")),
            (
                "slug",
                models.SlugField(
                    allow_unicode=True, blank=True, max_length=180, unique=True, verbose_name="slug"
                ),
            ),
            (
                "introduction",
                models.TextField(blank=True, max_length=2000, verbose_name="introduction"),
            ),
        ],
        options={
            "verbose_name": "series",
            "verbose_name_plural": "series",
            "ordering": [Lower("name"), "pk"],
            "indexes": [models.Index(Lower("name"), models.F("id"), name="series_by_name")],
            "constraints": [
                models.UniqueConstraint(
                    Upper("name"),
                    name="series_name_unique",
                    violation_error_message="A series with this name already exists.",
                ),
                models.CheckConstraint(condition=~models.Q(name=""), name="series_name_given"),
                models.CheckConstraint(condition=~models.Q(slug=""), name="series_slug_given"),
            ],
        },
    ),
    migrations.CreateModel(
        name="SeriesPart",
        fields=[
            ID,
            (
                "number",
                models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="part"),
            ),
            (
                "post",
                models.OneToOneField(
                    on_delete=models.CASCADE, related_name="series_part", to="blog.post"
                ),
            ),
            (
                "series",
                models.ForeignKey(on_delete=models.CASCADE, related_name="parts", to="blog.series"),
            ),
        ],
        options={
            "verbose_name": "post in a series",
            "verbose_name_plural": "posts in series",
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(number=None) | models.Q(number__gte=1),
                    name="seriespart_number_positive",
                )
            ],
        },
    ),
]
