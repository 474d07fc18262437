"""Names, identifiers, relations and roles of sources."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.functions import Upper

from blog.common.db.fields import NameKeysField
from blog.common.text.folding import Folded
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="SourceName",
        fields=[
            ID,
            ("name", models.CharField(max_length=200, verbose_name="name")),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("spelling", "Other spelling"),
                        ("former", "Former name"),
                        ("short", "Short name"),
                        ("translation", "Translation"),
                    ],
                    default="spelling",
                    max_length=11,
                    verbose_name="kind",
                ),
            ),
            (
                "language",
                models.CharField(
                    blank=True,
                    help_text="Code of the language of the name, such as ru or zh-Hant.",
                    max_length=35,
                    validators=[
                        RegexValidator(
                            "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
                            "Enter a language code such as en, fr or zh-Hant.",
                        )
                    ],
                    verbose_name="language",
                ),
            ),
            (
                "name_keys",
                NameKeysField(
                    base_field=models.TextField(), db_default=[], default=list, editable=False
                ),
            ),
            (
                "source",
                models.ForeignKey(on_delete=models.CASCADE, related_name="names", to="blog.source"),
            ),
        ],
        options={
            "verbose_name": "other name",
            "verbose_name_plural": "other names",
            "ordering": ["name", "pk"],
            "default_permissions": (),
            "indexes": [
                models.Index(Upper("name"), name="sourcename_by_name"),
                GinIndex(fastupdate=False, fields=["name_keys"], name="sourcename_keys"),
                GinIndex(
                    OpClass(Folded("name"), name="gin_trgm_ops"),
                    fastupdate=False,
                    name="sourcename_searched",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    models.F("source"),
                    Upper("name"),
                    name="sourcename_unique",
                    violation_error_message="This source already has this name.",
                ),
                models.CheckConstraint(condition=~models.Q(name=""), name="sourcename_name_given"),
                models.CheckConstraint(
                    condition=models.Q(kind__in=["spelling", "former", "short", "translation"]),
                    name="sourcename_kind_known",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SourceIdentifier",
        fields=[
            ID,
            (
                "scheme",
                models.CharField(
                    choices=[
                        ("wikidata", "Wikidata"),
                        ("viaf", "VIAF"),
                        ("isni", "ISNI"),
                        ("orcid", "ORCID"),
                        ("ror", "ROR"),
                        ("doi", "DOI"),
                    ],
                    max_length=8,
                    verbose_name="scheme",
                ),
            ),
            ("value", models.CharField(max_length=200, verbose_name="identifier")),
            (
                "source",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="identifiers", to="blog.source"
                ),
            ),
        ],
        options={
            "verbose_name": "identifier",
            "verbose_name_plural": "identifiers",
            "ordering": ["scheme", "value"],
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("scheme", "value"),
                    name="sourceidentifier_unique",
                    violation_error_message="Another source has this identifier.",
                ),
                models.CheckConstraint(
                    condition=~models.Q(value=""), name="sourceidentifier_given"
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="SourceRelation",
        fields=[
            ID,
            ("started_on", models.DateField(blank=True, null=True, verbose_name="from")),
            (
                "started_precision",
                models.CharField(
                    blank=True,
                    choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                    max_length=5,
                    verbose_name="precision",
                ),
            ),
            ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
            (
                "ended_precision",
                models.CharField(
                    blank=True,
                    choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                    max_length=5,
                    verbose_name="precision",
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("published_by", "is published by"),
                        ("part_of", "is part of"),
                        ("speaks_for", "speaks for"),
                        ("followed_by", "was followed by"),
                    ],
                    max_length=12,
                    verbose_name="relation",
                ),
            ),
            (
                "other",
                models.ForeignKey(
                    on_delete=models.CASCADE,
                    related_name="relations_of",
                    to="blog.source",
                    verbose_name="to",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="relations", to="blog.source"
                ),
            ),
        ],
        options={
            "verbose_name": "relation",
            "verbose_name_plural": "relations",
            "ordering": ["kind", "pk"],
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(started_on__isnull=True, started_precision="")
                    | models.Q(started_on__isnull=False, started_precision="day")
                    | models.Q(started_on__day=1, started_precision="month")
                    | models.Q(started_on__day=1, started_on__month=1, started_precision="year"),
                    name="sourcerelation_start_fits_precision",
                ),
                models.CheckConstraint(
                    condition=models.Q(ended_on__isnull=True, ended_precision="")
                    | models.Q(ended_on__isnull=False, ended_precision="day")
                    | models.Q(ended_on__day=1, ended_precision="month")
                    | models.Q(ended_on__day=1, ended_on__month=1, ended_precision="year"),
                    name="sourcerelation_end_fits_precision",
                ),
                models.CheckConstraint(
                    condition=models.Q(started_on__isnull=True)
                    | models.Q(ended_on__isnull=True)
                    | models.Q(ended_precision__in=["month", "year"])
                    | models.Q(started_on__lte=models.F("ended_on")),
                    name="sourcerelation_ends_after_start",
                    violation_error_message="The end is before the beginning.",
                ),
                models.CheckConstraint(
                    condition=~models.Q(source=models.F("other")),
                    name="sourcerelation_to_another",
                    violation_error_message="A source has no relation to itself.",
                ),
                models.UniqueConstraint(
                    fields=("source", "kind", "other", "started_on"),
                    name="sourcerelation_unique",
                    nulls_distinct=False,
                    violation_error_message="This relation is already listed.",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Tenure",
        fields=[
            ID,
            ("started_on", models.DateField(blank=True, null=True, verbose_name="from")),
            (
                "started_precision",
                models.CharField(
                    blank=True,
                    choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                    max_length=5,
                    verbose_name="precision",
                ),
            ),
            ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
            (
                "ended_precision",
                models.CharField(
                    blank=True,
                    choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                    max_length=5,
                    verbose_name="precision",
                ),
            ),
            ("role", models.CharField(max_length=200, verbose_name="role")),
            (
                "organisation_name",
                models.CharField(
                    blank=True, max_length=200, verbose_name="name of the organisation"
                ),
            ),
            (
                "organisation",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.SET_NULL,
                    related_name="+",
                    to="blog.source",
                    verbose_name="organisation",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="tenures", to="blog.source"
                ),
            ),
        ],
        options={
            "verbose_name": "role over time",
            "verbose_name_plural": "roles over time",
            "ordering": [
                models.OrderBy(models.F("started_on"), descending=True, nulls_last=True),
                "-pk",
            ],
            "abstract": False,
            "default_permissions": (),
            "constraints": [
                models.CheckConstraint(
                    condition=models.Q(started_on__isnull=True, started_precision="")
                    | models.Q(started_on__isnull=False, started_precision="day")
                    | models.Q(started_on__day=1, started_precision="month")
                    | models.Q(started_on__day=1, started_on__month=1, started_precision="year"),
                    name="tenure_start_fits_precision",
                ),
                models.CheckConstraint(
                    condition=models.Q(ended_on__isnull=True, ended_precision="")
                    | models.Q(ended_on__isnull=False, ended_precision="day")
                    | models.Q(ended_on__day=1, ended_precision="month")
                    | models.Q(ended_on__day=1, ended_on__month=1, ended_precision="year"),
                    name="tenure_end_fits_precision",
                ),
                models.CheckConstraint(
                    condition=models.Q(started_on__isnull=True)
                    | models.Q(ended_on__isnull=True)
                    | models.Q(ended_precision__in=["month", "year"])
                    | models.Q(started_on__lte=models.F("ended_on")),
                    name="tenure_ends_after_start",
                    violation_error_message="The end is before the beginning.",
                ),
                models.CheckConstraint(condition=~models.Q(role=""), name="tenure_role_given"),
            ],
        },
    ),
]
