"""Read models of quotations, for lists of quotations and for search results."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from blog.common.db.languages import get_direction
from blog.common.urls import reverse_cached
from blog.models.quotations import format_date_value
from blog.models.sources import is_title
from blog.read_models.posts import PostLink, list_related_columns


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Fields for a link to a source."""

    pk: int
    name: str
    slug: str
    kind: str

    @property
    def is_titled(self) -> bool:
        return is_title(self.kind)

    def get_absolute_url(self) -> str:
        return reverse_cached("blog:source-detail", self.slug)


@dataclass(frozen=True, slots=True)
class QuotationView:
    """Entry of a list of quotations, with the post and the sources that it links to."""

    pk: int
    position: int
    text: str
    html: str
    attribution: str
    said_on: date | None
    said_precision: str
    url: str
    language: str
    translation: str
    is_machine_translation: bool
    published_at: datetime
    tenures_json: str | None  # Of the speaker or source.
    post: PostLink
    source: SourceLink | None
    speaker: SourceLink | None

    @property
    def locator(self) -> str:
        """The same as `provenance`."""
        return ""

    @property
    def provenance(self) -> tuple[()]:
        """Lists show the credit without its details, which are on the page of the quotation."""
        return ()

    @property
    def date_said(self) -> str:
        return format_date_value(self.said_on, self.said_precision)

    @property
    def direction(self) -> str:
        return get_direction(self.language)

    @property
    def voice_id(self) -> int | None:
        """The key of the speaker, or of the source without a speaker."""
        voice = self.speaker or self.source
        return voice.pk if voice else None

    def get_absolute_url(self) -> str:
        return f"{self.post.get_absolute_url()}#quote-{self.pk}"


_OWN_COLUMNS = [
    field.name for field in fields(QuotationView) if field.name not in ("post", "source", "speaker")
]
_COLUMNS = [
    *_OWN_COLUMNS,
    *list_related_columns(PostLink, "post"),
    *list_related_columns(SourceLink, "source"),
    *list_related_columns(SourceLink, "speaker"),
]
# Where the columns of the post, the source and the speaker begin.
_POST = len(_OWN_COLUMNS)
_SOURCE = _POST + len(fields(PostLink))
_SPEAKER = _SOURCE + len(fields(SourceLink))
_END = len(_COLUMNS)


def select_quotation_columns(quotations: Any, **more: Any) -> QuerySet[Any, Any]:
    """Select what `build_quotation` reads with `values_list()`; `more` are further columns."""
    return quotations.with_tenures().annotate(**more).values_list(*_COLUMNS, *more)


def build_quotation(row: Sequence[Any]) -> QuotationView:
    """Build a quotation from the first columns of a row of `select_quotation_columns`."""
    source = SourceLink(*row[_SOURCE:_SPEAKER]) if row[_SOURCE] else None
    speaker = SourceLink(*row[_SPEAKER:_END]) if row[_SPEAKER] else None
    return QuotationView(*[*row[:_POST], PostLink(*row[_POST:_SOURCE]), source, speaker])


def read_quotations(quotations: QuerySet[Any]) -> list[QuotationView]:
    """Read quotations in their order. One query."""
    return [build_quotation(row) for row in select_quotation_columns(quotations)]


def sort_by_position(page: Iterable[QuotationView], time: str) -> list[QuotationView]:
    """Sort quotations of one post that have the same time by their position in it.

    Pages are divided by time and id, so this sorts within a page only.
    """
    first: dict[tuple[Any, int], int] = {}
    page = list(page)
    for number, row in enumerate(page):
        first.setdefault((getattr(row, time), row.post.pk), number)
    return sorted(page, key=lambda row: (first[getattr(row, time), row.post.pk], row.position))
