"""Exports in the background."""

from django.conf import settings
from django.db import migrations, models

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Export",
        fields=[
            ID,
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
                    on_delete=models.SET_NULL,
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
                    condition=models.Q(state__in=["waiting", "running"]),
                    fields=("by",),
                    name="export_one_running",
                )
            ],
        },
    ),
]
