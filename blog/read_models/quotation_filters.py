"""Filters of the list of all quotations, and its pages.

Quotations are listed by publication, the newest first. Each combination of filters is read along
one index: that of the source, else of the label, else of the language. The other filters are
applied row by row, so a page reads at most all rows of the source, the label or the language.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import QueryDict
from django.utils.translation import gettext as _

from blog.common import markup
from blog.common.db.languages import get_language_name
from blog.common.db.published_date import published_in
from blog.common.pagination import Page, UnionBranch, paginate
from blog.common.text.folding import fold
from blog.models import Label, PostLabel, PullQuote, Source
from blog.models.quotations import QUOTATION_LANGUAGE
from blog.read_models.quotations import QuotationView, read_quotations, sort_by_position

MAX_VALUE_LENGTH = 200  # In characters.
# The choices are the most frequent sources and labels of the newest quotations.
NEWEST_QUOTATIONS, MAX_CHOICES = 300, 100

_CHOICES_SQL = f"""
WITH RECURSIVE newest AS (
    SELECT post_id, source_id, speaker_id FROM blog_pullquote
    WHERE published_at <= statement_timestamp()
    ORDER BY published_at DESC, id DESC LIMIT {NEWEST_QUOTATIONS}
), languages(code) AS (
    SELECT min(coalesce(nullif(language, ''), post_language)) FROM blog_pullquote
    WHERE published_at <= statement_timestamp()
  UNION ALL
    SELECT (
        SELECT min(coalesce(nullif(language, ''), post_language)) FROM blog_pullquote
        WHERE published_at <= statement_timestamp()
            AND coalesce(nullif(language, ''), post_language) > code
    ) FROM languages WHERE code IS NOT NULL
), sources(id) AS (
    SELECT credited.id FROM newest, LATERAL (VALUES (source_id), (speaker_id)) AS credited (id)
    WHERE credited.id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {MAX_CHOICES}
), labels(id) AS (
    SELECT tag_id FROM (SELECT DISTINCT post_id FROM newest) AS posts
    JOIN blog_postlabel ON content_object_id = post_id
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {MAX_CHOICES}
)
SELECT 'source', slug, name, ltrim(family_name || ' ' || name) FROM blog_source
    WHERE id IN (
        SELECT id FROM sources
        UNION ALL
        SELECT id FROM blog_source AS chosen WHERE slug = %(source)s AND (
            EXISTS (SELECT FROM blog_pullquote WHERE source_id = chosen.id
                AND published_at <= statement_timestamp())
            OR EXISTS (SELECT FROM blog_pullquote WHERE speaker_id = chosen.id
                AND published_at <= statement_timestamp())
        )
    )
UNION ALL
SELECT 'label', slug, name, name FROM blog_label
    WHERE id IN (
        SELECT id FROM labels
        UNION ALL
        SELECT id FROM blog_label AS chosen WHERE slug = %(label)s
            AND EXISTS (SELECT FROM blog_postlabel WHERE tag_id = chosen.id
                AND published_at <= statement_timestamp())
    )
UNION ALL
SELECT 'year', year::text, year::text, year::text FROM (
    SELECT extract(year FROM month)::integer FROM blog_monthcounter
    WHERE since <= statement_timestamp() GROUP BY 1 HAVING sum(count) > 0
) AS years (year)
UNION ALL
SELECT 'language', code, code, code FROM languages WHERE code IS NOT NULL
"""


class Choice(NamedTuple):
    value: str
    name: str
    is_current: bool


class Filter(NamedTuple):
    """A field of the form with its choices.

    `without` is the URL of the list without this filter, '' where it is not set.
    """

    name: str
    title: str
    choices: list[Choice]
    current: str
    without: str


@dataclass(frozen=True)
class QuotationFilters:
    """The filters of a query string. Unknown values are accepted, and match nothing."""

    source: str = ""
    label: str = ""
    year: str = ""
    language: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "QuotationFilters":
        names = ("source", "label", "year", "language")
        return cls(
            **{name: markup.clean_text(query.get(name, ""))[:MAX_VALUE_LENGTH] for name in names}
        )

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query_string(self) -> str:
        return f"?{urlencode(self.chosen)}" if self.chosen else ""

    def page(self, query: QueryDict, size: int) -> Page[QuotationView]:
        """Return one page of quotations; raise Http404 for a malformed key. One query."""
        page = paginate(
            PullQuote.objects.published().filter(published_in(self.year)),
            query,
            size,
            branches=self._build_branches(),
            parameters=self.chosen,
            read=read_quotations,
        )
        return replace(page, rows=sort_by_position(page.rows, "published_at"))

    def _build_branches(self) -> list[UnionBranch]:
        if self.source:
            return [UnionBranch(self._credited(role), "pk") for role in ("source", "speaker")]
        if self.label:
            return [UnionBranch(self._labelled, "content_object__pullquotes")]
        if self.language:
            return [UnionBranch(self._in_language, "pk")]
        return []

    def _credited(self, role: str) -> Callable[[Q], QuerySet[Any]]:
        quotations = PullQuote.objects.published().filter(published_in(self.year))
        quotations = quotations.filter(**{role: _select_key(Source, self.source)})
        if self.language:
            own = Q(language=self.language)
            quotations = quotations.filter(own | Q(language="", post_language=self.language))
        if self.label:
            # A subquery for each row, because PostgreSQL would assume any label to be rare.
            labelled = PostLabel.objects.filter(
                content_object=OuterRef("post"), tag=_select_key(Label, self.label)
            )
            quotations = quotations.filter(IsNull(Subquery(labelled.values("pk")), False))
        return quotations.filter

    def _labelled(self, beyond: Q) -> QuerySet[Any]:
        condition = (
            Q(content_object__pullquotes__isnull=False, tag=_select_key(Label, self.label)) & beyond
        )
        if self.language:
            own = Q(content_object__pullquotes__language=self.language)
            others = Q(content_object__language=self.language)
            condition &= own | Q(content_object__pullquotes__language="") & others
        return PostLabel.objects.published().filter(published_in(self.year)).filter(condition)

    def _in_language(self, beyond: Q) -> QuerySet[Any]:
        quotations = PullQuote.objects.published().filter(published_in(self.year))
        return quotations.alias(said_in=QUOTATION_LANGUAGE).filter(beyond, said_in=self.language)

    def fields(self) -> list[Filter]:
        """Return the fields of the form with their choices. One query."""
        titles = {
            "source": _("Person or source"),
            "label": _("Label"),
            "year": _("Year of publication"),
            "language": _("Language"),
        }
        with connection.cursor() as cursor:
            cursor.execute(_CHOICES_SQL, {"source": self.source, "label": self.label})
            rows = cursor.fetchall()
        fields = []
        for name, title in titles.items():
            value = getattr(self, name)
            named = {v: n for kind, v, n, _order in rows if kind == name}
            orders = {v: order for kind, v, _name, order in rows if kind == name}
            if name == "language":
                named = orders = {code: get_language_name(code) for code in named}
            if value:
                named.setdefault(value, value)
            # As in the list of sources: by family name, where it is known.
            by_name = sorted(named.items(), key=lambda item: fold(orders.get(item[0], item[1])))
            if name == "year":
                by_name.reverse()
            choices = [Choice(v, n, v == value) for v, n in by_name]
            without = value and (replace(self, **{name: ""}).query_string or "?")
            fields.append(Filter(name, title, choices, named.get(value, ""), without))
        return fields


def _select_key(model: type[Model], slug: str) -> Subquery:
    """Return a subquery for a key, which the database evaluates once."""
    rows: Any = model._default_manager.filter(slug=slug)
    return Subquery(rows.order_by().values("pk")[:1])
