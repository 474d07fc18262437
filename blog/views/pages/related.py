"""Post navigation: previous and next post, related posts, and this day in other years."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from math import lcm
from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from blog.read_models.posts import PostLink

# Newest posts considered for each label and each source of a post.
MAX_NEIGHBOURS = 12
SCORE_UNIT = lcm(*range(1, MAX_NEIGHBOURS + 1))  # Integer scores: a share divides it evenly.
MAX_SHOWN = 3
MAX_YEARS_BACK = 10

COLUMNS = {field.name: "id" if field.name == "pk" else field.name for field in fields(PostLink)}
_COLUMNS_SQL = ", ".join(f"p.{name}" for name in COLUMNS.values())
_PUBLIC_SQL = """
    p.kind = 'post' AND p.status = 'published' AND p.published_at <= statement_timestamp()
"""
# Each step reads the end of an index or a row by its key. Raw SQL, because rarer labels and sources
# count for more, and days are in the site's time zone. A single condition for all years would scan
# all posts.
_NAVIGATION_SQL = f"""(
WITH near AS (
    SELECT ARRAY(
        SELECT other.content_object_id FROM blog_postlabel other
        WHERE other.tag_id = own.tag_id AND other.published_at <= statement_timestamp()
        ORDER BY other.published_at DESC, other.content_object_id DESC LIMIT {MAX_NEIGHBOURS}
    ) AS keys
    FROM blog_postlabel own WHERE own.content_object_id = blog_post.id
    UNION ALL
    SELECT ARRAY(
        SELECT post_id FROM (
            SELECT DISTINCT other.published_at, other.post_id FROM blog_pullquote other
            WHERE other.source_id = own.source_id AND other.published_at <= statement_timestamp()
            ORDER BY other.published_at DESC, other.post_id DESC LIMIT {MAX_NEIGHBOURS}
        ) AS newest
    )
    FROM (
        SELECT DISTINCT source_id FROM blog_pullquote
        WHERE post_id = blog_post.id AND source_id IS NOT NULL
    ) AS own
), related AS (
    SELECT key, sum(share) AS score
    FROM (
        SELECT unnest(others) AS key, {SCORE_UNIT} / nullif(cardinality(others), 0) AS share
        FROM (SELECT array_remove(keys, blog_post.id) AS others FROM near) AS near
    ) AS shared
    GROUP BY key ORDER BY score DESC, key DESC LIMIT {MAX_SHOWN}
), found AS (
    (
        SELECT 'older' AS part, 0 AS score, {_COLUMNS_SQL} FROM blog_post p
        WHERE {_PUBLIC_SQL} AND p.published_at <= blog_post.published_at
            AND (p.published_at, p.id) < (blog_post.published_at, blog_post.id)
        ORDER BY p.published_at DESC, p.id DESC LIMIT 1
    )
    UNION ALL
    (
        SELECT 'newer', 0, {_COLUMNS_SQL} FROM blog_post p
        WHERE {_PUBLIC_SQL} AND p.published_at >= blog_post.published_at
            AND (p.published_at, p.id) > (blog_post.published_at, blog_post.id)
        ORDER BY p.published_at, p.id LIMIT 1
    )
    UNION ALL
    SELECT 'related', score, {_COLUMNS_SQL}
    FROM related JOIN blog_post p ON p.id = related.key WHERE {_PUBLIC_SQL}
    UNION ALL
    (
        SELECT 'this_day', 0, {_COLUMNS_SQL}
        FROM (SELECT date_trunc('day', blog_post.published_at AT TIME ZONE %s) AS day) AS today,
            generate_series(1, {MAX_YEARS_BACK}) AS back,
            LATERAL (SELECT today.day - make_interval(years => back) AS day) AS that,
            LATERAL (
                SELECT {_COLUMNS_SQL} FROM blog_post p
                WHERE {_PUBLIC_SQL} AND p.published_at >= that.day AT TIME ZONE %s
                    AND p.published_at < (that.day + interval '1 day') AT TIME ZONE %s
                ORDER BY p.published_at DESC, p.id DESC LIMIT {MAX_SHOWN}
            ) AS p
        -- Of most years the 29th of February is the 28th to PostgreSQL.
        WHERE extract(day FROM that.day) = extract(day FROM today.day)
        ORDER BY p.published_at DESC, p.id DESC LIMIT {MAX_SHOWN}
    )
)
SELECT json_agg(
    to_json(found) ORDER BY found.score DESC, found.published_at DESC, found.id DESC
)::text FROM found
)"""


@dataclass(frozen=True, slots=True)
class PostNavigation:
    """Links of a post. `older` and `newer` have at most one post, the others MAX_SHOWN."""

    older: list[PostLink] = field(default_factory=list)
    newer: list[PostLink] = field(default_factory=list)
    related: list[PostLink] = field(default_factory=list)
    this_day: list[PostLink] = field(default_factory=list)


def navigation_expression(time_zone: str) -> RawSQL:
    """Return a column for published posts, to be read by `read_navigation`."""
    return RawSQL(_NAVIGATION_SQL, [time_zone] * 3, output_field=JSONField())


def read_navigation(rows: list[dict[str, Any]] | None) -> PostNavigation:
    navigation = PostNavigation()
    for row in rows or []:
        for name in ("published_at", "created_at"):
            row[name] = datetime.fromisoformat(row[name])
        link = PostLink(**{name: row[column] for name, column in COLUMNS.items()})
        getattr(navigation, row["part"]).append(link)
    return navigation
