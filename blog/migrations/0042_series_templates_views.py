"""Series of posts, posts that are templates, and saved views of lists.

No post is a template, so the constraint need not be validated: it is enforced for each write."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0041_automatic_saves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="name")),
                (
                    "slug",
                    models.SlugField(
                        allow_unicode=True, blank=True, max_length=180, unique=True, verbose_name="slug"
                    ),
                ),
                ("introduction", models.TextField(blank=True, max_length=2000, verbose_name="introduction")),
            ],
            options={
                "verbose_name": "series",
                "verbose_name_plural": "series",
                "ordering": [django.db.models.functions.text.Lower("name"), "pk"],
                "indexes": [
                    models.Index(
                        django.db.models.functions.text.Lower("name"), models.F("id"), name="series_by_name"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Upper("name"),
                        name="series_name_unique",
                        violation_error_message="A series with this name already exists.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="series_name_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slug", ""), _negated=True), name="series_slug_given"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeriesPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="part")),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="series_part",
                        to="blog.post",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="blog.series",
                    ),
                ),
            ],
            options={
                "verbose_name": "post in a series",
                "verbose_name_plural": "posts in series",
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number", None), ("number__gte", 1), _connector="OR"),
                        name="seriespart_number_positive",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_name", models.CharField(max_length=50)),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                ("query", models.CharField(max_length=2000)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "list_name", "name"), name="savedview_name_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="savedview_name_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("query", ""), _negated=True), name="savedview_query_given"
                    ),
                ],
            },
        ),
        migrations.AddField(
            "post",
            "is_template",
            models.BooleanField(db_default=False, default=False, editable=False, verbose_name="template"),
        ),
        AddConstraintNotValid(
            "post",
            models.CheckConstraint(
                condition=models.Q(
                    ("is_template", False),
                    models.Q(("kind", "post"), ("status__in", ["draft", "trashed"])),
                    _connector="OR",
                ),
                name="post_template_not_public",
            ),
        ),
        run_sql("blog/sql/0042_series.sql"),
    ]
