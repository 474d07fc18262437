"""What stands around a post: those before and after it, related ones, this day in other years."""

from datetime import datetime
from math import lcm

from django.db.models import JSONField
from django.db.models.expressions import RawSQL

from blog.common.db.instances import row_of
from blog.models import Post
from blog.models.post_querysets import PostQuerySet

# For each label and each source of a post: so many of the newest posts that share it are looked at.
NEAR = 12
WHOLE = lcm(*range(1, NEAR + 1))  # What they share counts in whole parts of this.
SHOWN = 3
YEARS_BACK = 10
PARTS = ("older", "newer", "related", "this_day")
FIELDS = ("id", "kind", "title", "slug", "published_at", "language")

_FIELDS = ", ".join(f"p.{name}" for name in FIELDS)
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

type Around = dict[str, list[Post]]


def with_around(posts: PostQuerySet, time_zone: str) -> PostQuerySet:
    """Published posts, each with what `around` reads, in the same query."""
    return posts.annotate(around_rows=RawSQL(_AROUND, [time_zone] * 3, output_field=JSONField()))


def around(post: Post) -> Around:
    """`older` and `newer` with one post at most, `related` and `this_day` with SHOWN. No query."""
    found: dict[str, list[Post]] = {name: [] for name in PARTS}
    for row in post.around_rows or []:  # type: ignore[attr-defined]  # an annotation
        row["published_at"] = datetime.fromisoformat(row["published_at"])
        found[row["part"]].append(row_of(Post, row))
    return found
