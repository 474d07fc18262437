"""What was sent and received for a copy of a page, and publications of copies."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

from lib.sql_files import run_sql


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0065_browser_copies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="pagecopy",
            name="exchanges",
            field=models.JSONField(null=True),
        ),
        migrations.CreateModel(
            name="CopyPublication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("licence", "Free licence"),
                            ("own", "Text of this site’s own"),
                            ("permission", "Permission of the author or publisher"),
                            ("official", "Official work, or in the public domain"),
                            ("law", "Another legal ground"),
                        ],
                        max_length=10,
                        verbose_name="ground",
                    ),
                ),
                ("details", models.CharField(blank=True, max_length=500, verbose_name="details")),
                (
                    "published_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="published"
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="taken back")),
                (
                    "copy",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="publications",
                        to="blog.pagecopy",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["-published_at", "-id"],
                        name="copypublication_public",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("copy",),
                        name="copypublication_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["licence", "own", "permission", "official", "law"])
                        ),
                        name="copypublication_has_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ground__in", ["own", "official"]),
                            models.Q(("details", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="copypublication_has_details",
                    ),
                ],
            },
        ),
        run_sql("blog/sql/0066_evidence.sql"),
    ]
