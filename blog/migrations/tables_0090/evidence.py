"""Pages of quotations, their copies and checks."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="QuotedPage",
        fields=[
            ID,
            ("url", models.CharField(max_length=2000, unique=True)),
            ("host", models.CharField(max_length=255)),
            ("due_at", models.DateTimeField(db_default=Now(), null=True)),
            ("asked_at", models.DateTimeField(null=True)),
            ("quiet_looks", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("etag", models.CharField(blank=True, db_default="", default="", max_length=300)),
            (
                "last_modified",
                models.CharField(blank=True, db_default="", default="", max_length=300),
            ),
            (
                "opened_by",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(due_at__isnull=False),
                    fields=["due_at"],
                    name="quotedpage_due",
                ),
                models.Index(
                    condition=models.Q(opened_by__isnull=False),
                    fields=["opened_by"],
                    name="quotedpage_opened_by",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PageCopy",
        fields=[
            ID,
            ("requested_url", models.CharField(max_length=2000, verbose_name="URL")),
            ("final_url", models.CharField(max_length=2000, verbose_name="URL after redirects")),
            ("taken_at", models.DateTimeField(db_default=Now(), verbose_name="taken")),
            ("status", models.PositiveSmallIntegerField(verbose_name="HTTP status")),
            ("headers", models.JSONField(verbose_name="headers")),
            ("body_hash", models.CharField(max_length=64, verbose_name="hash of the file")),
            ("text_hash", models.CharField(max_length=64, verbose_name="hash of the text")),
            ("body", models.BinaryField(null=True)),
            ("text", models.BinaryField(null=True)),
            ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
            ("text_length", models.PositiveIntegerField()),
            ("title", models.CharField(blank=True, max_length=300, verbose_name="title")),
            ("byline", models.CharField(blank=True, max_length=300, verbose_name="byline")),
            (
                "page_date",
                models.CharField(blank=True, max_length=40, verbose_name="date on the page"),
            ),
            ("language", models.CharField(blank=True, max_length=35, verbose_name="language")),
            ("is_refused", models.BooleanField(db_default=False, default=False)),
            ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
            (
                "withdrawal_reason",
                models.CharField(blank=True, max_length=300, verbose_name="reason"),
            ),
            (
                "withdrawn_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "page",
                models.ForeignKey(
                    on_delete=models.PROTECT, related_name="copies", to="blog.quotedpage"
                ),
            ),
            (
                "is_handed_in",
                models.BooleanField(db_default=False, default=False, verbose_name="handed in"),
            ),
            (
                "is_rendered",
                models.BooleanField(
                    db_default=False, default=False, verbose_name="shown by a browser"
                ),
            ),
            ("snapshot", models.BinaryField(null=True)),
            (
                "snapshot_hash",
                models.CharField(blank=True, db_default="", default="", max_length=64),
            ),
            ("exchanges", models.JSONField(null=True)),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("page", "text_hash"), name="pagecopy_once_for_a_text"
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        body_hash__regex="^[0-9a-f]{64}$", text_hash__regex="^[0-9a-f]{64}$"
                    ),
                    name="pagecopy_hashes_are_sha256",
                ),
                models.CheckConstraint(
                    condition=(
                        (models.Q(withdrawn_at__isnull=False) | models.Q(is_refused=True))
                        & models.Q(body__isnull=True)
                        & models.Q(text__isnull=True)
                    )
                    | models.Q(
                        body__isnull=False,
                        is_refused=False,
                        text__isnull=False,
                        withdrawn_at__isnull=True,
                    ),
                    name="pagecopy_has_body_unless_withdrawn",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="QuotationCheck",
        fields=[
            ID,
            ("text_hash", models.CharField(max_length=64)),
            (
                "verdict",
                models.CharField(
                    blank=True,
                    choices=[
                        ("", "Not read yet"),
                        ("same", "Letter by letter"),
                        ("typographic", "In other typography"),
                        ("marked", "With marked omissions or additions"),
                        ("changed", "Changed"),
                        ("gone", "Gone"),
                    ],
                    db_default="",
                    default="",
                    max_length=11,
                    verbose_name="verdict",
                ),
            ),
            ("start", models.IntegerField(db_default=-1, default=-1)),
            ("length", models.PositiveIntegerField(db_default=0, default=0)),
            ("there", models.TextField(blank=True, db_default="", default="")),
            ("before", models.CharField(blank=True, db_default="", default="", max_length=200)),
            ("after", models.CharField(blank=True, db_default="", default="", max_length=200)),
            ("difference", models.JSONField(default=list)),
            ("fragment", models.CharField(blank=True, db_default="", default="", max_length=500)),
            ("looks", models.PositiveSmallIntegerField(db_default=0, default=0)),
            ("since", models.DateTimeField(null=True, verbose_name="since")),
            ("checked_at", models.DateTimeField(null=True, verbose_name="last read")),
            (
                "stood_verdict",
                models.CharField(blank=True, db_default="", default="", max_length=11),
            ),
            ("stood_first_at", models.DateTimeField(null=True)),
            ("stood_last_at", models.DateTimeField(null=True)),
            (
                "unread_reason",
                models.CharField(
                    blank=True,
                    choices=[
                        ("robots", "The site does not allow programs to read this page."),
                        ("blocked", "The site refused to show this page."),
                        ("missing", "There is no page at this address."),
                        ("unreachable", "The site did not respond."),
                        ("format", "The file is damaged, or of a kind that is not read."),
                        ("scan", "This PDF has no text: it is a scan or a picture."),
                        (
                            "fonts",
                            "The letters of this PDF cannot be read: its fonts do not name them.",
                        ),
                        ("encrypted", "This PDF is encrypted: it opens only with a password."),
                        ("large", "The page is too large to be read."),
                        ("short", "The page shows too little of the article, as behind a paywall."),
                    ],
                    db_default="",
                    default="",
                    max_length=11,
                ),
            ),
            ("unread_at", models.DateTimeField(null=True)),
            ("overruled_at", models.DateTimeField(null=True)),
            (
                "overrule_reason",
                models.CharField(blank=True, db_default="", default="", max_length=300),
            ),
            (
                "copy",
                models.ForeignKey(
                    null=True, on_delete=models.PROTECT, related_name="+", to="blog.pagecopy"
                ),
            ),
            (
                "first_copy",
                models.ForeignKey(
                    null=True, on_delete=models.PROTECT, related_name="+", to="blog.pagecopy"
                ),
            ),
            (
                "overruled_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "quotation",
                models.OneToOneField(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="evidence",
                    to="blog.pullquote",
                ),
            ),
            (
                "page",
                models.ForeignKey(
                    on_delete=models.PROTECT, related_name="checks", to="blog.quotedpage"
                ),
            ),
        ],
        options={
            "verbose_name": "check of a quotation",
            "verbose_name_plural": "checks of quotations",
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(
                        looks__gte=2, overruled_at__isnull=True, verdict__in=["changed", "gone"]
                    ),
                    fields=["-since", "-id"],
                    name="quotationcheck_findings",
                ),
                models.Index(
                    condition=~models.Q(unread_reason=""),
                    fields=["-unread_at", "-id"],
                    name="quotationcheck_unread",
                ),
                models.Index(
                    condition=models.Q(overruled_at__isnull=False),
                    fields=["-overruled_at", "-id"],
                    name="quotationcheck_overruled",
                ),
                models.Index(fields=["verdict", "-quotation"], name="quotationcheck_by_verdict"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(overruled_at__isnull=True) | ~models.Q(overrule_reason=""),
                    name="quotationcheck_overruled_with_reason",
                )
            ],
        },
    ),
    migrations.CreateModel(
        name="VerdictChange",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[
                        ("stands", "The words stand on the page"),
                        ("changed", "The page says something else"),
                        ("gone", "The words are no longer on the page"),
                        ("overruled", "Overruled by an editor"),
                        ("reinstated", "No longer overruled"),
                    ],
                    max_length=10,
                    verbose_name="what",
                ),
            ),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("there", models.TextField(blank=True)),
            ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            (
                "by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "check_row",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="changes",
                    to="blog.quotationcheck",
                ),
            ),
            (
                "copy",
                models.ForeignKey(
                    null=True, on_delete=models.PROTECT, related_name="+", to="blog.pagecopy"
                ),
            ),
        ],
        options={"ordering": ["-created_at", "-pk"], "default_permissions": ()},
    ),
    migrations.CreateModel(
        name="CopyPublication",
        fields=[
            ID,
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
            ("published_at", models.DateTimeField(db_default=Now(), verbose_name="published")),
            ("ended_at", models.DateTimeField(null=True, verbose_name="taken back")),
            (
                "copy",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="publications",
                    to="blog.pagecopy",
                ),
            ),
            (
                "ended_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            (
                "published_by",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
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
                    condition=models.Q(ended_at__isnull=True),
                    fields=["-published_at", "-id"],
                    name="copypublication_public",
                )
            ],
            "constraints": [
                models.UniqueConstraint(
                    condition=models.Q(ended_at__isnull=True),
                    fields=("copy",),
                    name="copypublication_once_at_a_time",
                ),
                models.CheckConstraint(
                    condition=models.Q(
                        ground__in=["licence", "own", "permission", "official", "law"]
                    ),
                    name="copypublication_has_ground",
                ),
                models.CheckConstraint(
                    condition=models.Q(ground__in=["own", "official"]) | ~models.Q(details=""),
                    name="copypublication_has_details",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="AskedHost",
        fields=[
            ID,
            ("kind", models.CharField(max_length=20)),
            ("name", models.CharField(max_length=255)),
            ("free_at", models.DateTimeField()),
            ("is_waiting", models.BooleanField(db_default=True, default=True)),
        ],
        options={
            "default_permissions": (),
            "indexes": [
                models.Index(
                    condition=models.Q(is_waiting=True),
                    fields=["kind", "free_at"],
                    name="askedhost_waiting",
                )
            ],
            "constraints": [
                models.UniqueConstraint(fields=("kind", "name"), name="askedhost_once")
            ],
        },
    ),
    migrations.CreateModel(
        name="WaitingAddress",
        fields=[
            ID,
            ("kind", models.CharField(max_length=20)),
            ("address", models.BigIntegerField()),
            ("host", models.CharField(max_length=255)),
            ("since", models.DateTimeField()),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["kind", "host", "since"], name="waitingaddress_line")],
            "constraints": [
                models.UniqueConstraint(fields=("kind", "address"), name="waitingaddress_once")
            ],
        },
    ),
]
