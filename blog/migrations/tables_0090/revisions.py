"""Revisions and autosaves of posts."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models
from django.db.models.functions import Now

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Revision",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="revisions", to="blog.post"
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="revisions",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ("fields", models.JSONField()),
            ("is_aside", models.BooleanField(db_default=False, default=False)),
            ("labels", ArrayField(base_field=models.CharField(max_length=100), default=list)),
            ("byline", ArrayField(base_field=models.BigIntegerField(), null=True)),
            ("block_ids", ArrayField(base_field=models.BigIntegerField(), default=list)),
            (
                "photos",
                ArrayField(
                    base_field=models.BigIntegerField(), db_default=[], default=list, editable=False
                ),
            ),
            (
                "is_automatic",
                models.BooleanField(db_default=False, default=False, verbose_name="automatic"),
            ),
            ("generated_note", models.JSONField(editable=False, null=True)),
        ],
        options={
            "verbose_name": "revision",
            "verbose_name_plural": "revisions",
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["post", "-id"], name="revision_of_post"),
                GinIndex(fields=["photos"], name="revision_photos"),
            ],
        },
    ),
    migrations.CreateModel(
        name="RevisionBlock",
        fields=[
            ID,
            ("sha256", models.BinaryField(max_length=32, unique=True)),
            ("html", models.TextField()),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="RevisionFile",
        fields=[
            ID,
            (
                "revision",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="files",
                    to="blog.revision",
                ),
            ),
            (
                "file",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="revision_files",
                    to="blog.mediafile",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(fields=("revision", "file"), name="revisionfile_unique")
            ],
        },
    ),
    migrations.CreateModel(
        name="Autosave",
        fields=[
            ("form", models.UUIDField(primary_key=True, serialize=False)),
            (
                "user",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="autosaves", to=settings.AUTH_USER_MODEL
                ),
            ),
            (
                "post",
                models.ForeignKey(
                    null=True, on_delete=models.CASCADE, related_name="autosaves", to="blog.post"
                ),
            ),
            ("kind", models.CharField(choices=[("post", "Post"), ("page", "Page")], max_length=4)),
            ("revision", models.BigIntegerField(null=True)),
            ("values", models.JSONField(null=True)),
            ("turn", models.BigIntegerField(db_default=0, default=0)),
            ("is_over", models.BooleanField(db_default=False, default=False)),
            ("opened_at", models.DateTimeField(db_default=Now())),
            ("seen_at", models.DateTimeField(db_default=Now())),
            ("typed_at", models.DateTimeField(null=True)),
            ("discarded_at", models.DateTimeField(null=True)),
            (
                "photos",
                ArrayField(
                    base_field=models.BigIntegerField(), db_default=[], default=list, editable=False
                ),
            ),
            ("saved_revision", models.BigIntegerField(null=True)),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["user", "post", "-typed_at"], name="autosave_of_user"),
                models.Index(fields=["seen_at"], name="autosave_by_age"),
                GinIndex(fields=["photos"], name="autosave_photos"),
            ],
        },
    ),
]
