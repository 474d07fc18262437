"""Daily seals, and the files of the dataset."""

from django.db import migrations, models
from django.db.models.functions import Now

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Seal",
        fields=[
            ID,
            ("day", models.DateField(unique=True, verbose_name="day")),
            ("root", models.BinaryField(max_length=32)),
            ("tile_roots", models.BinaryField()),
            ("file_count", models.PositiveIntegerField(verbose_name="files")),
            ("statement", models.TextField()),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="sealed")),
            ("token", models.BinaryField(null=True)),
            ("stamped_at", models.DateTimeField(null=True, verbose_name="time of the authority")),
            (
                "authority_url",
                models.CharField(blank=True, db_default="", default="", max_length=2000),
            ),
            ("certificates", models.TextField(blank=True, db_default="", default="")),
        ],
        options={
            "ordering": ["-day"],
            "default_permissions": (),
            "indexes": [models.Index(fields=["-created_at", "-id"], name="seal_newest_first")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(stamped_at__isnull=True, token__isnull=True)
                    | models.Q(stamped_at__isnull=False, token__isnull=False),
                    name="seal_token_has_time",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="SealedFile",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[
                        ("text", "Text of a published version"),
                        ("copy", "Copy of a page"),
                        ("photo", "Photo"),
                    ],
                    max_length=5,
                ),
            ),
            ("object_id", models.BigIntegerField()),
            ("file_hash", models.BinaryField(max_length=32)),
            ("salt", models.BinaryField(max_length=16)),
            ("leaf", models.BinaryField(max_length=32)),
            ("position", models.PositiveIntegerField(null=True)),
            (
                "seal",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="files",
                    to="blog.seal",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(seal__isnull=True), fields=["id"], name="sealedfile_waiting"
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("kind", "object_id"), name="sealedfile_once"),
                models.UniqueConstraint(fields=("seal", "position"), name="sealedfile_in_order"),
                models.CheckConstraint(
                    condition=models.Q(position__isnull=True, seal__isnull=True)
                    | models.Q(position__isnull=False, seal__isnull=False),
                    name="sealedfile_has_position",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DatasetFile",
        fields=[
            ID,
            ("name", models.CharField(max_length=40, unique=True)),
            ("path", models.CharField(max_length=200)),
            ("size", models.BigIntegerField()),
            ("sha256", models.CharField(max_length=64)),
            ("row_count", models.BigIntegerField()),
            ("created_at", models.DateTimeField()),
        ],
        options={"ordering": ["pk"], "default_permissions": ()},
    ),
]
