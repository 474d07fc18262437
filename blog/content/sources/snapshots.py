"""Rows that refer to sources: lock, load, move to another source, and move back."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.contrib.redirects.models import Redirect
from django.db import OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from blog.content.snapshots import Snapshot, SnapshotTable, load_snapshot
from blog.models import (
    DifferentSources,
    Post,
    PullQuote,
    Source,
    SourceIdentifier,
    SourceName,
    SourceRelation,
    Tenure,
)

_PERIOD = ("started_on", "started_precision", "ended_on", "ended_precision")
TABLES = {
    "source": SnapshotTable(
        Source,
        (
            *("kind", "name", "family_name", "slug", "role", "affiliation", "about", "url"),
            *("created_by_id", "portrait_id", "name_keys"),
        ),
        ("was_public", "has_duplicate"),
    ),
    "name": SnapshotTable(SourceName, ("source_id", "name", "kind", "language", "name_keys")),
    "tenure": SnapshotTable(
        Tenure, ("source_id", "role", "organisation_id", "organisation_name", *_PERIOD)
    ),
    "identifier": SnapshotTable(SourceIdentifier, ("source_id", "scheme", "value")),
    "relation": SnapshotTable(SourceRelation, ("source_id", "kind", "other_id", *_PERIOD)),
    "different": SnapshotTable(DifferentSources, ("first_id", "second_id", "by_id", "created_at")),
    "redirect": SnapshotTable(Redirect, ("site_id", "old_path", "new_path")),
}
# The tables from which an undo deletes what the change created.
REMOVED = ("redirect", "different", "name")
MAX_ATTEMPTS = 10

_CREDITED_POSTS_SQL = """
    SELECT post_id FROM blog_pullquote WHERE source_id = ANY(%(keys)s)
    UNION SELECT post_id FROM blog_pullquote WHERE speaker_id = ANY(%(keys)s)
    UNION SELECT post_id FROM blog_hop AS hop
    JOIN blog_pullquote AS quotation ON quotation.id = hop.quotation_id
    WHERE hop.source_id = ANY(%(keys)s)
"""
_MOVED_POSTS_SQL = """
    SELECT post_id FROM blog_pullquote WHERE id IN (
        SELECT (entry->>0)::bigint FROM blog_sourcechange,
            jsonb_array_elements(after #> '{moved,quotation}') AS entry
        WHERE blog_sourcechange.id = %(change)s
    )
"""
_LOCK_POSTS_SQL = """
SELECT count(*) FROM (
    SELECT id FROM blog_post WHERE id IN ({posts}) ORDER BY id FOR NO KEY UPDATE {wait}
) AS locked
"""
_POSTS_OF_QUOTATIONS_SQL = "SELECT post_id FROM blog_pullquote WHERE id = ANY(%(quotations)s)"
# `moved` are pairs of keys, before and after; a quotation has two of each.
_MOVED_SQL = """
WITH old AS (
    SELECT id, source_id, speaker_id,
        CASE WHEN source_id = ANY(%(keys)s) THEN %(into)s ELSE source_id END AS new_source,
        CASE WHEN speaker_id = ANY(%(keys)s) THEN %(into)s ELSE speaker_id END AS new_speaker
    FROM blog_pullquote
    WHERE id = ANY(%(quotations)s)
        AND (source_id = ANY(%(keys)s) OR speaker_id = ANY(%(keys)s))
), moved AS (
    UPDATE blog_pullquote AS quotation
    SET source_id = new_source, speaker_id = nullif(new_speaker, new_source)
    FROM old WHERE quotation.id = old.id
    RETURNING quotation.id, jsonb_build_array(
        quotation.id, old.source_id, old.speaker_id, quotation.source_id, quotation.speaker_id
    ) AS entry
)
"""
_MOVE_QUOTATIONS_SQL = f"""{_MOVED_SQL}
UPDATE blog_sourcechange SET after = jsonb_set(
    after,
    '{{moved,quotation}}',
    coalesce(after #> '{{moved,quotation}}', '[]')
        || coalesce((SELECT jsonb_agg(entry ORDER BY id) FROM moved), '[]')
)
WHERE id = %(change)s
"""
# A batch of a task is recorded with the task: the record of a change is one value, which PostgreSQL
# writes anew each time, 5 MB for 120,000 quotations.
_MOVE_BATCH_SQL = f"""{_MOVED_SQL}
UPDATE blog_sourcetask SET arguments = jsonb_set(
    arguments,
    '{{moved}}',
    coalesce(arguments->'moved', '[]')
        || coalesce((SELECT jsonb_agg(entry ORDER BY id) FROM moved), '[]')
)
WHERE id = %(task)s
"""
_RECORD_BATCHES_SQL = """
WITH task AS (
    SELECT change_id, coalesce(arguments->'moved', '[]') AS quotations,
        coalesce(arguments->'references', '{}') AS others,
        coalesce(arguments->'after', '{}') AS rows
    FROM blog_sourcetask WHERE id = %(task)s AND arguments ?| ARRAY['moved', 'references', 'after']
), recorded AS (
    UPDATE blog_sourcechange SET after = after || rows || jsonb_build_object(
        'moved', coalesce(after->'moved', '{}') || others || jsonb_build_object(
            'quotation', coalesce(after #> '{moved,quotation}', '[]') || quotations
        )
    )
    FROM task WHERE blog_sourcechange.id = task.change_id
)
UPDATE blog_sourcetask SET arguments = arguments - ARRAY['moved', 'references', 'after']
WHERE id = %(task)s
"""
_COUNT_MOVED_SQL = """
SELECT jsonb_array_length(after #> '{moved,quotation}') FROM blog_sourcechange
WHERE id = %(change)s
"""
_LOAD_MOVED_SQL = "SELECT after #> '{moved,quotation}' FROM blog_sourcechange WHERE id = %s"
# Counts the quotations that have neither the sources of before the change nor those of after it. A
# quotation that was credited to its former source meanwhile, and moved again, is recorded twice.
_RESTORE_QUOTATIONS_SQL = """
WITH moved AS (
    SELECT (entry->>0)::bigint AS id, (entry->>1)::bigint AS old_source,
        (entry->>2)::bigint AS old_speaker, (entry->>3)::bigint AS new_source,
        (entry->>4)::bigint AS new_speaker
    FROM jsonb_array_elements(%(moved)s::jsonb) AS entry
), restored AS (
    UPDATE blog_pullquote AS quotation SET source_id = old_source, speaker_id = old_speaker
    FROM moved WHERE quotation.id = moved.id
        AND source_id IS NOT DISTINCT FROM new_source
        AND speaker_id IS NOT DISTINCT FROM new_speaker
)
SELECT count(*) FROM moved LEFT JOIN blog_pullquote AS quotation USING (id)
WHERE (source_id, speaker_id) IS DISTINCT FROM (old_source, old_speaker)
    AND (source_id, speaker_id) IS DISTINCT FROM (new_source, new_speaker)
"""
# Other columns with a source, of tables that can have very many rows of it.
_REFERENCES = {
    "hop": ("blog_hop", "source_id"),
    "organisation": ("blog_tenure", "organisation_id"),
    "photo": ("blog_photo", "agency_id"),
}
_MOVE_REFERENCES_SQL = """
WITH old AS (
    SELECT id, {column} AS old_key FROM {table} WHERE {column} = ANY(%(keys)s)
), moved AS (
    UPDATE {table} AS moving SET {column} = %(into)s
    FROM old WHERE moving.id = old.id AND moving.{column} = old_key
    RETURNING moving.id, jsonb_build_array(moving.id, old_key, moving.{column}) AS entry
)
UPDATE {record} SET {values} = {values} || jsonb_build_object(
    '{part}', coalesce({values}->'{part}', '{{}}') || jsonb_build_object(
        '{name}', coalesce((SELECT jsonb_agg(entry ORDER BY id) FROM moved), '[]')
    )
)
WHERE id = %(key)s
"""
# Where a change is recorded, and a task, for `record_batches`.
_OF_CHANGE = {"record": "blog_sourcechange", "values": "after", "part": "moved"}
_OF_TASK = {"record": "blog_sourcetask", "values": "arguments", "part": "references"}
# A plain scan marks the entries of an index whose rows have moved, so that the next ones skip them:
# those of 120,000 quotations take a second otherwise, each time.
_SKIP_MOVED_SQL = """
SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off;
SELECT count(post_id) FROM blog_pullquote WHERE source_id = ANY(%(keys)s);
SELECT count(post_id) FROM blog_pullquote WHERE speaker_id = ANY(%(keys)s)
"""
_RESTORE_REFERENCES_SQL = """
WITH moved AS (
    SELECT (entry->>0)::bigint AS id, (entry->>1)::bigint AS old_key, (entry->>2)::bigint AS new_key
    FROM blog_sourcechange, jsonb_array_elements(after #> '{{moved,{name}}}') AS entry
    WHERE blog_sourcechange.id = %(change)s
), restored AS (
    UPDATE {table} AS moving SET {column} = old_key
    FROM moved WHERE moving.id = moved.id AND moving.{column} = new_key
    RETURNING 1
)
SELECT (SELECT count(*) FROM moved) - (SELECT count(*) FROM restored)
"""


class StillLocked(Exception):
    """Others held the rows during all attempts."""


def lock(sources: Collection[int], posts: str = "", **parameters: Any) -> None:
    """Lock sources and the posts that `posts` selects until the end of the transaction.

    A save locks its post and then the sources that it names, in several statements. So this waits
    only for posts, in the order of their keys, while it holds no source. If somebody has one of the
    sources, or quoted one meanwhile in a post that is locked, it starts again. Three queries if
    nobody does. Without `posts`, saves may go on to quote the sources. Raises StillLocked.
    """
    is_shared = not posts
    parameters |= {"keys": sorted(sources)}
    for _attempt in range(MAX_ATTEMPTS):
        try:
            with transaction.atomic():
                count = _count(_LOCK_POSTS_SQL, posts, parameters, "") if posts else 0
                rows = Source.objects.select_for_update(nowait=True, no_key=is_shared)
                list(rows.filter(pk__in=sources).order_by("pk").values_list("pk"))
                if not posts or _count_unlocked(posts, parameters, count):
                    return
                raise StillLocked
        except (OperationalError, StillLocked):
            _wait(sources, is_shared)
    raise StillLocked


def _count(template: str, posts: str, parameters: Mapping[str, Any], wait: str) -> int:
    return _fetch_number(template.format(posts=posts, wait=wait), parameters)


def _count_unlocked(posts: str, parameters: Mapping[str, Any], count: int) -> bool:
    """Return whether all posts are locked now, also those that quote a source since the first
    lock."""
    total = _fetch_number(f"SELECT count(DISTINCT post_id) FROM ({posts}) AS credited", parameters)
    return total == count or _count(_LOCK_POSTS_SQL, posts, parameters, "SKIP LOCKED") == total


def _wait(sources: Collection[int], is_shared: bool) -> None:
    """Wait for others to release each of the sources, without keeping any."""
    for key in sorted(sources):
        with transaction.atomic():
            rows = Source.objects.select_for_update(no_key=is_shared).filter(pk=key)
            list(rows.values_list("pk"))
            transaction.set_rollback(True)


def lock_with_credited_posts(sources: Collection[int], moved: Collection[int]) -> None:
    """Lock sources, and the posts that quote one of `moved`."""
    lock(sources, _CREDITED_POSTS_SQL.replace("%(keys)s", "%(moved)s"), moved=list(moved))


def lock_with_moved_posts(sources: Collection[int], change: int) -> None:
    """Lock sources, and the posts whose quotations a change moved."""
    lock(sources, _MOVED_POSTS_SQL, change=change)


def lock_with_posts_of(sources: Collection[int], quotations: Collection[int]) -> None:
    """Lock sources, and the posts of quotations."""
    lock(sources, _POSTS_OF_QUOTATIONS_SQL, quotations=list(quotations))


def select_moved_posts(change: int) -> QuerySet[Post]:
    """Return the posts whose quotations a change moved."""
    moved = RawSQL(_MOVED_POSTS_SQL.replace("%(change)s", "%s"), [change])
    return Post.all_objects.filter(pk__in=moved)


def load_source_rows(sources: Collection[int], paths: Collection[str]) -> Snapshot:
    """Load the rows of sources, and redirects from and to paths. Seven queries."""
    conditions = {
        "source": Q(pk__in=sources),
        **dict.fromkeys(("name", "tenure", "identifier"), Q(source__in=sources)),
        "relation": Q(source__in=sources) | Q(other__in=sources),
        "different": Q(first__in=sources) | Q(second__in=sources),
        "redirect": Q(old_path__in=paths) | Q(new_path__in=paths),
    }
    return load_snapshot(TABLES, conditions)


def load_present_rows(before: Snapshot, after: Snapshot) -> Snapshot:
    """Load the present state of the rows of two snapshots. Seven queries at most."""
    keys = {name: before[name].keys() | after[name].keys() for name in TABLES}
    return load_snapshot(TABLES, {name: Q(pk__in=keys[name]) for name in TABLES})


def select_credited_quotations(sources: Collection[int]) -> QuerySet[PullQuote]:
    """Return the quotations of sources and speakers."""
    return PullQuote.objects.order_by().filter(Q(source__in=sources) | Q(speaker__in=sources))


def count_credited_quotations(sources: Collection[int], most: int | None = None) -> int:
    """Count the quotations of sources and speakers, at most `most` of each. One query."""
    one, other = (
        PullQuote.objects.order_by().filter(**{f"{role}__in": sources}).values("pk")[:most]
        for role in ("source", "speaker")
    )
    return one.union(other).count()


def count_moved_quotations(change: int) -> int:
    """Count the quotations that a change moved. One query."""
    return _fetch_number(_COUNT_MOVED_SQL, {"change": change}) or 0


def move_quotations(
    quotations: QuerySet[PullQuote], sources: Collection[int], into: int, change: int
) -> int:
    """Credit quotations of sources to another one, and record it. Returns their number.

    A quotation whose source and speaker become the same keeps its source. Two queries.
    """
    return _move(_MOVE_QUOTATIONS_SQL, quotations, sources, into, change=change)


def move_batch(
    quotations: QuerySet[PullQuote], sources: Collection[int], into: int, task: int
) -> int:
    """Move quotations as `move_quotations`; `record_batches` records it. Two queries."""
    return _move(_MOVE_BATCH_SQL, quotations, sources, into, task=task)


def _move(
    sql: str, quotations: QuerySet[PullQuote], sources: Collection[int], into: int, **record: int
) -> int:
    keys = list(quotations.order_by("pk").values_list("pk", flat=True))
    if keys:
        with connection.cursor() as cursor:
            cursor.execute(sql, {"keys": list(sources), "into": into, "quotations": keys, **record})
    return len(keys)


def record_batches(task: int) -> None:
    """Append to the record of a change what its task has moved since, and the rows after it. One
    query, which locks neither posts nor sources."""
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_BATCHES_SQL, {"task": task})


def move_references(
    sources: Collection[int], into: int, *, change: int, task: int | None = None
) -> None:
    """Move hops, organisations of roles and agencies of photos to a source.

    It is recorded with the change, or with its task, for `record_batches`. Three queries.
    """
    record, key = (_OF_TASK, task) if task else (_OF_CHANGE, change)
    with connection.cursor() as cursor:
        for name, (table, column) in _REFERENCES.items():
            cursor.execute(
                _MOVE_REFERENCES_SQL.format(name=name, table=table, column=column, **record),
                {"keys": list(sources), "into": into, "key": key},
            )


@transaction.atomic
def skip_moved_entries(sources: Collection[int]) -> None:
    """Read what the moved quotations of sources left in indexes, so that the next reads skip it.

    It locks nothing. Of no use while an older snapshot is open, such as that of a backup.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SKIP_MOVED_SQL, {"keys": list(sources)})


def load_moved_quotations(change: int) -> list[list[Any]]:
    """Load what a change recorded of each quotation that it moved: its key, and the keys of source
    and speaker before and after. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOAD_MOVED_SQL, [change])
        return json.loads(cursor.fetchone()[0] or "[]")


def restore_quotations(moved: Sequence[list[Any]]) -> int:
    """Move quotations back, unless somebody moved them since; return the number of those.

    `moved` is from `load_moved_quotations`. One query.
    """
    return _fetch_number(_RESTORE_QUOTATIONS_SQL, {"moved": json.dumps(moved)})


def restore_references(change: int) -> int:
    """Move back hops, roles and photos that a change moved, unless somebody moved them since.

    Returns the number of those. Three queries.
    """
    return sum(
        _fetch_number(
            _RESTORE_REFERENCES_SQL.format(name=name, table=table, column=column),
            {"change": change},
        )
        for name, (table, column) in _REFERENCES.items()
    )


def _fetch_number(sql: str, parameters: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]
