"""Quotations and their provenance."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchConfig,
    SearchVector,
    SearchVectorField,
)
from django.core.validators import RegexValidator
from django.db import migrations, models
from django.db.models.functions import Coalesce, Left, Now, NullIf

from blog.common.db.fields import HTMLField, WebAddressField
from blog.common.db.search_fields import KeptLanguageField, Languages, Pairs, SearchIndexField
from lib.squashed_migrations import ID

MODELS = [
    migrations.CreateModel(
        name="PullQuote",
        fields=[
            ID,
            (
                "post",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="%(class)ss", to="blog.post"
                ),
            ),
            ("position", models.PositiveIntegerField()),
            ("text", models.TextField(blank=True, verbose_name="text")),
            ("html", HTMLField(blank=True, editable=False)),
            (
                "attribution",
                models.CharField(blank=True, max_length=500, verbose_name="attribution as typed"),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    help_text="The person or organisation credited.",
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="quotations",
                    to="blog.source",
                    verbose_name="source",
                ),
            ),
            (
                "speaker",
                models.ForeignKey(
                    blank=True,
                    help_text="The person who said it, if not the source.",
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="spoken_quotations",
                    to="blog.source",
                    verbose_name="speaker",
                ),
            ),
            (
                "said_on",
                models.DateField(
                    blank=True,
                    help_text="If only the month or year is known, its first day.",
                    null=True,
                    verbose_name="date said",
                ),
            ),
            (
                "said_precision",
                models.CharField(
                    blank=True,
                    choices=[("day", "Day"), ("month", "Month"), ("year", "Year")],
                    max_length=5,
                    verbose_name="precision",
                ),
            ),
            ("url", WebAddressField(blank=True, max_length=1000, verbose_name="source URL")),
            (
                "language",
                models.CharField(
                    blank=True,
                    help_text="Only if it differs from the language of the post.",
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
            ("translation", models.TextField(blank=True, verbose_name="translation")),
            ("is_inline", models.BooleanField(default=False, editable=False)),
            ("published_at", models.DateTimeField(editable=False, null=True)),
            (
                "post_language",
                KeptLanguageField(blank=True, editable=False, max_length=35, serialize=False),
            ),
            (
                "search",
                SearchIndexField(
                    db_persist=True,
                    expression=CombinedSearchVector(
                        CombinedSearchVector(
                            CombinedSearchVector(
                                SearchVector(
                                    Left("text", 60000),
                                    config=models.Func(
                                        Coalesce(
                                            NullIf("language", models.Value("")),
                                            "post_language",
                                            output_field=models.CharField(),
                                        ),
                                        function="search_configuration",
                                    ),
                                    weight="A",
                                ),
                                "||",
                                SearchVector(
                                    Left("attribution", 120000),
                                    config=models.Func(
                                        "post_language", function="search_configuration"
                                    ),
                                    weight="B",
                                ),
                                SearchConfig(
                                    models.Func(
                                        Coalesce(
                                            NullIf("language", models.Value("")),
                                            "post_language",
                                            output_field=models.CharField(),
                                        ),
                                        function="search_configuration",
                                    )
                                ),
                            ),
                            "||",
                            SearchVector(
                                Left("translation", 60000),
                                config=models.Func(
                                    "post_language", function="search_configuration"
                                ),
                                weight="A",
                            ),
                            SearchConfig(
                                models.Func(
                                    Coalesce(
                                        NullIf("language", models.Value("")),
                                        "post_language",
                                        output_field=models.CharField(),
                                    ),
                                    function="search_configuration",
                                )
                            ),
                        ),
                        "||",
                        Languages(
                            Coalesce(
                                NullIf("language", models.Value("")),
                                "post_language",
                                output_field=models.CharField(),
                            ),
                            "post_language",
                        ),
                        SearchConfig(
                            models.Func(
                                Coalesce(
                                    NullIf("language", models.Value("")),
                                    "post_language",
                                    output_field=models.CharField(),
                                ),
                                function="search_configuration",
                            )
                        ),
                    ),
                    output_field=SearchVectorField(),
                    serialize=False,
                ),
            ),
            (
                "is_attribution_url",
                models.BooleanField(db_default=False, default=False, editable=False),
            ),
            (
                "is_machine_translation",
                models.BooleanField(
                    db_default=False, default=False, verbose_name="translated by a machine"
                ),
            ),
            (
                "locator",
                models.CharField(
                    blank=True,
                    db_default="",
                    default="",
                    help_text="Page, minute or paragraph, such as p. 4 or 12:31.",
                    max_length=100,
                    verbose_name="place in the source",
                ),
            ),
        ],
        options={
            "verbose_name": "pull-quote",
            "verbose_name_plural": "pull-quotes",
            "ordering": ["position"],
            "abstract": False,
            "indexes": [
                models.Index(
                    models.F("source"),
                    models.OrderBy(models.F("said_on"), descending=True, nulls_last=True),
                    models.OrderBy(models.F("id"), descending=True),
                    name="pullquote_by_source",
                ),
                models.Index(
                    models.F("speaker"),
                    models.OrderBy(models.F("said_on"), descending=True, nulls_last=True),
                    models.OrderBy(models.F("id"), descending=True),
                    name="pullquote_by_speaker",
                ),
                models.Index(
                    models.OrderBy(models.F("published_at"), descending=True),
                    models.OrderBy(models.F("id"), descending=True),
                    condition=models.Q(published_at__isnull=False),
                    name="pullquote_newest_first",
                ),
                models.Index(
                    models.F("source"),
                    models.OrderBy(models.F("published_at"), descending=True),
                    models.OrderBy(models.F("post"), descending=True),
                    condition=models.Q(published_at__isnull=False),
                    name="pullquote_source_newest",
                ),
                models.Index(
                    models.F("speaker"),
                    models.OrderBy(models.F("published_at"), descending=True),
                    models.OrderBy(models.F("post"), descending=True),
                    condition=models.Q(published_at__isnull=False),
                    name="pullquote_speaker_newest",
                ),
                models.Index(
                    Coalesce(
                        NullIf("language", models.Value("")),
                        "post_language",
                        output_field=models.CharField(),
                    ),
                    models.OrderBy(models.F("published_at"), descending=True),
                    models.OrderBy(models.F("id"), descending=True),
                    condition=models.Q(published_at__isnull=False),
                    name="pullquote_language_newest",
                ),
                models.Index(
                    models.Func("text", function="quotation_gist", output_field=models.TextField()),
                    name="pullquote_same_words",
                ),
                models.Index(
                    condition=~models.Q(language=""),
                    fields=["language"],
                    name="pullquote_own_languages",
                ),
                models.Index(
                    models.OrderBy(models.F("said_on"), descending=True, nulls_last=True),
                    models.OrderBy(models.F("id"), descending=True),
                    name="pullquote_by_date_said",
                ),
                models.Index(
                    Coalesce(
                        NullIf("language", models.Value("")),
                        "post_language",
                        output_field=models.CharField(),
                    ),
                    models.OrderBy(models.F("id"), descending=True),
                    name="pullquote_by_language",
                ),
                models.Index(fields=["is_inline", "-id"], name="pullquote_by_kind"),
                models.Index(
                    condition=models.Q(source__isnull=True, speaker__isnull=True),
                    fields=["-id"],
                    name="pullquote_without_source",
                ),
                models.Index(
                    condition=models.Q(url=""), fields=["-id"], name="pullquote_without_address"
                ),
                models.Index(
                    Coalesce(
                        NullIf("language", models.Value("")),
                        "post_language",
                        output_field=models.CharField(),
                    ),
                    models.OrderBy(models.F("id"), descending=True),
                    condition=models.Q(source__isnull=True, speaker__isnull=True),
                    name="pullquote_sourceless_language",
                ),
                GinIndex(
                    fastupdate=True,
                    fields=["search"],
                    gin_pending_list_limit=2048,
                    name="pullquote_words",
                ),
                GinIndex(
                    Pairs(),
                    condition=models.Q(published_at__isnull=False),
                    fastupdate=True,
                    gin_pending_list_limit=2048,
                    name="pullquote_pairs",
                ),
            ],
            "constraints": [
                models.UniqueConstraint(
                    deferrable=models.Deferrable.DEFERRED,
                    fields=("post", "position"),
                    name="pullquote_post_position_unique",
                ),
                models.CheckConstraint(condition=~models.Q(text=""), name="pullquote_text_given"),
                models.CheckConstraint(
                    condition=models.Q(url="") | models.Q(url__iregex="^https?://"),
                    name="pullquote_url_is_web_address",
                ),
                models.CheckConstraint(
                    condition=models.Q(said_on__isnull=True, said_precision="")
                    | models.Q(said_on__isnull=False, said_precision="day")
                    | models.Q(said_on__day=1, said_precision="month")
                    | models.Q(said_on__day=1, said_on__month=1, said_precision="year"),
                    name="pullquote_said_fits_precision",
                ),
                models.CheckConstraint(
                    condition=models.Q(speaker__isnull=True)
                    | models.Q(source__isnull=True)
                    | ~models.Q(speaker=models.F("source")),
                    name="pullquote_speaker_is_another",
                ),
                models.CheckConstraint(
                    condition=models.Q(translation="") | ~models.Q(language=""),
                    name="pullquote_translation_has_language",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="Hop",
        fields=[
            ID,
            ("position", models.PositiveSmallIntegerField()),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("said_to", "said to"),
                        ("reported_by", "reported by"),
                        ("quoted_in", "quoted in"),
                        ("translated_by", "translated by"),
                    ],
                    max_length=13,
                    verbose_name="step",
                ),
            ),
            ("url", WebAddressField(blank=True, max_length=1000, verbose_name="address")),
            (
                "quotation",
                models.ForeignKey(
                    on_delete=models.CASCADE, related_name="hops", to="blog.pullquote"
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    blank=True,
                    null=True,
                    on_delete=models.PROTECT,
                    related_name="hops",
                    to="blog.source",
                    verbose_name="source",
                ),
            ),
        ],
        options={
            "verbose_name": "step of provenance",
            "verbose_name_plural": "steps of provenance",
            "ordering": ["position"],
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    deferrable=models.Deferrable.DEFERRED,
                    fields=("quotation", "position"),
                    name="hop_position_unique",
                ),
                models.CheckConstraint(
                    condition=models.Q(source__isnull=False) | ~models.Q(url=""),
                    name="hop_not_empty",
                ),
                models.CheckConstraint(
                    condition=models.Q(url="") | models.Q(url__iregex="^https?://"),
                    name="hop_url_is_web_address",
                ),
            ],
        },
    ),
    migrations.CreateModel(
        name="DismissedPair",
        fields=[
            ID,
            ("first_id", models.BigIntegerField()),
            ("second_id", models.BigIntegerField()),
            ("created_at", models.DateTimeField(db_default=Now())),
        ],
        options={
            "default_permissions": (),
            "constraints": [
                models.UniqueConstraint(
                    fields=("first_id", "second_id"), name="dismissedpair_unique"
                ),
                models.CheckConstraint(
                    condition=models.Q(first_id__lt=models.F("second_id")),
                    name="dismissedpair_in_order",
                ),
            ],
        },
    ),
]
