"""Comments, their counters and subscriptions."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVector
from django.core.validators import MaxLengthValidator
from django.db import migrations, models
from django.db.models.functions import Length, Now, Upper
from django.db.models.lookups import LessThanOrEqual

from blog.comments.subscriptions import new_token
from blog.common.db.fields import RenderedField, WebAddressField
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Comment",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE,
                    related_name="comments",
                    to="blog.post",
                    verbose_name="post",
                ),
            ),
            (
                "parent",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="replies",
                    to="blog.comment",
                    verbose_name="in reply to",
                ),
            ),
            (
                "path",
                ArrayField(base_field=models.BigIntegerField(), db_default=[], editable=False),
            ),
            (
                "user",
                models.ForeignKey(
                    blank=True,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="comments",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="account",
                ),
            ),
            ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
            ("website", WebAddressField(blank=True, verbose_name="website")),
            (
                "text",
                models.TextField(validators=[MaxLengthValidator(10000)], verbose_name="comment"),
            ),
            ("html", RenderedField(editable=False)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("waiting", "Awaiting moderation"),
                        ("approved", "Approved"),
                        ("rejected", "Rejected"),
                        ("spam", "Spam"),
                        ("removed", "Removed"),
                    ],
                    default="waiting",
                    max_length=8,
                    verbose_name="status",
                ),
            ),
            (
                "created_at",
                models.DateTimeField(db_default=Now(), editable=False, verbose_name="written"),
            ),
            ("edited_at", models.DateTimeField(editable=False, null=True, verbose_name="edited")),
            ("waiting_since", models.DateTimeField(db_default=Now(), editable=False)),
            ("decided_at", models.DateTimeField(db_default=Now(), editable=False)),
            (
                "is_pick",
                models.BooleanField(db_default=False, default=False, verbose_name="editors’ pick"),
            ),
            (
                "is_locked",
                models.BooleanField(db_default=False, default=False, verbose_name="locked"),
            ),
            ("shown_below", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
            ("notice_at", models.DateTimeField(editable=False, null=True)),
            ("is_announced", models.BooleanField(db_default=False, default=False, editable=False)),
            ("submission", models.UUIDField(default=uuid.uuid4, editable=False)),
            ("email_hash", models.CharField(blank=True, editable=False, max_length=32)),
            ("domain_hash", models.CharField(blank=True, editable=False, max_length=32)),
            ("ip_hash", models.CharField(blank=True, editable=False, max_length=32)),
            ("network_hash", models.CharField(blank=True, editable=False, max_length=32)),
            ("score", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
            ("reasons", models.JSONField(blank=True, default=list, editable=False)),
            (
                "trained_as",
                models.CharField(
                    blank=True, db_default="", default="", editable=False, max_length=4
                ),
            ),
        ],
        options={
            "verbose_name": "comment",
            "verbose_name_plural": "comments",
            "permissions": [
                ("moderate_comments", "Can decide about comments, and ban their writers"),
                ("moderate_own_comments", "Can decide about comments on own posts"),
            ],
            "indexes": [
                models.Index(
                    condition=models.Q(state="approved") | models.Q(shown_below__gt=0),
                    fields=["post", "path"],
                    name="comment_discussion",
                ),
                models.Index(
                    condition=models.Q(state="approved"),
                    fields=["-created_at", "-id"],
                    name="comment_newest_first",
                ),
                models.Index(
                    condition=models.Q(state="approved"),
                    fields=["post", "-created_at", "-id"],
                    name="comment_of_post_newest",
                ),
                models.Index(
                    condition=models.Q(is_locked=True), fields=["id"], name="comment_locked"
                ),
                models.Index(
                    condition=models.Q(state="waiting"),
                    fields=["waiting_since", "id"],
                    name="comment_queue",
                ),
                models.Index(fields=["state", "-decided_at", "-id"], name="comment_by_state"),
                models.Index(fields=["-created_at", "-id"], name="comment_of_any_state"),
                GinIndex(
                    SearchVector(
                        "text",
                        config=models.Func(models.Value(""), function="search_configuration"),
                    ),
                    fastupdate=False,
                    name="comment_words",
                ),
                models.Index(OpClass(Upper("name"), "text_pattern_ops"), name="comment_by_name"),
                models.Index(
                    condition=models.Q(notice_at__isnull=False),
                    fields=["notice_at", "id"],
                    name="comment_notice_due",
                ),
                models.Index(
                    condition=~models.Q(email_hash=""),
                    fields=["email_hash", "-created_at", "-id"],
                    include=("user",),
                    name="comment_by_guest",
                ),
                models.Index(
                    condition=models.Q(user__isnull=False),
                    fields=["user", "-created_at", "-id"],
                    name="comment_by_account",
                ),
                models.Index(
                    condition=~models.Q(ip_hash=""), fields=["ip_hash"], name="comment_by_ip"
                ),
                models.Index(
                    condition=~models.Q(email_hash="") | ~models.Q(ip_hash=""),
                    fields=["created_at"],
                    name="comment_hashes_by_age",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        state__in=["waiting", "approved", "rejected", "spam", "removed"]
                    ),
                    name="comment_state_known",
                ),
                models.CheckConstraint(condition=~models.Q(text=""), name="comment_text_given"),
                models.CheckConstraint(
                    condition=LessThanOrEqual(Length("text"), 10000), name="comment_text_fits"
                ),
                models.CheckConstraint(
                    condition=models.Q(website="") | models.Q(website__iregex="^https?://"),
                    name="comment_website_is_web_address",
                ),
                models.UniqueConstraint(fields=("submission",), name="comment_submission_unique"),
            ],
        },
    ),
    migrations.CreateModel(
        name="EarlierText",
        fields=[
            ID,
            ("text", models.TextField()),
            ("replaced_at", models.DateTimeField()),
            (
                "comment",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="earlier_texts", to="blog.comment"
                ),
            ),
        ],
        options={"default_permissions": ()},
    ),
    migrations.CreateModel(
        name="CommentCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            (
                "post",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="comment_counters",
                    to="blog.post",
                ),
            ),
        ],
        options={"abstract": False, "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="CommentDayCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            ("day", models.DateField()),
            ("state", models.CharField(max_length=8)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [models.Index(fields=["state", "day"], name="commentdaycounter_by_state")],
        },
    ),
    migrations.CreateModel(
        name="WriterCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            ("writer", models.CharField(max_length=32)),
            ("state", models.CharField(max_length=8)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [models.Index(fields=["writer", "state"], name="writercounter_of_writer")],
        },
    ),
    migrations.CreateModel(
        name="Subscription",
        fields=[
            ID,
            (
                "comment",
                models.OneToOneField(
                    on_delete=models.CASCADE, related_name="subscription", to="blog.comment"
                ),
            ),
            (
                "user",
                models.ForeignKey(
                    null=True,
                    on_delete=models.CASCADE,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("email", models.TextField(blank=True)),
            ("email_hash", models.CharField(max_length=32)),
            ("token", models.CharField(default=new_token, max_length=40, unique=True)),
            ("created_at", models.DateTimeField(db_default=Now())),
            ("confirmed_at", models.DateTimeField(null=True)),
        ],
        options={
            "indexes": [
                models.Index(fields=["email_hash"], name="subscription_by_email"),
                models.Index(
                    condition=models.Q(confirmed_at__isnull=True),
                    fields=["created_at"],
                    name="subscription_unconfirmed",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(email="", user__isnull=False)
                    | (models.Q(user__isnull=True) & ~models.Q(email="")),
                    name="subscription_of_a_guest_or_an_account",
                )
            ],
        },
    ),
]
