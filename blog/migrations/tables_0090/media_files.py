"""Audio, video and PDF files."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.functions import Now

from blog.migrations.tables_0090.foreign_keys import create_foreign_key
from blog.models.media_files import create_caption_key
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="MediaFile",
        fields=[
            ID,
            (
                "file",
                models.FileField(editable=False, max_length=200, upload_to="", verbose_name="file"),
            ),
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
                    on_delete=models.SET_NULL,
                    related_name="media_files",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="uploaded by",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="uploaded")),
            ("last_uploaded_at", models.DateTimeField(db_default=Now())),
            ("codecs", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ("poster", create_foreign_key("mediafile", "poster", db_constraint=False)),
            (
                "withdrawn_at",
                models.DateTimeField(editable=False, null=True, verbose_name="taken down"),
            ),
            (
                "withdrawal_reason",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    editable=False,
                    max_length=500,
                    verbose_name="reason",
                ),
            ),
        ],
        options={
            "verbose_name": "media file",
            "verbose_name_plural": "media files",
            "ordering": ["-pk"],
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["last_uploaded_at", "id"], name="mediafile_last_uploaded"),
                models.Index(
                    condition=models.Q(poster__isnull=False),
                    fields=["poster"],
                    name="mediafile_posters",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("uploaded_by", "sha256"), name="mediafile_once_for_each_user"
                ),
                models.CheckConstraint(
                    condition=models.Q(sha256__regex="^[0-9a-f]{64}$"),
                    name="mediafile_hash_is_sha256",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CaptionTrack",
        fields=[
            ID,
            (
                "language",
                models.CharField(
                    help_text="Language code, for example en, fr or zh-Hant.",
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
            ("key", models.CharField(default=create_caption_key, max_length=32, unique=True)),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="uploaded")),
            (
                "file",
                models.ForeignKey(
                    on_delete=models.CASCADE,
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
    migrations.CreateModel(
        name="MediaTakeDown",
        fields=[
            ID,
            ("sha256", models.CharField(max_length=64, verbose_name="content hash")),
            ("reason", models.CharField(max_length=500, verbose_name="reason")),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
            ("folder", models.CharField(blank=True, default="", editable=False, max_length=100)),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(undone_at=None),
                    fields=("sha256",),
                    name="mediatakedown_one_at_a_time",
                )
            ],
        },
    ),
]
