"""Changes of sources, proposed and done."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="SourceChange",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[("rename", "Rename"), ("merge", "Merge"), ("split", "Split")],
                    max_length=6,
                    verbose_name="kind",
                ),
            ),
            ("description", models.CharField(max_length=500, verbose_name="change")),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
            ("sources", models.JSONField(default=list)),
            ("before", models.JSONField(default=dict)),
            ("after", models.JSONField(default=dict)),
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
            "indexes": [models.Index(fields=["-id"], name="sourcechange_latest_first")],
        },
    ),
    migrations.CreateModel(
        name="SourceProposal",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[("rename", "Rename"), ("merge", "Merge"), ("split", "Split")],
                    max_length=6,
                    verbose_name="kind",
                ),
            ),
            ("arguments", models.JSONField(default=dict)),
            ("description", models.CharField(max_length=500, verbose_name="proposal")),
            ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="proposed")),
            ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
            ("is_accepted", models.BooleanField(null=True, verbose_name="accepted")),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="proposed by",
                ),
            ),
            (
                "decided_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="decided by",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(decided_at__isnull=True),
                    fields=["id"],
                    name="sourceproposal_pending",
                )
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(decided_at__isnull=True, is_accepted__isnull=True)
                    | models.Q(decided_at__isnull=False, is_accepted__isnull=False),
                    name="sourceproposal_decided_whole",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="SourceTask",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[("merge", "Merge"), ("split", "Split"), ("undo", "Undo")],
                    max_length=6,
                    verbose_name="kind",
                ),
            ),
            ("arguments", models.JSONField(default=dict)),
            ("description", models.CharField(max_length=500, verbose_name="change")),
            ("sources", models.JSONField(default=list)),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("started_at", models.DateTimeField(null=True, verbose_name="started")),
            ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
            (
                "moved_count",
                models.PositiveIntegerField(
                    db_default=0, default=0, verbose_name="moved quotations"
                ),
            ),
            ("total_count", models.PositiveIntegerField(verbose_name="quotations")),
            ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
            (
                "message",
                models.TextField(blank=True, db_default="", default="", verbose_name="result"),
            ),
            (
                "has_failed",
                models.BooleanField(db_default=False, default=False, verbose_name="failed"),
            ),
            (
                "by",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            (
                "change",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.DO_NOTHING,
                    related_name="+",
                    to="blog.sourcechange",
                ),
            ),
            ("left_count", models.IntegerField(db_default=0, default=0)),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="DifferentSources",
        fields=[
            ID,
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
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
            (
                "first",
                models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="blog.source"),
            ),
            (
                "second",
                models.ForeignKey(on_delete=models.CASCADE, related_name="+", to="blog.source"),
            ),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(first__lt=models.F("second")),
                    name="differentsources_in_order",
                ),
                models.UniqueConstraint(fields=("first", "second"), name="differentsources_unique"),
            ],
        },
    ),
]
