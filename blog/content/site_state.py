"""Site state, which changes whenever public pages may change."""

from collections.abc import Hashable

from django.db import connection

from page_cache.read_replicas import PositionedState

# The table has the rows of the last hour. All are summed, because a long transaction can commit a
# row with an earlier id. Those of an import count a few seconds later. The state changes as well
# when a scheduled post or dossier is due: one entry each of the indexes
# `post_published_newest_first`, `post_pages_in_order` and, by kind, `dossier_newest_first`. Posts
# of the last day suffice: no page is cached for longer, and older ones of an import would change it
# with each batch.
STATE_SQL = """
SELECT max(id), sum(id), count(*),
    (SELECT max(published_at) FROM blog_post
     WHERE status = 'published' AND kind = 'post'
         AND published_at > statement_timestamp() - interval '1 day'
         AND published_at <= statement_timestamp()),
    (SELECT max(published_at) FROM blog_post
     WHERE status = 'published' AND kind = 'page'
         AND published_at > statement_timestamp() - interval '1 day'
         AND published_at <= statement_timestamp()),
    (SELECT max(published_at) FROM blog_dossier
     WHERE kind = 'collection' AND published_at <= statement_timestamp()),
    (SELECT max(published_at) FROM blog_dossier
     WHERE kind = 'comparison' AND published_at <= statement_timestamp())
FROM page_cache_change WHERE created_at <= statement_timestamp()
"""


def get_state() -> Hashable:
    """Return the site state. One query of 0.1 ms."""
    with connection.cursor() as cursor:
        cursor.execute(STATE_SQL)
        return cursor.fetchone()


# The position is read after the snapshot is taken, so the log contains all of the state up to it.
POSITIONED_STATE_SQL = f"""
SELECT pg_current_wal_insert_lsn()::text, extract(epoch FROM statement_timestamp())::float8, state.*
FROM ({STATE_SQL}) AS state (last, sum, count, post, page, dossier, comparison)
"""


def get_positioned_state() -> PositionedState:
    """Return the site state with its position in the write-ahead log, to compare with replicas."""
    with connection.cursor() as cursor:
        cursor.execute(POSITIONED_STATE_SQL)
        position, timestamp, *value = cursor.fetchone()
    return PositionedState(tuple(value), position, timestamp)


def close_connection() -> None:
    """Close the database connection of this thread."""
    connection.close()
