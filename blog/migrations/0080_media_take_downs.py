"""Take-downs of audio, video and PDF files."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0079_caption_languages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            "mediafile",
            "withdrawn_at",
            models.DateTimeField(editable=False, null=True, verbose_name="taken down"),
        ),
        migrations.AddField(
            "mediafile",
            "withdrawal_reason",
            models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=500, verbose_name="reason"
            ),
        ),
        migrations.CreateModel(
            "MediaTakeDown",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, verbose_name="content hash")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="when"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
                ("folder", models.CharField(blank=True, default="", editable=False, max_length=100)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
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
                        condition=models.Q(("undone_at", None)),
                        fields=("sha256",),
                        name="mediatakedown_one_at_a_time",
                    )
                ],
            },
        ),
        run_sql("blog/sql/0080_media_take_downs.sql"),
    ]
