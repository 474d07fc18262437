"""Photos and their changes."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator
from django.db import migrations, models
from django.db.models.functions import Concat, Now

from blog.common.db.fields import PerceptualHashField, WebAddressField
from blog.common.text.folding import Folded
from blog.migrations.tables_0090.foreign_keys import create_foreign_key
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Photo",
        fields=[
            ID,
            (
                "image",
                models.FileField(editable=False, max_length=200, upload_to="", verbose_name="file"),
            ),
            ("width", models.PositiveIntegerField(editable=False, verbose_name="width")),
            ("height", models.PositiveIntegerField(editable=False, verbose_name="height")),
            (
                "sha256",
                models.CharField(
                    editable=False, max_length=64, unique=True, verbose_name="content hash"
                ),
            ),
            (
                "alt",
                models.CharField(
                    blank=True,
                    help_text="Describes the picture for people who cannot see it.",
                    max_length=500,
                    verbose_name="alternative text",
                ),
            ),
            (
                "decorative",
                models.BooleanField(
                    default=False,
                    help_text="The picture adds nothing to the text. Screen readers skip it.",
                    verbose_name="decorative",
                ),
            ),
            ("caption", models.TextField(blank=True, max_length=1000, verbose_name="caption")),
            (
                "credit",
                models.CharField(
                    blank=True,
                    help_text="As the agency writes it: Agency/Photographer/Agency.",
                    max_length=300,
                    verbose_name="credit",
                ),
            ),
            (
                "copyright",
                models.CharField(
                    blank=True,
                    help_text="Embedded in the file, for example: © 2026 Someone.",
                    max_length=300,
                    verbose_name="copyright notice",
                ),
            ),
            ("licence_url", WebAddressField(blank=True, max_length=500, verbose_name="licence")),
            (
                "original_url",
                WebAddressField(blank=True, max_length=500, verbose_name="URL of the original"),
            ),
            (
                "focus_x",
                models.PositiveSmallIntegerField(
                    default=50,
                    help_text="In per cent, 0 to 100.",
                    validators=[MaxValueValidator(100)],
                    verbose_name="focal point from the left",
                ),
            ),
            (
                "focus_y",
                models.PositiveSmallIntegerField(
                    default=50,
                    help_text="In per cent, 0 to 100.",
                    validators=[MaxValueValidator(100)],
                    verbose_name="focal point from the top",
                ),
            ),
            ("rendition_hash", models.CharField(blank=True, editable=False, max_length=16)),
            (
                "avif_widths",
                ArrayField(
                    base_field=models.PositiveIntegerField(),
                    blank=True,
                    default=list,
                    editable=False,
                ),
            ),
            (
                "webp_widths",
                ArrayField(
                    base_field=models.PositiveIntegerField(),
                    blank=True,
                    default=list,
                    editable=False,
                ),
            ),
            (
                "uploaded_by",
                models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="photos",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="uploaded")),
            ("last_uploaded_at", models.DateTimeField(db_default=Now(), editable=False)),
            (
                "also_uploaded_by",
                models.ManyToManyField(
                    blank=True, editable=False, related_name="+", to=settings.AUTH_USER_MODEL
                ),
            ),
            ("agency", create_foreign_key("photo", "agency", db_constraint=False)),
            (
                "credentials",
                models.CharField(
                    choices=[
                        ("unchecked", "Not checked"),
                        ("none", "None"),
                        ("valid", "Valid"),
                        ("unknown_signer", "Valid, of an unknown signer"),
                        ("broken", "Broken"),
                    ],
                    db_default="unchecked",
                    default="unchecked",
                    editable=False,
                    max_length=14,
                    verbose_name="content credentials",
                ),
            ),
            ("credentials_summary", models.JSONField(db_default={}, default=dict, editable=False)),
            ("has_duplicate", models.BooleanField(db_default=False, default=False, editable=False)),
            (
                "original_file",
                models.CharField(
                    blank=True, db_default="", default="", editable=False, max_length=200
                ),
            ),
            ("perceptual_hash", PerceptualHashField(editable=False, null=True)),
            (
                "rights",
                models.CharField(
                    choices=[
                        ("unknown", "Unknown"),
                        ("own", "Own picture"),
                        ("licence", "Free licence"),
                        ("agency", "Agency licence"),
                        ("public_domain", "Public domain"),
                        ("permission", "Permission"),
                        ("quotation", "Quoted picture"),
                    ],
                    db_default="unknown",
                    default="unknown",
                    max_length=13,
                    verbose_name="rights",
                ),
            ),
            (
                "rights_until",
                models.DateField(
                    blank=True,
                    help_text="The last day on which the picture may be shown.",
                    null=True,
                    verbose_name="rights end on",
                ),
            ),
            (
                "withdrawal_reason",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    editable=False,
                    max_length=500,
                    verbose_name="reason",
                ),
            ),
            (
                "withdrawn_at",
                models.DateTimeField(editable=False, null=True, verbose_name="taken down"),
            ),
            (
                "file_name",
                models.CharField(
                    blank=True, db_default="", default="", editable=False, max_length=200
                ),
            ),
        ],
        options={
            "verbose_name": "photo",
            "verbose_name_plural": "photos",
            "ordering": ["-created_at", "-pk"],
            "indexes": [
                models.Index(fields=["-created_at", "-id"], name="photo_newest_first"),
                models.Index(fields=["last_uploaded_at", "id"], name="photo_last_uploaded"),
                models.Index(
                    condition=~models.Q(rights="unknown"),
                    fields=["rights", "-created_at", "-id"],
                    name="photo_by_rights",
                ),
                models.Index(
                    condition=models.Q(rights_until__isnull=False),
                    fields=["rights_until", "id"],
                    name="photo_rights_end",
                ),
                models.Index(
                    condition=models.Q(agency__isnull=False),
                    fields=["agency", "-created_at", "-id"],
                    name="photo_by_agency",
                ),
                models.Index(
                    condition=models.Q(has_duplicate=True), fields=["id"], name="photo_duplicates"
                ),
                models.Index(
                    condition=models.Q(perceptual_hash__isnull=True),
                    fields=["id"],
                    name="photo_without_perceptual_hash",
                ),
                models.Index(
                    condition=models.Q(withdrawn_at__isnull=False),
                    fields=["-created_at", "-id"],
                    name="photo_withdrawn",
                ),
                models.Index(
                    condition=models.Q(credit="", decorative=False),
                    fields=["-created_at", "-id"],
                    name="photo_without_credit",
                ),
                models.Index(
                    condition=models.Q(alt="", decorative=False),
                    fields=["-created_at", "-id"],
                    name="photo_without_alt",
                ),
                GinIndex(
                    OpClass(
                        Folded(
                            Concat(
                                "caption",
                                models.Value("\n"),
                                "credit",
                                models.Value("\n"),
                                "alt",
                                models.Value("\n"),
                                "file_name",
                                output_field=models.TextField(),
                            )
                        ),
                        name="gin_trgm_ops",
                    ),
                    fastupdate=False,
                    name="photo_texts_and_name",
                ),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=~models.Q(decorative=True) | models.Q(alt=""),
                    name="photo_alt_or_decorative",
                    violation_error_message="A decorative picture has no alternative text.",
                ),
                models.CheckConstraint(
                    condition=models.Q(height__gt=0, width__gt=0), name="photo_has_size"
                ),
                models.CheckConstraint(
                    condition=models.Q(sha256__regex="^[0-9a-f]{64}$"), name="photo_hash_is_sha256"
                ),
                models.CheckConstraint(
                    condition=models.Q(focus_x__lte=100, focus_y__lte=100),
                    name="photo_focus_is_in_it",
                ),
                models.CheckConstraint(
                    condition=models.Q(licence_url="") | models.Q(licence_url__iregex="^https?://"),
                    name="photo_licence_url_is_web_address",
                ),
                models.CheckConstraint(
                    condition=models.Q(original_url="")
                    | models.Q(original_url__iregex="^https?://"),
                    name="photo_original_url_is_web_address",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="PhotoChange",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[("replace", "Replaced everywhere"), ("take_down", "Taken down")],
                    max_length=9,
                    verbose_name="kind",
                ),
            ),
            ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
            ("created_at", models.DateTimeField(db_default=Now(), verbose_name="when")),
            ("undone_at", models.DateTimeField(null=True, verbose_name="undone")),
            ("before", models.JSONField(default=dict)),
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
                "photo",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="changes",
                    to="blog.photo",
                    verbose_name="photo",
                ),
            ),
            (
                "replacement",
                models.ForeignKey(
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="blog.photo",
                    verbose_name="replacement",
                ),
            ),
        ],
        options={
            "default_permissions": (),
            "indexes": [models.Index(fields=["-id"], name="photochange_latest_first")],
        },
    ),
]
