"""Exports in the background, and the permission of administrators to begin them."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

from accounts import roles


def create_roles(apps, schema_editor):
    # Permissions are otherwise created after the last migration; the groups need them now.
    config = apps.get_app_config("transfer")
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    roles.apply(apps.get_model("auth", "Group"), apps.get_model("auth", "Permission"))


class Migration(migrations.Migration):
    dependencies = [
        ("transfer", "0003_import_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("format", models.CharField(max_length=20, verbose_name="format")),
                ("author_key", models.BigIntegerField(null=True)),
                ("author_name", models.CharField(blank=True, max_length=300)),
                ("label_key", models.BigIntegerField(null=True)),
                ("label_name", models.CharField(blank=True, max_length=300)),
                ("year", models.IntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("running", "Exporting"),
                            ("done", "Done"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="waiting",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("attempts", models.IntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("total_count", models.IntegerField(default=0)),
                ("message", models.TextField(blank=True, verbose_name="message")),
                ("file", models.CharField(blank=True, max_length=200)),
                ("size", models.BigIntegerField(default=0, verbose_name="size")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="started by",
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-pk"],
                "permissions": [("export_blog", "Can export the whole blog, with drafts")],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("by",),
                        name="export_one_running",
                    )
                ],
            },
        ),
        migrations.RunPython(create_roles, migrations.RunPython.noop, elidable=False),
    ]
