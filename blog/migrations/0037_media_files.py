"""Audio, video and PDF files. Existing embeds have none, so their constraints need no validation."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0036_pinned_posts_index"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            "MediaFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.FileField(editable=False, max_length=200, upload_to="", verbose_name="file")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("video", "Video"), ("audio", "Audio"), ("document", "Document")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("content_type", models.CharField(max_length=20, verbose_name="format")),
                ("size", models.PositiveBigIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="content hash")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="duration in seconds")),
                ("width", models.PositiveIntegerField(default=0, verbose_name="width")),
                ("height", models.PositiveIntegerField(default=0, verbose_name="height")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="pages")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="media_files",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="uploaded"
                    ),
                ),
                (
                    "last_uploaded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "verbose_name": "media file",
                "verbose_name_plural": "media files",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["last_uploaded_at", "id"], name="mediafile_last_uploaded")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("uploaded_by", "sha256"), name="mediafile_once_for_each_user"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="mediafile_hash_is_sha256",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            "RevisionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "revision",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="files",
                        to="blog.revision",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="revision_files",
                        to="blog.mediafile",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision", "file"), name="revisionfile_unique"
                    )
                ],
            },
        ),
        migrations.AddField(
            "embed",
            "credit",
            models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="credit"
            ),
        ),
        migrations.AddField(
            "embed",
            "transcript",
            models.TextField(blank=True, db_default="", default="", verbose_name="transcript"),
        ),
        migrations.AddField(
            "embed",
            "file",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="embeds",
                to="blog.mediafile",
                verbose_name="file",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE blog_embed DROP CONSTRAINT IF EXISTS blog_embed_file_fk,"
            " ADD CONSTRAINT blog_embed_file_fk FOREIGN KEY (file_id)"
            " REFERENCES blog_mediafile (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
            "ALTER TABLE blog_embed DROP CONSTRAINT blog_embed_file_fk",
            state_operations=[
                migrations.AlterField(
                    "embed",
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="embeds",
                        to="blog.mediafile",
                        verbose_name="file",
                    ),
                )
            ],
        ),
        AddConstraintNotValid(
            "embed",
            models.CheckConstraint(
                condition=models.Q(
                    ("file", None), models.Q(("linked_post", None), ("preview", None)), _connector="OR"
                ),
                name="embed_shows_one_file",
            ),
        ),
        run_sql("blog/sql/0037_media_files.sql"),
    ]
