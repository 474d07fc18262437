"""Imported blogs, their items, addresses, pictures and files."""

from django.conf import settings
from django.db import migrations, models

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Origin",
        fields=[
            ID,
            ("identity", models.CharField(max_length=500, unique=True)),
            ("url", models.CharField(blank=True, max_length=500, verbose_name="URL")),
            ("title", models.CharField(blank=True, max_length=200, verbose_name="title")),
            ("language", models.CharField(blank=True, max_length=35)),
        ],
        options={"verbose_name": "imported blog", "verbose_name_plural": "imported blogs"},
    ),
    migrations.CreateModel(
        name="Import",
        fields=[
            ID,
            ("path", models.CharField(max_length=1000, verbose_name="file or folder")),
            ("platform", models.CharField(blank=True, max_length=100, verbose_name="platform")),
            (
                "stage",
                models.CharField(
                    choices=[
                        ("reading", "Reading"),
                        ("read", "Ready to write"),
                        ("writing", "Writing"),
                        ("done", "Done"),
                        ("paused", "Paused"),
                        ("failed", "Failed"),
                        ("cancelled", "Cancelled"),
                        ("rolling", "Rolling back"),
                        ("rolled_back", "Rolled back"),
                    ],
                    default="reading",
                    max_length=11,
                    verbose_name="status",
                ),
            ),
            ("paused_stage", models.CharField(blank=True, editable=False, max_length=11)),
            (
                "fetches_pictures",
                models.BooleanField(default=True, verbose_name="fetch pictures and files"),
            ),
            ("cursor", models.TextField(blank=True, editable=False)),
            ("position", models.BigIntegerField(default=0, editable=False)),
            ("total_bytes", models.BigIntegerField(default=0, editable=False)),
            ("counts", models.JSONField(default=dict, editable=False)),
            ("message", models.TextField(blank=True, verbose_name="message")),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="started")),
            ("updated_at", models.DateTimeField(auto_now=True)),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imports",
                    to=settings.AUTH_USER_MODEL,
                    verbose_name="started by",
                ),
            ),
            (
                "origin",
                models.ForeignKey(
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="imports",
                    to="transfer.origin",
                    verbose_name="blog",
                ),
            ),
            (
                "comments",
                models.CharField(
                    choices=[
                        ("all", "All, each with its status"),
                        ("approved", "Approved ones only"),
                        ("none", "None"),
                    ],
                    db_default="all",
                    default="all",
                    max_length=8,
                    verbose_name="comments",
                ),
            ),
            ("done_count", models.IntegerField(db_default=0, default=0, editable=False)),
            ("pace", models.FloatField(db_default=0, default=0, editable=False)),
            (
                "runs_in_background",
                models.BooleanField(db_default=False, default=False, editable=False),
            ),
            ("total_count", models.IntegerField(db_default=0, default=0, editable=False)),
            ("turn", models.IntegerField(db_default=0, default=0, editable=False)),
            ("upload", models.CharField(blank=True, db_default="", editable=False, max_length=300)),
        ],
        options={"verbose_name": "import", "verbose_name_plural": "imports", "ordering": ["-pk"]},
    ),
    migrations.CreateModel(
        name="ImportedItem",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[
                        ("site", "site"),
                        ("author", "author"),
                        ("label", "label"),
                        ("picture", "picture"),
                        ("file", "file"),
                        ("post", "post"),
                        ("comment", "comment"),
                        ("refused", "refused"),
                    ],
                    max_length=10,
                ),
            ),
            ("key", models.CharField(max_length=500)),
            ("payload", models.BinaryField()),
            ("hash", models.CharField(max_length=64)),
            ("written_hash", models.CharField(blank=True, max_length=64)),
            (
                "state",
                models.CharField(
                    choices=[
                        ("pending", "To be written"),
                        ("written", "Written"),
                        ("refused", "Refused"),
                        ("conflict", "Changed on both sides"),
                    ],
                    default="pending",
                    max_length=8,
                ),
            ),
            ("reason", models.TextField(blank=True)),
            ("notes", models.JSONField(default=list)),
            ("slug", models.CharField(blank=True, max_length=200)),
            (
                "author",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_items",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "comment",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_items",
                    to="blog.comment",
                ),
            ),
            (
                "created_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="created_items",
                    to="transfer.import",
                ),
            ),
            (
                "label",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_items",
                    to="blog.label",
                ),
            ),
            (
                "last_import",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="items", to="transfer.import"
                ),
            ),
            (
                "post",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_items",
                    to="blog.post",
                ),
            ),
            (
                "revision",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_items",
                    to="blog.revision",
                ),
            ),
            (
                "written_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="written_items",
                    to="transfer.import",
                ),
            ),
            (
                "origin",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="items", to="transfer.origin"
                ),
            ),
            ("planned_path", models.TextField(editable=False, null=True)),
        ],
        options={
            "verbose_name": "imported item",
            "verbose_name_plural": "imported items",
            "indexes": [
                models.Index(
                    condition=models.Q(state="pending"),
                    fields=["last_import", "kind", "id"],
                    name="importeditem_pending",
                )
            ],
            "constraints": [
                models.UniqueConstraint(
                    fields=("origin", "kind", "key"), name="importeditem_key_unique"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ImportedAddress",
        fields=[
            ID,
            ("address", models.CharField(max_length=1000)),
            ("old_path", models.CharField(blank=True, max_length=200)),
            (
                "item",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="addresses", to="transfer.importeditem"
                ),
            ),
            (
                "origin",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="addresses", to="transfer.origin"
                ),
            ),
        ],
        options={
            "verbose_name": "former address",
            "verbose_name_plural": "former addresses",
            "constraints": [
                models.UniqueConstraint(
                    fields=("origin", "address"), name="importedaddress_address_unique"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ImportedPicture",
        fields=[
            ID,
            ("address", models.CharField(max_length=1000)),
            ("url", models.CharField(blank=True, max_length=2000, verbose_name="URL")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("awaiting", "To be fetched"),
                        ("fetched", "Fetched"),
                        ("missing", "Missing"),
                        ("queued", "To be fetched again"),
                        ("supplied", "To be put into posts"),
                    ],
                    default="awaiting",
                    max_length=8,
                    verbose_name="status",
                ),
            ),
            ("reason", models.TextField(blank=True, verbose_name="reason")),
            (
                "first_import",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="pictures", to="transfer.import"
                ),
            ),
            (
                "item",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="pictures",
                    to="transfer.importeditem",
                ),
            ),
            (
                "photo",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_pictures",
                    to="blog.photo",
                ),
            ),
            (
                "origin",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="pictures", to="transfer.origin"
                ),
            ),
        ],
        options={
            "verbose_name": "imported picture",
            "verbose_name_plural": "imported pictures",
            "constraints": [
                models.UniqueConstraint(
                    fields=("origin", "address"), name="importedpicture_address_unique"
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="ImportedFile",
        fields=[
            ID,
            ("address", models.CharField(max_length=1000)),
            ("url", models.CharField(blank=True, max_length=2000, verbose_name="URL")),
            (
                "state",
                models.CharField(
                    choices=[
                        ("awaiting", "To be fetched"),
                        ("fetched", "Fetched"),
                        ("missing", "Missing"),
                        ("queued", "To be fetched again"),
                        ("supplied", "To be put into posts"),
                    ],
                    default="awaiting",
                    max_length=8,
                    verbose_name="status",
                ),
            ),
            ("reason", models.TextField(blank=True, verbose_name="reason")),
            (
                "file",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="imported_files",
                    to="blog.mediafile",
                ),
            ),
            (
                "first_import",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="files", to="transfer.import"
                ),
            ),
            (
                "item",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="files",
                    to="transfer.importeditem",
                ),
            ),
            (
                "origin",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="files", to="transfer.origin"
                ),
            ),
        ],
        options={
            "verbose_name": "imported file",
            "verbose_name_plural": "imported files",
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("origin", "address"), name="importedfile_address_unique"
                )
            ],
        },
    ),
]
