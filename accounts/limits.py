"""How often something may be done: fixed windows, counted in the database for all processes."""

from django.db import connection

from config.digests import digest

# One statement: it counts, begins the window anew where the last one is over, and takes away up to
# two windows of others that are over, so the table stays as large as what is going on.
# Which two is asked once: within the DELETE it could be asked again for every row.
TAKE = """
WITH over AS MATERIALIZED (
    SELECT key FROM accounts_window
    WHERE ends_at <= statement_timestamp() AND key <> %(key)s
    ORDER BY ends_at LIMIT 2 FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM accounts_window USING over WHERE accounts_window.key = over.key
)
INSERT INTO accounts_window AS present (key, taken, ends_at)
VALUES (%(key)s, 1, statement_timestamp() + make_interval(secs => %(seconds)s::int))
ON CONFLICT (key) DO UPDATE SET
    taken = CASE WHEN present.ends_at <= statement_timestamp() THEN 1 ELSE present.taken + 1 END,
    ends_at = CASE WHEN present.ends_at <= statement_timestamp() THEN excluded.ends_at
        ELSE present.ends_at END
RETURNING taken, ceil(extract(epoch FROM ends_at - statement_timestamp()))::int
"""


def take(action: str, key: str, most: int, seconds: int) -> bool:
    """Count one `action` of `key` (a household, a person, an address); is it one of the first
    `most` in its `seconds`? One query. As `wait`."""
    return not wait(action, key, most, seconds)


def wait(action: str, key: str, most: int, seconds: int) -> int:
    """As `take`: 0, or after how many seconds to come back. One query.

    Call it outside of a transaction: others of the same key wait for its end. `key` is kept as a
    digest only.
    """
    values: dict[str, str | int] = {
        "key": digest(f"limit:{action}", key or "-"),
        "seconds": seconds,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE, values)
        taken, left = cursor.fetchone()
    return 0 if taken <= most else max(left, 1)


def cache_key(key: str, prefix: str, version: int) -> str:
    """Of the cache, in which allauth counts: its keys have addresses in them."""
    return digest("cache", f"{prefix}:{version}:{key}")
