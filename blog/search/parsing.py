"""Parsing of search terms by PostgreSQL, in each language of the site."""

import re
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.contrib.postgres.search import SearchQuery

from accounts import rate_limits
from blog.common.db.distinct import build_distinct_sql
from blog.common.db.search_fields import search_configuration
from lib.prepared_statements import NamedStatement, prepare_named

CANDIDATES = 200
# Maximum number of rows to scan: posts, whose vectors are stored out of line (20 µs each),
# quotations (4 µs), quotations of a source and of a speaker, and rows from the index, which needs
# no comparison.
MAX_WALKED_POSTS = 2000
MAX_WALKED_QUOTATIONS = 6000
MAX_WALKED_SOURCE = 300
MAX_INDEX_ROWS = 5000
# A sequential scan is unlikely below this share of matches in a table of at least this size.
MAX_RARE_SHARE, MIN_TABLE_ROWS = 0.05, 20_000

# Text around quoted phrases: a word or nothing, so that no phrase is excluded or unclosed.
_BEFORE_RE, _BETWEEN_RE, _AFTER_RE = (
    re.compile(form) for form in (r"(.*\w )?", r" (.*\w )?", r"( .*)?")
)
_OR_RE = re.compile(r"\bor\b", re.IGNORECASE)
_EXCLUDED_RE = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')

_TYPES = {"words": "text", "phrases": "text[]", "typed": "text", **rate_limits.COUNT_TYPES}

# The languages of published posts and of quotations.
LANGUAGES_SQL = ", ".join(
    (
        build_distinct_sql("posts", "language", "blog_post", "status = 'published'"),
        build_distinct_sql("quotations", "language", "blog_pullquote", "language <> ''"),
    )
)
# Parses the terms in each language and combines the results into one tsquery in which each reading
# is bound to its languages. If all readings agree, nothing is bound, because language markers have
# the longest posting lists of the index. Then estimates the number of matching rows. `paired` has
# the word pairs that the rows of each reading must have; it is empty if a reading has none. Their
# frequency is that of the rarest pair, as the planner has no statistics for expressions of a
# partial index. `contested` are terms that languages stem differently.
_PARSE_SQL = f"""{LANGUAGES_SQL}, used(code, query, pairs) AS (
    SELECT code, websearch_to_tsquery(search_configuration(code), %(words)s), ARRAY(
        SELECT unnest(search_pairs(to_tsvector(search_configuration(code), phrase)))
        FROM unnest(%(phrases)s::text[]) AS phrase
    )
    FROM (SELECT code FROM posts UNION SELECT code FROM quotations) AS codes
    WHERE code ~ '^[A-Za-z0-9-]+$'
), readings(query, pairs, languages, bound, codes) AS (
    SELECT query, min(pairs), count(*), string_agg(format('''=%%s''', code), ' | ' ORDER BY code),
        array_agg(code)
    FROM used GROUP BY query
), contested(word) AS (
    SELECT word FROM used, unnest(tsvector_to_array(to_tsvector('simple', %(typed)s))) AS word
    WHERE (SELECT count(*) FROM readings) > 1
    GROUP BY word
    HAVING count(DISTINCT nullif(
        tsvector_to_array(to_tsvector(search_configuration(code), word)), '{{}}'
    )) > 1
), understood(languages, stopped, query) AS (
    SELECT sum(languages), bool_or(numnode(query) = 0), CASE
        WHEN count(*) = 1 THEN min(query::text)
        ELSE string_agg(format('(%%s) & (%%s)', query, bound), ' | ' ORDER BY bound)
            FILTER (WHERE numnode(query) > 0)
    END
    FROM readings
), paired(pairs) AS (
    SELECT pairs FROM readings WHERE numnode(query) > 0
    AND NOT EXISTS (SELECT FROM readings WHERE numnode(query) > 0 AND pairs = '{{}}')
), common(index, pairs, shares) AS (
    SELECT tablename, most_common_elems::text::integer[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = current_schema AND tablename IN ('post_published_pairs', 'pullquote_pairs')
), shares(index, share) AS (
    SELECT index, sum(share) FROM paired, common, LATERAL (
        SELECT min(coalesce(shares[array_position(common.pairs, pair)], 0))
        FROM unnest(paired.pairs) AS pair
    ) AS rarest(share)
    GROUP BY index
), estimated AS (
    SELECT languages, stopped, query, (SELECT json_agg(pairs) FROM paired),
        (SELECT json_agg(json_build_array(query::text, codes)) FROM readings
            WHERE numnode(query) > 0),
        ARRAY(SELECT word FROM contested),
        least(
            search_estimate('blog_post', query::tsquery),
            (SELECT share * posts.reltuples FROM shares WHERE index = 'post_published_pairs')
        ), greatest(posts.reltuples, 0),
        least(
            search_estimate('blog_pullquote', query::tsquery),
            (SELECT share * quotations.reltuples FROM shares WHERE index = 'pullquote_pairs')
        ), greatest(quotations.reltuples, 0)
    FROM understood, pg_class AS posts, pg_class AS quotations
    WHERE posts.oid = 'blog_post'::regclass AND quotations.oid = 'blog_pullquote'::regclass
)
SELECT counted.*, estimated.* FROM counted LEFT JOIN estimated ON counted.taken <= %(most)s
"""


@dataclass(frozen=True)
class ParsedSearch:
    """Search terms as parsed by PostgreSQL.

    `query` is a tsquery, combined from `readings` with their languages; `ambiguous` are terms that
    languages stem differently. `is_stopped`: all terms are stop words in every language,
    `is_stopped_in_some`: in at least one. Frequent terms are found by walking from the newest row,
    up to a limit, instead of by index. `…_are_many`: the planner might choose a sequential scan.
    Matching rows have all pairs of at least one of `pairs`, if there are any.
    """

    query: str
    pairs: list[list[int]] = field(default_factory=list)
    readings: list[tuple[str, list[str]]] = field(default_factory=list)
    ambiguous: list[str] = field(default_factory=list)
    is_stopped: bool = False
    is_stopped_in_some: bool = False
    posts_are_frequent: bool = False
    quotations_are_frequent: bool = False
    posts_are_many: bool = False
    quotations_are_many: bool = False

    def without(self, languages: frozenset[str]) -> "ParsedSearch":
        """Return a copy that does not match rows in some languages."""
        bound = []
        for query, codes in self.readings:
            if remaining := " | ".join(f"'={code}'" for code in codes if code not in languages):
                bound.append(f"({query}) & ({remaining})")
        return replace(self, query=" | ".join(bound))


def parse_search(terms: str, once: rate_limits.CountedAttempt) -> ParsedSearch:
    """Parse search terms. One query, which also counts the request.

    Raises `rate_limits.RateLimitExceeded`.
    """
    typed = _EXCLUDED_RE.sub(" ", terms)
    parameters = {"words": terms, "phrases": extract_phrases(terms), "typed": typed}
    sql, values = once.add_to_query(_PARSE_SQL, parameters)
    ((taken, left, *row),) = _prepare(sql)(values)
    once.check(taken, left)
    languages, stopped, query, pairs, readings, ambiguous, *estimates = row
    of_posts, posts, of_quotations, quotations = estimates
    return ParsedSearch(
        query=query or "",
        pairs=pairs or [],
        readings=readings or [],
        ambiguous=ambiguous or [],
        is_stopped=bool(languages) and not query,
        is_stopped_in_some=bool(stopped),
        posts_are_frequent=_is_frequent(of_posts or 0, posts, MAX_WALKED_POSTS),
        quotations_are_frequent=_is_frequent(of_quotations or 0, quotations, MAX_WALKED_QUOTATIONS),
        posts_are_many=_is_many(of_posts or 0, posts),
        quotations_are_many=_is_many(of_quotations or 0, quotations),
    )


@cache
def _prepare(sql: str) -> NamedStatement:
    """Prepare the parsing of terms, which takes four times as long to plan as to execute."""
    return prepare_named("search terms", sql, _TYPES)


def extract_phrases(terms: str) -> list[str]:
    """Return the quoted phrases that every match must contain, [] for complex queries."""
    parts = terms.split('"')
    around, inside = parts[::2], parts[1::2]
    is_plain = len(around) > len(inside) and all(
        _BETWEEN_RE.fullmatch(part) for part in around[1:-1]
    )
    is_plain &= bool(_BEFORE_RE.fullmatch(around[0]) and _AFTER_RE.fullmatch(around[-1]))
    return inside if is_plain and not _OR_RE.search(" ".join(around)) else []


def _is_frequent(matching: float, rows: float, walk: int) -> bool:
    """Return whether a walk should find CANDIDATES, or an index scan would return too many rows."""
    is_shorter = matching > CANDIDATES and matching * walk > CANDIDATES * rows
    return is_shorter or matching > MAX_INDEX_ROWS


def _is_many(matching: float, rows: float) -> bool:
    return rows < MIN_TABLE_ROWS or matching > MAX_RARE_SHARE * rows


class RawQuery(SearchQuery):
    """Query from the text of a tsquery."""

    template = "(%(expressions)s)::tsquery"


def build_query(terms: str, language: Any) -> SearchQuery:
    """Build a query by the rules of a language, which may be a column."""
    return SearchQuery(terms, config=search_configuration(language), search_type="websearch")
