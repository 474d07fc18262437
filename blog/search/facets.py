"""By what the results of a search can be narrowed, and how many of them would be left.

In SQL of its own: the ORM would write all keys four times, and take four times as long. Names are
looked up of the most frequent only (WITH TIES), not of all that are counted.
"""

from collections import Counter
from typing import NamedTuple

from django.db import connection
from django.db.models import Value

from accounts.models import User
from blog.models import AuthorCounter, Label, Source
from blog.search.query import Wanted

SHOWN = 8  # of each kind, the most frequent

# `found` has a row for each result with its post, `credited` one for each source of a result:
# who is source and speaker in one post counts once for it.
_POSTS = """
WITH found(id, post) AS (
    SELECT id, id FROM unnest(%s::bigint[]) AS id
), credited(id, source) AS (
    SELECT DISTINCT post, source
    FROM found JOIN blog_pullquote ON post_id = post,
        LATERAL (VALUES (source_id), (speaker_id)) AS named(source)
)
"""
_QUOTATIONS = """
WITH found(id, post) AS (
    SELECT id, post_id FROM blog_pullquote WHERE id = ANY(%s::bigint[])
), credited(id, source) AS (
    SELECT id, source
    FROM found JOIN blog_pullquote USING (id),
        LATERAL (VALUES (source_id), (speaker_id)) AS named(source)
)
"""
_MOST = f"ORDER BY 2 DESC FETCH FIRST {SHOWN} ROWS WITH TIES"
_COUNTS = f"""
(SELECT 'label', slug, name, number FROM (
    SELECT tag_id AS id, count(*) AS number
    FROM found JOIN blog_postlabel ON content_object_id = post GROUP BY 1 {_MOST}
) AS counted JOIN blog_label USING (id) ORDER BY number DESC, name LIMIT {SHOWN})
UNION ALL
(SELECT 'author', slug, coalesce(nullif(byline, ''), slug) AS name, number FROM (
    SELECT user_id AS id, count(*) AS number
    FROM found JOIN blog_authorship ON post_id = post GROUP BY 1 {_MOST}
) AS counted JOIN accounts_user USING (id) ORDER BY number DESC, name LIMIT {SHOWN})
UNION ALL
(SELECT 'source', slug, name, number FROM (
    SELECT source AS id, count(*) AS number FROM credited WHERE source IS NOT NULL
    GROUP BY 1 {_MOST}
) AS counted JOIN blog_source USING (id) ORDER BY number DESC, name LIMIT {SHOWN})
"""


class Choice(NamedTuple):
    value: str
    name: str
    number: int


def of_posts(keys: list[int]) -> dict[str, list[Choice]]:
    """'label', 'author' and 'source', the most frequent first. One query."""
    return _counted(_POSTS, keys)


def of_quotations(keys: list[int]) -> dict[str, list[Choice]]:
    """As of posts: by the labels and authors of the posts that they stand in. One query."""
    return _counted(_QUOTATIONS, keys)


def named(wanted: Wanted) -> dict[str, list[Choice]]:
    """What the search is narrowed by, where it found nothing to be narrowed further: the names of
    what readers may know. One query."""
    label = Label.objects.public().filter(slug=wanted.label)
    author = AuthorCounter.objects.authors().filter(slug=wanted.author)
    source = Source.objects.public().filter(slug=wanted.source)
    parts = (
        rows.order_by().values_list(Value(kind), "slug", name)
        for kind, rows, name in (
            ("label", label, "name"),
            ("author", author, User.NAME),
            ("source", source, "name"),
        )
    )
    first, *others = parts
    found = first.union(*others, all=True).order_by()
    return {kind: [Choice(slug, name, 0)] for kind, slug, name in found}


def of_years(years: list[int]) -> list[Choice]:
    """The latest first."""
    counts = sorted(Counter(years).items(), reverse=True)[:SHOWN]
    return [Choice(str(year), str(year), number) for year, number in counts]


def _counted(found: str, keys: list[int]) -> dict[str, list[Choice]]:
    choices: dict[str, list[Choice]] = {"label": [], "author": [], "source": []}
    with connection.cursor() as cursor:
        cursor.execute(found + _COUNTS, [keys])
        for kind, *choice in cursor.fetchall():
            choices[kind].append(Choice(*choice))
    return choices
