"""Sources of quotations, and their counters."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import migrations, models
from django.db.models.functions import Concat, Lower, LTrim, Upper

from blog.common.db.fields import NameKeysField, WebAddressField
from blog.common.text.folding import Folded
from blog.migrations.tables_0090.foreign_keys import create_foreign_key
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="Source",
        fields=[
            ID,
            (
                "kind",
                models.CharField(
                    choices=[
                        ("person", "Person"),
                        ("organisation", "Organisation"),
                        ("publication", "Publication"),
                        ("document", "Document"),
                    ],
                    default="person",
                    max_length=12,
                    verbose_name="kind",
                ),
            ),
            ("name", models.CharField(max_length=200, verbose_name="name")),
            (
                "family_name",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="For a person: the name to sort by, such as Vasseur for Hélène Vasseur.",
                    max_length=200,
                    verbose_name="family name",
                ),
            ),
            (
                "slug",
                models.SlugField(
                    allow_unicode=True, blank=True, max_length=180, unique=True, verbose_name="slug"
                ),
            ),
            (
                "role",
                models.CharField(
                    blank=True,
                    help_text="Title, office or field of a person.",
                    max_length=200,
                    verbose_name="role",
                ),
            ),
            (
                "affiliation",
                models.CharField(
                    blank=True,
                    help_text="The organisation where the person has this role.",
                    max_length=200,
                    verbose_name="affiliation",
                ),
            ),
            ("about", models.TextField(blank=True, max_length=2000, verbose_name="about")),
            ("url", WebAddressField(blank=True, max_length=500, verbose_name="website")),
            (
                "created_by",
                models.ForeignKey(
                    blank=True,
                    editable=False,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to=settings.AUTH_USER_MODEL,
                ),
            ),
            ("was_public", models.BooleanField(db_default=False, default=False, editable=False)),
            (
                "name_keys",
                NameKeysField(
                    base_field=models.TextField(), db_default=[], default=list, editable=False
                ),
            ),
            ("has_duplicate", models.BooleanField(db_default=False, default=False, editable=False)),
            ("portrait", create_foreign_key("source", "portrait", db_constraint=False)),
        ],
        options={
            "verbose_name": "source",
            "verbose_name_plural": "sources",
            "ordering": [Lower("name"), "pk"],
            "indexes": [
                models.Index(Lower("name"), models.F("id"), name="source_by_name"),
                models.Index(
                    models.F("kind"),
                    Lower(
                        LTrim(
                            Concat(
                                "family_name",
                                models.Value(" "),
                                "name",
                                output_field=models.TextField(),
                            )
                        )
                    ),
                    models.F("id"),
                    name="source_by_kind_and_sort_name",
                ),
                GinIndex(
                    OpClass(
                        Folded(
                            Concat(
                                "name",
                                models.Value("\n"),
                                "role",
                                models.Value("\n"),
                                "affiliation",
                                output_field=models.TextField(),
                            )
                        ),
                        name="gin_trgm_ops",
                    ),
                    fastupdate=False,
                    name="source_searched",
                ),
                GinIndex(fields=["name"], name="source_names_alike", opclasses=["gin_trgm_ops"]),
                GinIndex(fastupdate=False, fields=["name_keys"], name="source_name_keys"),
                models.Index(
                    condition=models.Q(portrait__isnull=False),
                    fields=["portrait"],
                    name="source_portraits",
                ),
                models.Index(
                    condition=models.Q(has_duplicate=True), fields=["id"], name="source_duplicates"
                ),
                models.Index(Folded("slug"), name="source_by_folded_slug"),
            ],
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(
                        kind__in=["person", "organisation", "publication", "document"]
                    ),
                    name="source_kind_known",
                ),
                models.CheckConstraint(condition=~models.Q(name=""), name="source_name_given"),
                models.CheckConstraint(condition=~models.Q(slug=""), name="source_slug_given"),
                models.CheckConstraint(
                    condition=models.Q(url="") | models.Q(url__iregex="^https?://"),
                    name="source_url_is_web_address",
                ),
                models.UniqueConstraint(
                    Upper("name"),
                    Upper("affiliation"),
                    name="source_name_affiliation_unique",
                    violation_error_message="A source with this name and affiliation already exists.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SourceCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            (
                "source",
                models.ForeignKey(
                    db_constraint=False,
                    on_delete=models.DO_NOTHING,
                    related_name="counters",
                    to="blog.source",
                ),
            ),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [models.Index(fields=["-count"], name="sourcecounter_by_count")],
        },
    ),
    migrations.CreateModel(
        name="SourceDayCounter",
        fields=[
            ID,
            ("since", models.DateTimeField()),
            ("count", models.BigIntegerField()),
            (
                "source",
                models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=models.DO_NOTHING,
                    related_name="day_counters",
                    to="blog.source",
                ),
            ),
            ("said_on", models.DateField()),
            ("said_precision", models.CharField(max_length=5)),
        ],
        options={
            "abstract": False,
            "default_permissions": (),
            "indexes": [models.Index(fields=["source", "said_on"], name="sourcedaycounter_by_day")],
        },
    ),
]
