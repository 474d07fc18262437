"""Facets: filters for search results, with the number of results for each.

Raw SQL, because the ORM would repeat all keys four times and take four times as long. Names are
looked up for the most frequent values only (WITH TIES).
"""

from collections import Counter
from functools import cache
from typing import NamedTuple

from django.db.models import Value

from accounts.models import User
from blog.models import AuthorCounter, Label, Source
from blog.search.query import SearchParams
from lib.prepared_statements import NamedStatement, prepare_named

MAX_CHOICES = 8  # Per facet, the most frequent ones.

# `found` has a row for each result with its post, `credited` a row for each source of a result. The
# source and speaker of one post count once if they are the same.
_POSTS_SQL = """
WITH found(id, post) AS (
    SELECT id, id FROM unnest(%(keys)s) AS id
), credited(id, source) AS (
    SELECT DISTINCT post, source
    FROM found JOIN blog_pullquote ON post_id = post,
        LATERAL (VALUES (source_id), (speaker_id)) AS named(source)
)
"""
_QUOTATIONS_SQL = """
WITH found(id, post) AS (
    SELECT id, post_id FROM blog_pullquote WHERE id = ANY(%(keys)s)
), credited(id, source) AS (
    SELECT id, source
    FROM found JOIN blog_pullquote USING (id),
        LATERAL (VALUES (source_id), (speaker_id)) AS named(source)
)
"""
_MOST_FREQUENT_SQL = f"ORDER BY 2 DESC FETCH FIRST {MAX_CHOICES} ROWS WITH TIES"
_COUNTS_SQL = f"""
(SELECT 'label', slug, name, number FROM (
    SELECT tag_id AS id, count(*) AS number
    FROM found JOIN blog_postlabel ON content_object_id = post GROUP BY 1 {_MOST_FREQUENT_SQL}
) AS counted JOIN blog_label USING (id) ORDER BY number DESC, name LIMIT {MAX_CHOICES})
UNION ALL
(SELECT 'author', slug, coalesce(nullif(byline, ''), slug) AS name, number FROM (
    SELECT user_id AS id, count(*) AS number
    FROM found JOIN blog_authorship ON post_id = post GROUP BY 1 {_MOST_FREQUENT_SQL}
) AS counted JOIN accounts_user USING (id) ORDER BY number DESC, name LIMIT {MAX_CHOICES})
UNION ALL
(SELECT 'source', slug, name, number FROM (
    SELECT source AS id, count(*) AS number FROM credited WHERE source IS NOT NULL
    GROUP BY 1 {_MOST_FREQUENT_SQL}
) AS counted JOIN blog_source USING (id) ORDER BY number DESC, name LIMIT {MAX_CHOICES})
"""


class FacetChoice(NamedTuple):
    value: str
    name: str
    number: int


def count_for_posts(keys: list[int]) -> dict[str, list[FacetChoice]]:
    """Count results by 'label', 'author' and 'source', most frequent first. One query."""
    return _count(_POSTS_SQL, keys)


def count_for_quotations(keys: list[int]) -> dict[str, list[FacetChoice]]:
    """Count quotations by source, and by label and author of their posts. One query."""
    return _count(_QUOTATIONS_SQL, keys)


def name_filters(params: SearchParams) -> dict[str, list[FacetChoice]]:
    """Return the names of the active filters of a search without results, if public. One query."""
    label = Label.objects.public().filter(slug=params.label)
    author = AuthorCounter.objects.authors().filter(slug=params.author)
    source = Source.objects.public().filter(slug=params.source)
    parts = (
        rows.order_by().values_list(Value(kind), "slug", name)
        for kind, rows, name in (
            ("label", label, "name"),
            ("author", author, User.NAME),
            ("source", source, "name"),
        )
    )
    first, *others = parts
    active = first.union(*others, all=True).order_by()
    return {kind: [FacetChoice(slug, name, 0)] for kind, slug, name in active}


def count_years(years: list[int]) -> list[FacetChoice]:
    """Count results by year, latest first."""
    counts = sorted(Counter(years).items(), reverse=True)[:MAX_CHOICES]
    return [FacetChoice(str(year), str(year), number) for year, number in counts]


def _count(results_sql: str, keys: list[int]) -> dict[str, list[FacetChoice]]:
    choices: dict[str, list[FacetChoice]] = {"label": [], "author": [], "source": []}
    for kind, *choice in _prepare(results_sql + _COUNTS_SQL)({"keys": keys}):
        choices[kind].append(FacetChoice(*choice))
    return choices


@cache
def _prepare(sql: str) -> NamedStatement:
    return prepare_named("search facets", sql, {"keys": "bigint[]"})
