"""What stands around a post: those before and after it, related ones, this day in other years."""

from dataclasses import dataclass, field, fields
from datetime import datetime
from math import lcm
from typing import Any

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from blog.read_models.posts import PostLink

# For each label and each source of a post: so many of the newest posts that share it are looked at.
NEAR = 12
WHOLE = lcm(*range(1, NEAR + 1))  # What they share counts in whole parts of this.
SHOWN = 3
YEARS_BACK = 10

FIELDS = {field.name: "id" if field.name == "pk" else field.name for field in fields(PostLink)}
_FIELDS = ", ".join(f"p.{name}" for name in FIELDS.values())
_PUBLIC = """
    p.kind = 'post' AND p.status = 'published' AND p.published_at <= statement_timestamp()
"""
# Whatever there is, each step is an end of an index or a row by its key. It is no queryset: what
# few posts share counts for more, and a day of other years is one of the site's time zone. Of the
# latter, a condition on all years at once would be a walk through all posts.
_AROUND = f"""(
WITH near AS (
    SELECT ARRAY(
        SELECT other.content_object_id FROM blog_postlabel other
        WHERE other.tag_id = own.tag_id AND other.published_at <= statement_timestamp()
        ORDER BY other.published_at DESC, other.content_object_id DESC LIMIT {NEAR}
    ) AS keys
    FROM blog_postlabel own WHERE own.content_object_id = blog_post.id
    UNION ALL
    SELECT ARRAY(
        SELECT post_id FROM (
            SELECT DISTINCT other.published_at, other.post_id FROM blog_pullquote other
            WHERE other.source_id = own.source_id AND other.published_at <= statement_timestamp()
            ORDER BY other.published_at DESC, other.post_id DESC LIMIT {NEAR}
        ) AS newest
    )
    FROM (
        SELECT DISTINCT source_id FROM blog_pullquote
        WHERE post_id = blog_post.id AND source_id IS NOT NULL
    ) AS own
), related AS (
    SELECT key, sum(share) AS score
    FROM (
        SELECT unnest(others) AS key, {WHOLE} / nullif(cardinality(others), 0) AS share
        FROM (SELECT array_remove(keys, blog_post.id) AS others FROM near) AS near
    ) AS shared
    GROUP BY key ORDER BY score DESC, key DESC LIMIT {SHOWN}
), found AS (
    (
        SELECT 'older' AS part, 0 AS score, {_FIELDS} FROM blog_post p
        WHERE {_PUBLIC} AND p.published_at <= blog_post.published_at
            AND (p.published_at, p.id) < (blog_post.published_at, blog_post.id)
        ORDER BY p.published_at DESC, p.id DESC LIMIT 1
    )
    UNION ALL
    (
        SELECT 'newer', 0, {_FIELDS} FROM blog_post p
        WHERE {_PUBLIC} AND p.published_at >= blog_post.published_at
            AND (p.published_at, p.id) > (blog_post.published_at, blog_post.id)
        ORDER BY p.published_at, p.id LIMIT 1
    )
    UNION ALL
    SELECT 'related', score, {_FIELDS}
    FROM related JOIN blog_post p ON p.id = related.key WHERE {_PUBLIC}
    UNION ALL
    (
        SELECT 'this_day', 0, {_FIELDS}
        FROM (SELECT date_trunc('day', blog_post.published_at AT TIME ZONE %s) AS day) AS today,
            generate_series(1, {YEARS_BACK}) AS back,
            LATERAL (SELECT today.day - make_interval(years => back) AS day) AS that,
            LATERAL (
                SELECT {_FIELDS} FROM blog_post p
                WHERE {_PUBLIC} AND p.published_at >= that.day AT TIME ZONE %s
                    AND p.published_at < (that.day + interval '1 day') AT TIME ZONE %s
                ORDER BY p.published_at DESC, p.id DESC LIMIT {SHOWN}
            ) AS p
        -- Of most years the 29th of February is the 28th to PostgreSQL.
        WHERE extract(day FROM that.day) = extract(day FROM today.day)
        ORDER BY p.published_at DESC, p.id DESC LIMIT {SHOWN}
    )
)
SELECT json_agg(
    to_json(found) ORDER BY found.score DESC, found.published_at DESC, found.id DESC
)::text FROM found
)"""


@dataclass(frozen=True, slots=True)
class Around:
    """`older` and `newer` have one post at most, `related` and `this_day` SHOWN."""

    older: list[PostLink] = field(default_factory=list)
    newer: list[PostLink] = field(default_factory=list)
    related: list[PostLink] = field(default_factory=list)
    this_day: list[PostLink] = field(default_factory=list)


def around_rows(time_zone: str) -> RawSQL:
    """A column of published posts, for `read_around`."""
    return RawSQL(_AROUND, [time_zone] * 3, output_field=JSONField())


def read_around(rows: list[dict[str, Any]] | None) -> Around:
    around = Around()
    for row in rows or []:
        for name in ("published_at", "created_at"):
            row[name] = datetime.fromisoformat(row[name])
        link = PostLink(**{name: row[column] for name, column in FIELDS.items()})
        getattr(around, row["part"]).append(link)
    return around
