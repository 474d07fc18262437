"""How PostgreSQL understands what somebody looks for, in each language of the site."""

import re
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from accounts import rate_limits
from blog.common.db.search_fields import search_configuration

CANDIDATES = 200
# Rows at most: of posts, whose vectors lie outside of the row (20 µs each), of quotations (4 µs),
# of those that a source is credited with and of those that it spoke, and along the index, which
# compares none.
WALK_POSTS = 2000
WALK_QUOTATIONS = 6000
WALK_SOURCE = 300
ALONG_INDEX = 5000
# Where so few match of so many rows, nobody would read them all.
FEW, MANY_ROWS = 0.05, 20_000

# Around phrases in quotation marks: a word or nothing, so that none is taken off or left open.
_BEFORE, _APART, _AFTER = (re.compile(form) for form in (r"(.*\w )?", r" (.*\w )?", r"( .*)?"))
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_TAKEN_OFF = re.compile(r'(?<!\S)-(?:"[^"]*"?|\S+)')

# The languages of published posts, and those of quotations besides: each a step along an index,
# where DISTINCT would read all of it. Then the words as each of them understands them, as one query
# in which they are bound to the rows in those languages; and how many rows the planner expects of
# it. Where all agree nothing is bound: languages are the longest lists of the index. `paired` has
# what else the rows of each reading must hold, and is empty where one could do without; that is as
# frequent as the rarest of it. The planner itself knows nothing of what a partial index is told.
# `contested` are words of which languages make different stems.
_UNDERSTOOD = """
posts(code) AS (
    SELECT min(language) FROM blog_post WHERE status = 'published'
  UNION ALL
    SELECT (SELECT min(language) FROM blog_post WHERE status = 'published' AND language > code)
    FROM posts WHERE code IS NOT NULL
), quotations(code) AS (
    SELECT min(language) FROM blog_pullquote WHERE language <> ''
  UNION ALL
    SELECT (SELECT min(language) FROM blog_pullquote WHERE language <> '' AND language > code)
    FROM quotations WHERE code IS NOT NULL
), used(code, query, pairs) AS (
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
        tsvector_to_array(to_tsvector(search_configuration(code), word)), '{}'
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
    AND NOT EXISTS (SELECT FROM readings WHERE numnode(query) > 0 AND pairs = '{}')
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
class Understood:
    """`query` is what PostgreSQL looks for; `is_stopped` where every language takes all words for
    stop words, `is_stopped_in_some` where one does. `readings` are the queries of which it is made,
    each with its languages, and `contested` are words that these read differently. What is frequent
    is found by walking from the newest back instead of along the index; that ends after WALK rows.
    What are many, the planner might rather look for in the whole table. What matches has all of one
    of `pairs`, where there are any."""

    query: str
    pairs: list[list[int]]
    readings: list[tuple[str, list[str]]]
    contested: list[str]
    is_stopped: bool
    is_stopped_in_some: bool
    posts_are_frequent: bool
    quotations_are_frequent: bool
    posts_are_many: bool
    quotations_are_many: bool

    def without(self, languages: frozenset[str]) -> "Understood":
        """The same without what is in these languages."""
        bound = []
        for query, codes in self.readings:
            if kept := " | ".join(f"'={code}'" for code in codes if code not in languages):
                bound.append(f"({query}) & ({kept})")
        return replace(self, query=" | ".join(bound))


def understand(words: str, once: rate_limits.CountedAttempt) -> Understood:
    """One query, which counts it as well. `limits.TooOften` where that was too often."""
    with connection.cursor() as cursor:
        typed = _TAKEN_OFF.sub(" ", words)
        given = {"words": words, "phrases": phrases(words), "typed": typed}
        cursor.execute(*once.add_to_query(_UNDERSTOOD, given))
        taken, left, *found = cursor.fetchone()
    once.check(taken, left)
    languages, stopped, query, pairs, readings, contested, *estimates = found
    of_posts, posts, of_quotations, quotations = estimates
    return Understood(
        query=query or "",
        pairs=pairs or [],
        readings=readings or [],
        contested=contested or [],
        is_stopped=bool(languages) and not query,
        is_stopped_in_some=bool(stopped),
        posts_are_frequent=_are_frequent(of_posts or 0, posts, WALK_POSTS),
        quotations_are_frequent=_are_frequent(of_quotations or 0, quotations, WALK_QUOTATIONS),
        posts_are_many=_are_many(of_posts or 0, posts),
        quotations_are_many=_are_many(of_quotations or 0, quotations),
    )


def phrases(words: str) -> list[str]:
    """Those in quotation marks without which nothing matches. None where that is not plain."""
    parts = words.split('"')
    around, inside = parts[::2], parts[1::2]
    is_plain = len(around) > len(inside) and all(_APART.fullmatch(part) for part in around[1:-1])
    is_plain &= bool(_BEFORE.fullmatch(around[0]) and _AFTER.fullmatch(around[-1]))
    return inside if is_plain and not _OR.search(" ".join(around)) else []


def _are_frequent(matching: float, rows: float, walk: int) -> bool:
    """Where it expects to meet CANDIDATES before the end of the walk, or more than can be read."""
    is_shorter = matching > CANDIDATES and matching * walk > CANDIDATES * rows
    return is_shorter or matching > ALONG_INDEX


def _are_many(matching: float, rows: float) -> bool:
    return rows < MANY_ROWS or matching > FEW * rows


class Parsed(SearchQuery):
    """Of the text of a tsquery."""

    template = "(%(expressions)s)::tsquery"


def asked(words: str, language: Any) -> SearchQuery:
    """As one language understands it, which may be a column."""
    return SearchQuery(words, config=search_configuration(language), search_type="websearch")
