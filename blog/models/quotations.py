"""Pull-quotes: verbatim quotations in posts."""

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _

from blog.common import markup
from blog.common.date_precision import DatePrecision, fits_precision, parse_partial_date
from blog.common.db.fields import HTMLField, WebAddressField
from blog.common.db.languages import get_direction, validate_language
from blog.common.db.published_date import COPIED_DATE_OPTIONS, PublishedQuerySet, newest_first
from blog.common.db.search_fields import (
    MAX_INDEXED_LENGTH,
    PENDING_LIST_KB,
    KeptLanguageField,
    Languages,
    Pairs,
    SearchIndexField,
    weighted_vector,
)
from blog.common.formatting.dates import iso_date
from blog.models.blocks import Block
from blog.models.sources import Source
from blog.models.tenures_json import TenuresJSON
from lib.urls import web_address

if TYPE_CHECKING:
    from blog.models.hops import ProvenanceStep

PUBLISHED = models.Q(published_at__isnull=False)
# A quotation's own language, or its post's.
QUOTATION_LANGUAGE = Coalesce(
    NullIf("language", models.Value("")), "post_language", output_field=models.CharField()
)
# The key of the speaker, or of the source without a speaker.
VOICE = Coalesce("speaker_id", "source_id")
LATEST_SAID_FIRST = (models.F("said_on").desc(nulls_last=True), models.F("id").desc())


def format_date_value(said_on: date | None, precision: str) -> str:
    """Return '2023', '2023-03' or '2023-03-22', for HTML's <time>; '' if unknown."""
    return iso_date(said_on, precision) if said_on else ""


class PullQuoteQuerySet(PublishedQuerySet):
    def for_readers(self):
        """Filter quotations in published posts, with post, source, speaker and roles selected.

        Defers the post's HTML.
        """
        public = self.published().select_related("post", "source", "speaker").with_tenures()
        return public.defer("post__html", "post__intro_html", "post__linked_data")

    def newest_posts(self, size: int):
        """Select the keys of the newest posts, without duplicates."""
        newest = self.published().order_by("-published_at", "-post").distinct()
        return newest.values("post")[:size]

    def newest_posts_of(self, source: Source | models.Subquery, size: int):
        """Select the keys of the newest posts that quote a source or speaker, for `pk__in`.

        Reads the end of one index for each role. A combined condition could not use them.
        """
        roles = ("source", "speaker")
        credited, spoken = (self.filter(**{role: source}).newest_posts(size) for role in roles)
        return credited.union(spoken)

    def with_voice(self):
        """Annotate with `voice`: the key of the speaker, or of the source without a speaker."""
        return self.annotate(voice=VOICE).filter(voice__isnull=False)

    def with_tenures(self):
        """Annotate with `tenures_json`: the roles over time of the speaker or source."""
        return self.annotate(tenures_json=TenuresJSON(VOICE))

    def counted_by_voice_and_date(self):
        """Return tuples of `voice`, `said_on`, `said_precision` and a count.

        Counts rows. For all quotations of a source, use `SourceDayCounter`.
        """
        dated = self.with_voice().order_by().values_list("voice", "said_on", "said_precision")
        return dated.annotate(count=models.Count("pk"))


class PullQuote(Block):
    """A quotation: its verbatim text, source, speaker, date and source URL.

    It is a block of its own or stands within a sentence (`is_inline`).
    """

    # `html` is the same text with emphasis and links.
    text = models.TextField(_("text"), blank=True)
    html = HTMLField(policy=markup.INLINE, blank=True, editable=False)
    attribution = models.CharField(_("attribution as typed"), max_length=500, blank=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="quotations",
        verbose_name=_("source"),
        help_text=_("The person or organisation credited."),
    )
    speaker = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="spoken_quotations",
        verbose_name=_("speaker"),
        help_text=_("The person who said it, if not the source."),
    )
    said_on = models.DateField(
        _("date said"),
        null=True,
        blank=True,
        help_text=_("If only the month or year is known, its first day."),
    )
    said_precision = models.CharField(
        _("precision"), max_length=5, choices=DatePrecision, blank=True
    )
    url = WebAddressField(_("source URL"), max_length=1000, blank=True)
    # A link in the attribution, not typed into the field: another attribution removes it.
    is_attribution_url = models.BooleanField(default=False, db_default=False, editable=False)
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        validators=[validate_language],
        help_text=_("Only if it differs from the language of the post."),
    )
    translation = models.TextField(_("translation"), blank=True)
    is_machine_translation = models.BooleanField(
        _("translated by a machine"), default=False, db_default=False
    )
    locator = models.CharField(
        _("place in the source"),
        max_length=100,
        blank=True,
        default="",
        db_default="",
        help_text=_("Page, minute or paragraph, such as p. 4 or 12:31."),
    )
    # Within a sentence of the prose before it, as the next `<q>` there.
    is_inline = models.BooleanField(default=False, editable=False)
    published_at = models.DateTimeField(**COPIED_DATE_OPTIONS)
    # Copied by triggers, because a generated column can only use columns of its own row.
    post_language = KeptLanguageField(max_length=35, blank=True)
    search = SearchIndexField(
        expression=weighted_vector("text", "A", QUOTATION_LANGUAGE, MAX_INDEXED_LENGTH // 2)
        + weighted_vector("attribution", "B", "post_language")
        + weighted_vector("translation", "A", "post_language", MAX_INDEXED_LENGTH // 2)
        + Languages(QUOTATION_LANGUAGE, "post_language")
    )

    # The steps of its provenance, see `blog.models.hops`. Only those who need them select them.
    provenance: "tuple[ProvenanceStep, ...]" = ()

    objects: ClassVar[Any] = PullQuoteQuerySet.as_manager()
    # Set by `with_tenures()`; without it, a quotation shows no role.
    tenures_json: str | None = None

    class Meta(Block.Meta):
        verbose_name = _("pull-quote")
        verbose_name_plural = _("pull-quotes")
        constraints = [
            *Block.Meta.constraints,
            models.CheckConstraint(condition=~models.Q(text=""), name="pullquote_text_given"),
            web_address("url"),
            models.CheckConstraint(
                condition=fits_precision("said"), name="pullquote_said_fits_precision"
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
        ]
        indexes = [
            # A source's page: its quotations by date said.
            models.Index("source", *LATEST_SAID_FIRST, name="pullquote_by_source"),
            models.Index("speaker", *LATEST_SAID_FIRST, name="pullquote_by_speaker"),
            # All quotations, and a source's feeds and related posts, newest first.
            models.Index(*newest_first("id"), condition=PUBLISHED, name="pullquote_newest_first"),
            models.Index(
                "source", *newest_first("post"), condition=PUBLISHED, name="pullquote_source_newest"
            ),
            models.Index(
                "speaker",
                *newest_first("post"),
                condition=PUBLISHED,
                name="pullquote_speaker_newest",
            ),
            # Quotations in a language, newest first.
            models.Index(
                QUOTATION_LANGUAGE,
                *newest_first("id"),
                condition=PUBLISHED,
                name="pullquote_language_newest",
            ),
            # Search by words and by phrases.
            GinIndex(
                fields=["search"],
                fastupdate=True,
                gin_pending_list_limit=PENDING_LIST_KB,
                name="pullquote_words",
            ),
            GinIndex(
                Pairs(),
                condition=PUBLISHED,
                fastupdate=True,
                gin_pending_list_limit=PENDING_LIST_KB,
                name="pullquote_pairs",
            ),
            # Other quotations of the same text, ignoring case, accents and punctuation.
            models.Index(
                models.Func("text", function="quotation_gist", output_field=models.TextField()),
                name="pullquote_same_words",
            ),
            # The desk's list, the last added first: by date said, and by each of its filters.
            models.Index(*LATEST_SAID_FIRST, name="pullquote_by_date_said"),
            models.Index(QUOTATION_LANGUAGE, models.F("id").desc(), name="pullquote_by_language"),
            models.Index(fields=["is_inline", "-id"], name="pullquote_by_kind"),
            models.Index(
                fields=["-id"],
                condition=models.Q(source__isnull=True, speaker__isnull=True),
                name="pullquote_without_source",
            ),
            # With a label, too: 30,000 of a million quotations have no source.
            models.Index(
                QUOTATION_LANGUAGE,
                models.F("id").desc(),
                condition=models.Q(source__isnull=True, speaker__isnull=True),
                name="pullquote_sourceless_language",
            ),
            models.Index(
                fields=["-id"], condition=models.Q(url=""), name="pullquote_without_address"
            ),
            # Search: the languages of quotations that differ from their posts'.
            models.Index(
                fields=["language"],
                condition=~models.Q(language=""),
                name="pullquote_own_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def set_html(self, html: str) -> None:
        """Set `html` and `text` from inline HTML."""
        self.html = markup.INLINE(html)
        self.text = markup.plain_text(self.html)

    def save(self, *args, **kwargs) -> None:
        """Save. `text` is authoritative: `html` with different text is rebuilt from it."""
        if markup.plain_text(markup.INLINE(self.html)) != self.text:
            self.html = markup.escape(self.text)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return its URL in the post. One query unless the post is selected."""
        return f"{self.post.get_absolute_url()}#quote-{self.pk}"

    @property
    def voice_id(self) -> int | None:
        """Return the same as `voice` of `with_voice()`."""
        return self.speaker_id or self.source_id

    @property
    def date_said(self) -> str:
        return format_date_value(self.said_on, self.said_precision)

    @date_said.setter
    def date_said(self, value: str) -> None:
        """Set the date and its precision. Raises ValueError for an invalid date."""
        parsed = parse_partial_date(value)
        if value and parsed is None:
            raise ValueError(value)
        self.said_on, self.said_precision = parsed or (None, "")

    @property
    def group(self) -> tuple:
        """Return the key by which adjacent quotations share an attribution."""
        credited = [source and (source.pk or source.name) for source in (self.source, self.speaker)]
        details = (self.locator, self.is_machine_translation, self.provenance)
        return (self.attribution, *credited, self.date_said, self.url, self.language, *details)

    @property
    def direction(self) -> str:
        return get_direction(self.language)
