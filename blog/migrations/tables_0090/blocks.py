"""Blocks of posts other than quotations."""

from django.db import migrations, models
from django.db.models.functions import Now

from blog.common.db.fields import HTMLField, WebAddressField
from blog.migrations.tables_0090.foreign_keys import create_foreign_key
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Prose",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="%(class)ss", to="blog.post"
                ),
            ),
            ("position", models.PositiveIntegerField()),
            ("html", HTMLField()),
        ],
        options={
            "verbose_name": "prose",
            "verbose_name_plural": "prose",
            "ordering": ["position"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    deferrable=models.Deferrable.DEFERRED,
                    fields=("post", "position"),
                    name="prose_post_position_unique",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Figure",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="%(class)ss", to="blog.post"
                ),
            ),
            ("position", models.PositiveIntegerField()),
            (
                "photo",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="figures",
                    to="blog.photo",
                    verbose_name="photo",
                ),
            ),
            ("caption", models.TextField(blank=True, max_length=1000, verbose_name="caption")),
            (
                "alt",
                models.CharField(
                    blank=True, editable=False, max_length=500, verbose_name="alternative text"
                ),
            ),
            (
                "decorative",
                models.BooleanField(default=False, editable=False, verbose_name="decorative"),
            ),
            (
                "credit",
                models.CharField(blank=True, editable=False, max_length=300, verbose_name="credit"),
            ),
            (
                "licence_url",
                WebAddressField(blank=True, editable=False, max_length=500, verbose_name="licence"),
            ),
            (
                "original_url",
                WebAddressField(
                    blank=True, editable=False, max_length=500, verbose_name="URL of the original"
                ),
            ),
            ("gallery", models.PositiveSmallIntegerField(db_default=0, default=0, editable=False)),
            (
                "layout",
                models.CharField(
                    blank=True,
                    choices=[("", "Normal"), ("wide", "Wide"), ("full", "Full width")],
                    db_default="",
                    default="",
                    max_length=10,
                    verbose_name="width",
                ),
            ),
            (
                "is_lead",
                models.BooleanField(
                    db_default=False,
                    default=False,
                    help_text="Stands for the post in lists and where it is shared.",
                    verbose_name="lead picture",
                ),
            ),
        ],
        options={
            "verbose_name": "figure",
            "verbose_name_plural": "figures",
            "ordering": ["position"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(
                    deferrable=models.Deferrable.DEFERRED,
                    fields=("post", "position"),
                    name="figure_post_position_unique",
                ),
                models.CheckConstraint(
                    condition=models.Q(photo__isnull=True)
                    | models.Q(
                        alt="", credit="", decorative=False, licence_url="", original_url=""
                    ),
                    name="figure_with_photo_holds_no_words_of_it",
                ),
                models.CheckConstraint(
                    condition=models.Q(licence_url="") | models.Q(licence_url__iregex="^https?://"),
                    name="figure_licence_url_is_web_address",
                ),
                models.CheckConstraint(
                    condition=models.Q(original_url="")
                    | models.Q(original_url__iregex="^https?://"),
                    name="figure_original_url_is_web_address",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Embed",
        fields=[
            ID,
            ("position", models.PositiveIntegerField()),
            ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
            ("caption", models.TextField(blank=True, max_length=1000, verbose_name="caption")),
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="%(class)ss", to="blog.post"
                ),
            ),
            (
                "preview",
                models.ForeignKey(
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="embeds",
                    to="blog.linkpreview",
                    verbose_name="page",
                ),
            ),
            (
                "linked_post",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="linking_embeds",
                    to="blog.post",
                    verbose_name="linked post",
                ),
            ),
            (
                "credit",
                models.CharField(
                    blank=True, db_default="", default="", max_length=300, verbose_name="credit"
                ),
            ),
            (
                "transcript",
                models.TextField(blank=True, db_default="", default="", verbose_name="transcript"),
            ),
            ("file", create_foreign_key("embed", "file", db_constraint=False)),
        ],
        options={
            "verbose_name": "embed",
            "verbose_name_plural": "embeds",
            "ordering": ["position"],
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    deferrable=models.Deferrable.DEFERRED,
                    fields=("post", "position"),
                    name="embed_post_position_unique",
                ),
                models.CheckConstraint(
                    condition=models.Q(preview=None) | models.Q(linked_post=None),
                    name="embed_shows_one_page",
                ),
                models.CheckConstraint(
                    condition=models.Q(file=None) | models.Q(linked_post=None, preview=None),
                    name="embed_shows_one_file",
                ),
            ],
            "indexes": [
                models.Index(condition=~models.Q(file=None), fields=["file"], name="embed_of_file")
            ],
        },
    ),
    migrations.CreateModel(
        name="LinkPreview",
        fields=[
            ID,
            ("url", WebAddressField(max_length=1000, unique=True, verbose_name="URL")),
            ("provider", models.CharField(blank=True, max_length=20, verbose_name="provider")),
            ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
            ("author", models.CharField(blank=True, max_length=300, verbose_name="author")),
            ("text", models.CharField(blank=True, max_length=600, verbose_name="text")),
            (
                "image",
                models.FileField(blank=True, max_length=200, upload_to="", verbose_name="picture"),
            ),
            ("width", models.PositiveIntegerField(default=0, verbose_name="width")),
            ("height", models.PositiveIntegerField(default=0, verbose_name="height")),
            ("fetched_at", models.DateTimeField(null=True, verbose_name="fetched at")),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="created at")),
        ],
        options={
            "verbose_name": "link preview",
            "verbose_name_plural": "link previews",
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(url="") | models.Q(url__iregex="^https?://"),
                    name="linkpreview_url_is_web_address",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="Link",
        fields=[
            ID,
            ("url", models.CharField(max_length=2000, unique=True)),
            ("host", models.CharField(max_length=255)),
            ("due_at", models.DateTimeField(db_default=Now(), null=True)),
            ("asked_at", models.DateTimeField(null=True)),
            ("checked_at", models.DateTimeField(null=True)),
            ("status", models.PositiveSmallIntegerField(null=True)),
            (
                "failure",
                models.CharField(
                    blank=True,
                    choices=[
                        ("status", "the server reports an error"),
                        ("unreachable", "the server does not respond"),
                        ("tls", "its certificate is not valid"),
                        ("redirects", "too many redirects"),
                    ],
                    max_length=11,
                ),
            ),
            ("failures", models.PositiveIntegerField(default=0)),
            ("failing_since", models.DateTimeField(null=True)),
            ("moved_to", models.CharField(blank=True, max_length=2000)),
            ("posts", models.ManyToManyField(blank=True, related_name="links", to="blog.post")),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(due_at__isnull=False), fields=["due_at"], name="link_due"
                )
            ],
        },
    ),
]
