"""Labels of posts."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Lower, Now, Upper

from blog.common.text.folding import Folded
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Label",
        fields=[
            ID,
            ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
            (
                "slug",
                models.SlugField(
                    allow_unicode=True, max_length=100, unique=True, verbose_name="slug"
                ),
            ),
            (
                "description",
                models.TextField(blank=True, max_length=1000, verbose_name="description"),
            ),
            ("was_public", models.BooleanField(db_default=False, default=False, editable=False)),
            ("has_duplicate", models.BooleanField(db_default=False, default=False, editable=False)),
        ],
        options={
            "verbose_name": "label",
            "verbose_name_plural": "labels",
            "ordering": [Lower("name"), "pk"],
            "indexes": [
                models.Index(Lower("name"), models.F("id"), name="label_by_name"),
                models.Index(
                    condition=models.Q(has_duplicate=True), fields=["id"], name="label_duplicates"
                ),
                GinIndex(fields=["name"], name="label_names_alike", opclasses=["gin_trgm_ops"]),
                models.Index(Folded("slug"), name="label_by_folded_slug"),
            ],
            "constraints": [
                models.UniqueConstraint(
                    Upper("name"),
                    name="label_name_unique",
                    violation_error_message="A label with this name already exists.",
                ),
                models.CheckConstraint(condition=~models.Q(name=""), name="label_name_given"),
                models.CheckConstraint(condition=~models.Q(slug=""), name="label_slug_given"),
                models.CheckConstraint(
                    condition=~models.Q(name__contains=","),
                    name="label_name_has_no_comma",
                    violation_error_message="A label name cannot contain a comma, because commas separate labels.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LabelAlias",
        fields=[
            ID,
            (
                "label",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="aliases", to="blog.label"
                ),
            ),
            ("name", models.CharField(max_length=100, verbose_name="name")),
        ],
        options={
            "verbose_name": "alias",
            "verbose_name_plural": "aliases: other names that authors can type",
            "ordering": ["name", "pk"],
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    Upper("name"),
                    name="labelalias_name_unique",
                    violation_error_message="Another label already has this alias.",
                ),
                models.CheckConstraint(condition=~models.Q(name=""), name="labelalias_name_given"),
                models.CheckConstraint(
                    condition=~models.Q(name__contains=","),
                    name="labelalias_name_has_no_comma",
                    violation_error_message="A label name cannot contain a comma, because commas separate labels.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="LabelChange",
        fields=[
            ID,
            ("description", models.CharField(max_length=500, verbose_name="kind")),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="label_changes",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
            ("labels", models.JSONField(default=list)),
            ("before", models.JSONField(default=dict)),
            ("after", models.JSONField(default=dict)),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["-id"], name="labelchange_latest_first")],
        },
    ),
    migrations.CreateModel(
        name="LabelCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            (
                "label",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="counters",
                    to="blog.label",
                ),
            ),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="PostLabel",
        fields=[
            ID,
            (
                "tag",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="post_labels", to="blog.label"
                ),
            ),
            (
                "content_object",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="post_labels", to="blog.post"
                ),
            ),
            ("published_at", models.DateTimeField(editable=False, null=True)),
        ],
        options={
            "verbose_name": "label on a post",
            "verbose_name_plural": "labels on posts",
            "indexes": [
                models.Index(
                    models.F("tag"),
                    models.OrderBy(models.F("published_at"), descending=True),
                    models.OrderBy(models.F("content_object"), descending=True),
                    condition=models.Q(published_at__isnull=False),
                    name="postlabel_newest_first",
                ),
                models.Index(
                    condition=models.Q(published_at__isnull=True),
                    fields=["tag"],
                    name="postlabel_not_published",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("content_object", "tag"), name="postlabel_post_label_unique"
                )
            ],
        },
    ),
]
