"""The moderation of comments."""

from django.conf import settings
from django.contrib.postgres.indexes import GistIndex
from django.db import migrations, models
from django.db.models.functions import Now

from blog.common.db.fields import NetworkField
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="ModerationAction",
        fields=[
            ID,
            (
                "comment",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="moderation_actions", to="blog.comment"
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="moderation_actions",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="who",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            (
                "was",
                models.CharField(
                    blank=True,
                    choices=[
                        ("waiting", "Awaiting moderation"),
                        ("approved", "Approved"),
                        ("rejected", "Rejected"),
                        ("spam", "Spam"),
                        ("removed", "Removed"),
                    ],
                    max_length=8,
                    verbose_name="from",
                ),
            ),
            (
                "became",
                models.CharField(
                    choices=[
                        ("waiting", "Awaiting moderation"),
                        ("approved", "Approved"),
                        ("rejected", "Rejected"),
                        ("spam", "Spam"),
                        ("removed", "Removed"),
                    ],
                    max_length=8,
                    verbose_name="to",
                ),
            ),
            ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            (
                "was_trained_as",
                models.CharField(
                    blank=True, db_default="", default="", editable=False, max_length=4
                ),
            ),
            ("batch", models.UUIDField(editable=False, null=True)),
        ],
        options={
            "verbose_name": "moderation action",
            "verbose_name_plural": "moderation actions",
            "default_permissions": ("view",),
            "indexes": [
                models.Index(
                    fields=["comment", "created_at", "id"], name="moderationaction_of_comment"
                ),
                models.Index(
                    condition=models.Q(batch__isnull=False),
                    fields=["batch"],
                    name="moderationaction_batch",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Report",
        fields=[
            ID,
            (
                "comment",
                models.ForeignKey(
                    on_delete=models.CASCADE,
                    related_name="reports",
                    to="blog.comment",
                    verbose_name="comment",
                ),
            ),
            ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            (
                "created_at",
                models.DateTimeField(db_default=Now(), editable=False, verbose_name="when"),
            ),
            ("ip_hash", models.CharField(blank=True, editable=False, max_length=32)),
        ],
        options={
            "verbose_name": "report",
            "verbose_name_plural": "reports",
            "default_permissions": ("view",),
            "indexes": [
                models.Index(
                    condition=~models.Q(ip_hash=""),
                    fields=["created_at"],
                    name="report_hashes_by_age",
                )
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=~models.Q(ip_hash=""),
                    fields=("comment", "ip_hash"),
                    name="report_once_of_client",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Rule",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[
                        ("word", "word or words"),
                        ("domain", "domain"),
                        ("pattern", "pattern"),
                        ("links", "more links than"),
                    ],
                    default="word",
                    max_length=7,
                    verbose_name="comments with",
                ),
            ),
            (
                "value",
                models.CharField(
                    help_text="Words: ‘cheap pills’ matches in any case, with or without accents. Domain: ‘example.org’ also matches its subdomains; ‘.top’ matches every domain with that ending. Pattern: a regular expression in RE2 syntax. Links: the highest number allowed.",
                    max_length=300,
                    verbose_name="value",
                ),
            ),
            ("compared", models.CharField(editable=False, max_length=1200)),
            (
                "action",
                models.CharField(
                    choices=[("hold", "hold for moderation"), ("block", "mark as spam")],
                    default="hold",
                    max_length=5,
                    verbose_name="action",
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="created by",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(db_default=Now(), editable=False, verbose_name="created"),
            ),
        ],
        options={
            "verbose_name": "rule for comments",
            "verbose_name_plural": "rules for comments",
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(kind__in=["word", "domain", "pattern", "links"]),
                    name="rule_kind_known",
                ),
                models.CheckConstraint(
                    condition=models.Q(action__in=["hold", "block"]), name="rule_action_known"
                ),
                models.CheckConstraint(condition=~models.Q(compared=""), name="rule_value_given"),
                models.UniqueConstraint(fields=("kind", "compared"), name="rule_unique"),
            ],
        },
    ),
    migrations.CreateModel(
        name="Ban",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[
                        ("name", "name"),
                        ("email", "e-mail address"),
                        ("domain", "domain of e-mail addresses"),
                        ("ip", "IP address"),
                        ("network", "network"),
                        ("account", "account"),
                    ],
                    max_length=7,
                    verbose_name="kind",
                ),
            ),
            ("hash", models.CharField(blank=True, editable=False, max_length=32)),
            ("network", NetworkField(editable=False, null=True)),
            (
                "user",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="bans",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="account",
                ),
            ),
            ("label", models.CharField(editable=False, max_length=150, verbose_name="banned")),
            (
                "comment",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="blog.comment",
                    verbose_name="comment",
                ),
            ),
            ("batch", models.UUIDField(editable=False, null=True)),
            (
                "reason",
                models.CharField(
                    blank=True,
                    help_text="Only moderators see this.",
                    max_length=300,
                    verbose_name="reason",
                ),
            ),
            (
                "until",
                models.DateTimeField(
                    blank=True,
                    help_text="In the site’s time zone. Leave empty for a permanent ban.",
                    null=True,
                    verbose_name="expires",
                ),
            ),
            (
                "by",
                models.ForeignKey(
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="banned by",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(db_default=Now(), editable=False, verbose_name="created"),
            ),
        ],
        options={
            "verbose_name": "ban",
            "verbose_name_plural": "bans",
            "default_permissions": (),
            "indexes": [
                GistIndex(fields=["network"], name="ban_by_network", opclasses=["inet_ops"]),
                models.Index(
                    condition=models.Q(batch__isnull=False), fields=["batch"], name="ban_batch"
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        kind__in=["name", "email", "domain", "ip", "network", "account"]
                    ),
                    name="ban_kind_known",
                ),
                models.CheckConstraint(
                    condition=(~models.Q(hash="") & models.Q(network=None) & models.Q(user=None))
                    | models.Q(hash="", network__isnull=False, user=None)
                    | models.Q(hash="", network=None, user__isnull=False),
                    name="ban_of_one",
                ),
                models.UniqueConstraint(
                    condition=~models.Q(hash=""), fields=("hash",), name="ban_hash_unique"
                ),
                models.UniqueConstraint(fields=("network",), name="ban_network_unique"),
                models.UniqueConstraint(fields=("user",), name="ban_user_unique"),
            ],
        },
    ),
    migrations.CreateModel(
        name="WordCount",
        fields=[
            ("word", models.CharField(max_length=100, primary_key=True, serialize=False)),
            ("spam", models.IntegerField()),
            ("ham", models.IntegerField()),
        ],
        options={"default_permissions": ()},
    ),
]
