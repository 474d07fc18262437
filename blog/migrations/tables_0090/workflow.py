"""The workflow of posts, notes, corrections and checks."""

import datetime

from django.conf import settings
from django.db import migrations, models
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now

from blog.common.db.fields import HTMLField
from blog.notes.models import new_key
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="WorkflowTransition",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    db_index=False,
                    on_delete=models.CASCADE,
                    related_name="transitions",
                    to="blog.post",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("handed_in", "Submitted for review"),
                        ("changes", "Changes requested"),
                        ("approved", "Approved"),
                        ("withdrawn", "Approval withdrawn"),
                        ("published", "Published"),
                        ("scheduled", "Scheduled"),
                        ("taken_back", "Moved back to draft"),
                    ],
                    max_length=10,
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="workflow_transitions",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            (
                "was",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("review", "In review"),
                        ("published", "Published"),
                        ("trashed", "In the trash"),
                    ],
                    max_length=9,
                ),
            ),
            (
                "became",
                models.CharField(
                    choices=[
                        ("draft", "Draft"),
                        ("review", "In review"),
                        ("published", "Published"),
                        ("trashed", "In the trash"),
                    ],
                    max_length=9,
                ),
            ),
            ("reason", models.TextField(blank=True, db_default="", default="", max_length=2000)),
            ("publish_at", models.DateTimeField(null=True)),
            (
                "revision",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="transitions",
                    to="blog.revision",
                ),
            ),
        ],
        options={
            "verbose_name": "workflow transition",
            "verbose_name_plural": "workflow transitions",
            "default_permissions": (),
            "indexes": [models.Index(fields=["post", "-id"], name="transition_latest_first")],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        kind__in=[
                            "handed_in",
                            "changes",
                            "approved",
                            "withdrawn",
                            "published",
                            "scheduled",
                            "taken_back",
                        ]
                    ),
                    name="transition_kind_known",
                ),
                models.CheckConstraint(
                    condition=~models.Q(kind="changes") | ~models.Q(reason=""),
                    name="transition_changes_have_reason",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="ShareLink",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="share_links", to="blog.post"
                ),
            ),
            ("key", models.CharField(default=new_key, editable=False, max_length=16, unique=True)),
            ("name", models.CharField(max_length=80, verbose_name="invited reader")),
            ("may_note", models.BooleanField(default=True, verbose_name="can leave notes")),
            (
                "made_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("made_at", models.DateTimeField(db_default=Now())),
            ("expires_at", models.DateTimeField()),
            ("revoked_at", models.DateTimeField(null=True)),
            ("opened", models.PositiveIntegerField(default=0)),
            ("last_opened_at", models.DateTimeField(null=True)),
        ],
        options={
            "verbose_name": "share link",
            "verbose_name_plural": "share links",
            "default_permissions": (),
            "indexes": [models.Index(fields=["expires_at"], name="sharelink_by_end")],
            "constraints": [
                models.CheckConstraint(condition=~models.Q(name=""), name="sharelink_name_given"),
                models.CheckConstraint(
                    condition=models.Q(
                        ("expires_at__gt", models.F("made_at")),
                        (
                            "expires_at__lte",
                            CombinedExpression(
                                models.F("made_at"),
                                "+",
                                models.Value(datetime.timedelta(days=30, seconds=60)),
                            ),
                        ),
                    ),
                    name="sharelink_ends",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Note",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    db_index=False, on_delete=models.CASCADE, related_name="notes", to="blog.post"
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="replies",
                    to="blog.note",
                ),
            ),
            ("block", models.CharField(blank=True, db_default="", default="", max_length=40)),
            ("excerpt", models.CharField(blank=True, db_default="", default="", max_length=300)),
            (
                "anchor_text",
                models.CharField(blank=True, db_default="", default="", max_length=300),
            ),
            ("text", models.TextField(max_length=2000, verbose_name="note")),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="notes",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            (
                "guest_name",
                models.CharField(
                    blank=True, db_default="", default="", max_length=80, verbose_name="name"
                ),
            ),
            (
                "share",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="notes",
                    to="blog.sharelink",
                ),
            ),
            ("submission", models.UUIDField(editable=False, null=True)),
            ("notified_at", models.DateTimeField(editable=False, null=True)),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("resolved_at", models.DateTimeField(null=True)),
            (
                "resolved_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="resolved_notes",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "verbose_name": "note",
            "verbose_name_plural": "notes",
            "default_permissions": (),
            "indexes": [
                models.Index(fields=["post", "id"], name="note_of_post"),
                models.Index(
                    condition=models.Q(parent=None, resolved_at=None),
                    fields=["post"],
                    name="note_open",
                ),
                models.Index(
                    condition=models.Q(by=None)
                    & models.Q(notified_at=None)
                    & ~models.Q(guest_name=""),
                    fields=["post"],
                    name="note_unnotified",
                ),
            ],
            "constraints": [
                models.CheckConstraint(condition=~models.Q(text=""), name="note_text_given"),
                models.CheckConstraint(
                    condition=models.Q(parent=None) | models.Q(block="", resolved_at=None),
                    name="note_reply_is_plain",
                ),
                models.UniqueConstraint(fields=("share", "submission"), name="note_sent_once"),
                models.CheckConstraint(
                    condition=models.Q(block="") | models.Q(block__regex="^[a-z]+-\\d+$"),
                    name="note_block_named",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Correction",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE,
                    related_name="corrections",
                    to="blog.post",
                    verbose_name="post",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[("typo", "Typo"), ("update", "Update"), ("correction", "Correction")],
                    max_length=10,
                    verbose_name="kind",
                ),
            ),
            ("text", models.TextField(blank=True, max_length=600, verbose_name="note to readers")),
            ("changes", HTMLField(blank=True, editable=False)),
            (
                "before",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="blog.revision",
                ),
            ),
            (
                "after",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="corrections",
                    to="blog.revision",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(db_default=Now(), editable=False, verbose_name="created"),
            ),
            (
                "by",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="corrections",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="created by",
                ),
            ),
            ("reworded_at", models.DateTimeField(editable=False, null=True)),
            (
                "withdrawn_at",
                models.DateTimeField(editable=False, null=True, verbose_name="withdrawn"),
            ),
        ],
        options={
            "verbose_name": "correction",
            "verbose_name_plural": "corrections",
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=~models.Q(kind="typo") & models.Q(withdrawn_at__isnull=True),
                    fields=["-created_at", "-id"],
                    name="correction_newest_first",
                ),
                models.Index(fields=["-created_at", "-id"], name="correction_last_first"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(kind__in=["typo", "update", "correction"]),
                    name="correction_kind_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(kind="typo", text="")
                    | (~models.Q(kind="typo") & ~models.Q(text="")),
                    name="correction_text_for_readers",
                    violation_error_message="Write a note to readers. Only a typo has none.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="CheckOverride",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="check_overrides", to="blog.post"
                ),
            ),
            ("code", models.CharField(max_length=30)),
            ("hash", models.CharField(max_length=32)),
            ("excerpt", models.CharField(blank=True, max_length=100)),
            ("reason", models.CharField(max_length=300, verbose_name="reason")),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="check_overrides",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
        ],
        options={
            "verbose_name": "check override",
            "verbose_name_plural": "check overrides",
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("post", "code", "hash"), name="checkoverride_once_for_the_same_words"
                ),
                models.CheckConstraint(
                    condition=~models.Q(reason=""), name="checkoverride_has_reason"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="FindingCount",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="finding_counts", to="blog.post"
                ),
            ),
            ("code", models.CharField(max_length=30)),
            ("is_blocking", models.BooleanField()),
            ("number", models.PositiveIntegerField()),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["code", "-post"], name="finding_by_code")],
            "constraints": [
                models.UniqueConstraint(fields=("post", "code"), name="finding_once_in_a_post")
            ],
        },
    ),
]
