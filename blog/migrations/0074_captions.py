"""Captions and codecs of recordings, and posters of videos. Existing files have none, so their constraint needs
no validation."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import blog.models.media_files
from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [("blog", "0073_revision_blocks_and_statistics")]
    operations = [
        migrations.CreateModel(
            "CaptionTrack",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        help_text="Language code, for example en, fr or zh-Hant.",
                        max_length=35,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                                "Enter a language code such as en, fr or zh-Hant.",
                            )
                        ],
                        verbose_name="language",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="Shown in the menu of the player. Empty: the name of the language.",
                        max_length=100,
                        verbose_name="label",
                    ),
                ),
                ("text", models.TextField(verbose_name="captions")),
                (
                    "key",
                    models.CharField(
                        default=blog.models.media_files.create_caption_key, max_length=32, unique=True
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="uploaded"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="caption_tracks",
                        to="blog.mediafile",
                        verbose_name="media file",
                    ),
                ),
            ],
            options={
                "verbose_name": "captions",
                "verbose_name_plural": "captions",
                "ordering": ["pk"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "language"),
                        name="captiontrack_once_for_each_language",
                        violation_error_message="There are captions in this language already.",
                    )
                ],
            },
        ),
        run_sql("blog/sql/0074_captions.sql"),
        migrations.AddField(
            "mediafile",
            "codecs",
            models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
        migrations.AddField(
            "mediafile",
            "poster",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posters",
                to="blog.photo",
                verbose_name="poster",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE blog_mediafile DROP CONSTRAINT IF EXISTS blog_mediafile_poster_fk,"
            " ADD CONSTRAINT blog_mediafile_poster_fk FOREIGN KEY (poster_id)"
            " REFERENCES blog_photo (id) DEFERRABLE INITIALLY DEFERRED NOT VALID",
            "ALTER TABLE blog_mediafile DROP CONSTRAINT blog_mediafile_poster_fk",
            state_operations=[
                migrations.AlterField(
                    "mediafile",
                    "poster",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posters",
                        to="blog.photo",
                        verbose_name="poster",
                    ),
                )
            ],
        ),
    ]
