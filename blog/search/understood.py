"""How PostgreSQL understands what somebody looks for, in each language of the site."""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection

from blog.search_index import configuration

CANDIDATES = 1000
WALK = 10_000

# The languages of published posts, and those of quotations besides: each a step along an index,
# where DISTINCT would read all of it. Then the words as each of them understands them, bound to the
# rows in that language, as one query; and how many rows the planner expects of it.
_UNDERSTOOD = """
WITH RECURSIVE posts(code) AS (
    SELECT min(language) FROM blog_post WHERE status = 'published'
  UNION ALL
    SELECT (SELECT min(language) FROM blog_post WHERE status = 'published' AND language > code)
    FROM posts WHERE code IS NOT NULL
), quotations(code) AS (
    SELECT min(language) FROM blog_pullquote WHERE language <> ''
  UNION ALL
    SELECT (SELECT min(language) FROM blog_pullquote WHERE language <> '' AND language > code)
    FROM quotations WHERE code IS NOT NULL
), used(code, query) AS (
    SELECT code, websearch_to_tsquery(search_configuration(code), %s)
    FROM (SELECT code FROM posts UNION SELECT code FROM quotations) AS codes
    WHERE code ~ '^[A-Za-z0-9-]+$'
), understood(languages, query) AS (
    SELECT count(*), string_agg(format('(%%s) & ''=%%s''', query, code), ' | ' ORDER BY code)
        FILTER (WHERE numnode(query) > 0)
    FROM used
)
SELECT languages, query,
    search_estimate('blog_post', query::tsquery), greatest(posts.reltuples, 0),
    search_estimate('blog_pullquote', query::tsquery), greatest(quotations.reltuples, 0)
FROM understood, pg_class AS posts, pg_class AS quotations
WHERE posts.oid = 'blog_post'::regclass AND quotations.oid = 'blog_pullquote'::regclass
"""


@dataclass(frozen=True)
class Way:
    """What is frequent is found by walking from the newest back instead of along the index; at
    most WALK rows are read. `is_large` where there are more."""

    walks: bool
    is_large: bool


@dataclass(frozen=True)
class Understood:
    """`query` is what PostgreSQL looks for; `is_stopped` where every language takes all words for
    stop words. Then how posts and quotations are best found."""

    query: str
    is_stopped: bool
    posts: Way
    quotations: Way


def understand(words: str) -> Understood:
    """One query."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDERSTOOD, [words])
        languages, query, of_posts, posts, of_quotations, quotations = cursor.fetchone()
    return Understood(
        query=query or "",
        is_stopped=languages > 0 and not query,
        posts=_way(of_posts or 0, posts),
        quotations=_way(of_quotations or 0, quotations),
    )


def _way(matching: float, rows: float) -> Way:
    """It walks where it expects to meet CANDIDATES before the end of the walk."""
    is_frequent = matching > CANDIDATES and matching * WALK > CANDIDATES * rows
    return Way(walks=is_frequent, is_large=rows > WALK)


class Parsed(SearchQuery):
    """Of the text of a tsquery."""

    template = "(%(expressions)s)::tsquery"


def asked(words: str, language: Any) -> SearchQuery:
    """As one language understands it, which may be a column."""
    return SearchQuery(words, config=configuration(language), search_type="websearch")
