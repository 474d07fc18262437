"""Search results of a page, with highlighted terms."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchHeadline
from django.db import models
from django.db.models import Case, F, QuerySet, TextField, Value, When
from django.db.models.functions import Left
from django.db.models.lookups import In
from django.utils.safestring import SafeString

from blog.common import markup
from blog.common.db.prepared import Row, prepare
from blog.common.db.search_fields import MAX_INDEXED_LENGTH, search_configuration
from blog.common.text.truncate import shorten
from blog.models import Post, PullQuote
from blog.models.quotations import QUOTATION_LANGUAGE
from blog.read_models.posts import PostLink, build, select_columns
from blog.read_models.quotations import QuotationView, build_quotation, select_quotation_columns
from blog.search.parsing import build_query
from blog.search.query import SearchParams

# ts_headline replaces every tag by a space. These may be inside words and before full stops.
_INLINE_TAGS = """</?(?:a|cite|em|span|strong|time)(?:\\s(?:"[^"]*"|[^">])*)?>"""
# Excluded from excerpts: captions, credits and attributions. Headings end with a colon. Separate
# patterns, because PostgreSQL is not lazy in alternatives.
_CAPTIONS = r"<figcaption\M.*?</figcaption>"
_CREDITS = r'<p class="quotation-.*?</p>'
_HEADING_ENDS = r"([[:alnum:]])\s*(?:</a>)?</h[1-6]>"
MAX_SHOWN_LENGTH = 2000  # Characters of a quotation.
MAX_POST_HITS = 10  # Read at once.


def _headline(
    column: Any, terms: str, language: Any, foreign: frozenset[str], **options: Any
) -> SearchHeadline:
    """Build an expression that highlights terms, only literal matches in foreign languages."""
    if foreign:
        language = Case(
            When(In(language, foreign), then=Value("")), default=language, output_field=TextField()
        )
    return SearchHeadline(
        column,
        build_query(terms, language),
        config=search_configuration(language),
        start_sel=markup.HIGHLIGHT_START,
        stop_sel=markup.HIGHLIGHT_END,
        **options or {"highlight_all": True},
    )


def _strip_prose() -> models.Func:
    """Build an expression for the HTML of a post's prose and quotations."""
    html: Any = Left("html", MAX_INDEXED_LENGTH)
    for pattern, replacement in (
        (_CAPTIONS, " "),
        (_CREDITS, " "),
        (_HEADING_ENDS, r"\1: "),
        (_INLINE_TAGS, ""),
    ):
        html = _replace(html, pattern, replacement)
    return html


def _replace(text: Any, pattern: str, replacement: str) -> models.Func:
    arguments = (text, Value(pattern), Value(replacement), Value("g"))
    return models.Func(*arguments, function="regexp_replace", output_field=TextField())


@dataclass(frozen=True, slots=True)
class PostHit(PostLink):
    """Matching post. PostgreSQL has highlighted terms in `headline` and `extract`."""

    summary: str
    excerpt: str
    comment_count: int
    headline: str
    extract: str

    @property
    def marked_title(self) -> SafeString:
        return _highlight(self.headline, self.title)

    @property
    def marked_excerpt(self) -> SafeString:
        extract = html.unescape(self.extract)
        if markup.HIGHLIGHT_START in extract:
            return markup.highlight(_add_ellipses(extract))
        return markup.highlight(shorten(self.summary) or self.excerpt)


def read_post_hits(
    keys: list[int], params: SearchParams, foreign: frozenset[str] = frozenset()
) -> list[PostHit]:
    """Read at most `MAX_POST_HITS` posts in the order of the keys. One query.

    See `SearchResult` for `foreign`.
    """
    rows: Iterable[Row]
    if foreign:
        rows = _query_post_hits(params.terms, keys, foreign)
    else:
        nothing = [-1] * (MAX_POST_HITS - len(keys))
        rows = _fetch_post_hits(params.terms, *keys, *nothing)
    return _sort_by_keys(build(PostHit, rows), keys, lambda hit: hit.pk)


def _query_post_hits(
    terms: str, keys: Sequence[int], foreign: frozenset[str] = frozenset()
) -> QuerySet[Post, Any]:
    language = F("language")
    options = {"max_fragments": 2, "max_words": 28, "min_words": 12, "fragment_delimiter": " … "}
    return select_columns(
        Post.objects.published().filter(pk__in=keys),
        PostHit,
        headline=_headline(F("title"), terms, language, foreign),
        extract=_headline(_strip_prose(), terms, language, foreign, **options),
    )


def _query_post_hits_by_key(terms: str, *keys: int) -> QuerySet[Post, Any]:
    return _query_post_hits(terms, keys)


_fetch_post_hits = prepare(_query_post_hits_by_key, [str] + [int] * MAX_POST_HITS)


class QuotationHit(NamedTuple):
    """Matching quotation, with terms highlighted in its text and its translation."""

    quotation: QuotationView
    marked_text: SafeString
    marked_translation: SafeString


def read_quotation_hits(
    keys: list[int], params: SearchParams, foreign: frozenset[str] = frozenset()
) -> list[QuotationHit]:
    """Read quotations in the order of the keys. One query."""
    columns = (("text", QUOTATION_LANGUAGE), ("translation", F("post_language")))
    headlines = {
        f"marked_{column}": _headline(
            Left(column, MAX_SHOWN_LENGTH), params.terms, language, foreign
        )
        for column, language in columns
    }
    rows = select_quotation_columns(PullQuote.objects.published().filter(pk__in=keys), **headlines)
    hits = []
    for row in rows:
        quotation = build_quotation(row)
        hits.append(
            QuotationHit(
                quotation,
                _highlight(row[-2], quotation.text[:MAX_SHOWN_LENGTH]),
                _highlight(row[-1], quotation.translation[:MAX_SHOWN_LENGTH]),
            )
        )
    return _sort_by_keys(hits, keys, lambda hit: hit.quotation.pk)


def _add_ellipses(extract: str) -> str:
    """Add '…' where an extract seems to begin or end within a sentence."""
    plain = extract.replace(markup.HIGHLIGHT_START, "").replace(markup.HIGHLIGHT_END, "").strip()
    begin = "… " if plain[:1].islower() else ""
    return f"{begin}{extract.strip()}{' …' if plain[-1:].isalnum() else ''}"


def _highlight(headline: str, text: str) -> SafeString:
    """Highlight terms, unless ts_headline has changed the text because it looks like HTML."""
    plain = headline.replace(markup.HIGHLIGHT_START, "").replace(markup.HIGHLIGHT_END, "")
    return markup.highlight(headline if plain == text else text)


def _sort_by_keys[Row](
    rows: Iterable[Row], keys: list[int], get_key: Callable[[Row], int]
) -> list[Row]:
    positions = {key: position for position, key in enumerate(keys)}
    return sorted(rows, key=lambda row: positions[get_key(row)])
