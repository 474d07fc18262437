"""By what the list of all quotations can be narrowed, and the page of those that are left.

They are listed by when they were published, the newest first, and each filter and any combination
of them reads along an index: that of a source, else that of a label, else that of a language. What
else is asked for is compared row by row, so a page costs at most what the source, the label or the
language has.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from blog.common import markup
from blog.common.db.published_date import published_in
from blog.common.pagination import Page, UnionBranch, paginate
from blog.common.text.folding import fold
from blog.content.quotation_pagination import in_order_of_posts
from blog.models import Label, PostLabel, PullQuote, Source
from blog.models.quotations import SAID_IN

MAX_LENGTH = 200  # of a filter's value, in characters
# Offered are the most frequent sources and labels of so many of the newest quotations.
NEWEST, OFFERED = 300, 100

_OFFERED = f"""
WITH RECURSIVE newest AS (
    SELECT post_id, source_id, speaker_id FROM blog_pullquote
    WHERE published_at <= statement_timestamp()
    ORDER BY published_at DESC, id DESC LIMIT {NEWEST}
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
    WHERE credited.id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {OFFERED}
), labels(id) AS (
    SELECT tag_id FROM (SELECT DISTINCT post_id FROM newest) AS posts
    JOIN blog_postlabel ON content_object_id = post_id
    GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {OFFERED}
)
SELECT 'source', slug, name, ltrim(family_name || ' ' || name) FROM blog_source
    WHERE id IN (SELECT id FROM sources)
    OR slug = %(source)s AND (
        EXISTS (SELECT FROM blog_pullquote WHERE source_id = blog_source.id
            AND published_at <= statement_timestamp())
        OR EXISTS (SELECT FROM blog_pullquote WHERE speaker_id = blog_source.id
            AND published_at <= statement_timestamp())
    )
UNION ALL
SELECT 'label', slug, name, name FROM blog_label WHERE id IN (SELECT id FROM labels)
    OR slug = %(label)s AND EXISTS (SELECT FROM blog_postlabel WHERE tag_id = blog_label.id
        AND published_at <= statement_timestamp())
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
    """A field of the form: its name, its title and what can be chosen. `without` is the address of
    the list without it, '' where it is not chosen."""

    name: str
    title: str
    choices: list[Choice]
    current: str
    without: str


@dataclass(frozen=True)
class QuotationFilters:
    """Whatever an address holds is taken: what cannot be finds nothing."""

    source: str = ""
    label: str = ""
    year: str = ""
    language: str = ""

    @classmethod
    def from_query(cls, query: QueryDict) -> "QuotationFilters":
        names = ("source", "label", "year", "language")
        return cls(**{name: markup.clean_text(query.get(name, ""))[:MAX_LENGTH] for name in names})

    @property
    def chosen(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}

    @property
    def query_string(self) -> str:
        return f"?{urlencode(self.chosen)}" if self.chosen else ""

    def page(self, query: QueryDict, size: int) -> Page[PullQuote]:
        """One query, whatever is chosen. A malformed key is 404."""
        rows = PullQuote.objects.for_readers().filter(published_in(self.year))
        page: Page[PullQuote] = paginate(
            rows, query, size, branches=self._branches(), parameters=self.chosen
        )
        return replace(page, rows=in_order_of_posts(page.rows, "published_at"))

    def _branches(self) -> list[UnionBranch]:
        if self.source:
            return [UnionBranch(self._credited(role), "pk") for role in ("source", "speaker")]
        if self.label:
            return [UnionBranch(self._labelled, "content_object__pullquotes")]
        if self.language:
            return [UnionBranch(self._in_language, "pk")]
        return []

    def _credited(self, role: str) -> Callable[[Q], QuerySet[Any]]:
        said = PullQuote.objects.published().filter(published_in(self.year))
        said = said.filter(**{role: _key(Source, self.source)})
        if self.language:
            own = Q(language=self.language)
            said = said.filter(own | Q(language="", post_language=self.language))
        if self.label:
            # Asked row by row: PostgreSQL would take any label for a rare one.
            labelled = PostLabel.objects.filter(
                content_object=OuterRef("post"), tag=_key(Label, self.label)
            )
            said = said.filter(IsNull(Subquery(labelled.values("pk")), False))
        return said.filter

    def _labelled(self, beyond: Q) -> QuerySet[Any]:
        condition = (
            Q(content_object__pullquotes__isnull=False, tag=_key(Label, self.label)) & beyond
        )
        if self.language:
            own = Q(content_object__pullquotes__language=self.language)
            others = Q(content_object__language=self.language)
            condition &= own | Q(content_object__pullquotes__language="") & others
        return PostLabel.objects.published().filter(published_in(self.year)).filter(condition)

    def _in_language(self, beyond: Q) -> QuerySet[Any]:
        said = PullQuote.objects.published().filter(published_in(self.year))
        return said.alias(said_in=SAID_IN).filter(beyond, said_in=self.language)

    def fields(self) -> list[Filter]:
        """What can be chosen, and what is. One query."""
        titles = {
            "source": _("Person or source"),
            "label": _("Label"),
            "year": _("Year of publication"),
            "language": _("Language"),
        }
        with connection.cursor() as cursor:
            cursor.execute(_OFFERED, {"source": self.source, "label": self.label})
            offered = cursor.fetchall()
        fields = []
        for name, title in titles.items():
            value = getattr(self, name)
            named = {v: n for kind, v, n, _order in offered if kind == name}
            orders = {v: order for kind, v, _name, order in offered if kind == name}
            if name == "language":
                named = orders = {code: language_name(code) for code in named}
            if value:
                named.setdefault(value, value)
            # As /sources/: by family name, where it is known.
            by_name = sorted(named.items(), key=lambda item: fold(orders.get(item[0], item[1])))
            if name == "year":
                by_name.reverse()
            choices = [Choice(v, n, v == value) for v, n in by_name]
            without = value and (replace(self, **{name: ""}).query_string or "?")
            fields.append(Filter(name, title, choices, named.get(value, ""), without))
        return fields


def language_name(code: str) -> str:
    """'French'; the code itself of one that Django does not know."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _key(model: type[Model], slug: str) -> Subquery:
    """Looked up once."""
    rows: Any = model._default_manager.filter(slug=slug)
    return Subquery(rows.order_by().values("pk")[:1])
