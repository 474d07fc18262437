"""Let cached pages expire some seconds after a transaction, together with those of others."""

from django.db import connection

EXPIRY_INTERVAL = 10  # seconds
SHARED_INTERVAL = 300
MAX_DURATION = 60  # seconds that a transaction may take after `share_expiry`

# The row is part of the transaction, so it is neither lost nor early if the process is killed. The
# triggers of the site's tables then store none of their own (page_cache/sql/changes.sql).
_SQL = """
WITH change AS (
    INSERT INTO page_cache_change (created_at)
    VALUES (to_timestamp(ceil(extract(epoch FROM clock_timestamp()) / %s) * %s))
)
SELECT set_config('page_cache.changed_by', pg_current_xact_id()::text, true)
"""


def delay_expiry() -> None:
    """Let what this transaction changes expire cached pages at the end of the current ten seconds.

    For work in many transactions, each of which would expire all pages. Pages that are rendered
    meanwhile show what is stored. One query; call it first in the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [EXPIRY_INTERVAL, EXPIRY_INTERVAL])


# A change that was committed and will count later expires what is committed until then as well.
_SHARED_SQL = """
WITH change AS (
    INSERT INTO page_cache_change (created_at)
    SELECT to_timestamp(ceil((extract(epoch FROM clock_timestamp()) + %(duration)s) / %(interval)s)
        * %(interval)s)
    WHERE NOT EXISTS (
        SELECT FROM page_cache_change
        WHERE created_at >= clock_timestamp() + make_interval(secs => %(duration)s)
    )
)
SELECT set_config('page_cache.changed_by', pg_current_xact_id()::text, true)
"""


def share_expiry() -> None:
    """Let what this transaction changes expire cached pages within some minutes, together with
    those of others.

    For hours of work in small transactions whose changes can wait: they share one row, as the site
    state reads all. The transaction has to end within MAX_DURATION. One query; call it before the
    first change in the transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SHARED_SQL, {"duration": MAX_DURATION, "interval": SHARED_INTERVAL})
