"""Rate limits in fixed windows, counted in the database for all processes, or in Valkey for all
hosts."""

from typing import Any

from django.db import connection
from django.db.models import F

from accounts import shared_counters
from accounts.models import RateLimitWindow
from lib.hashing import keyed_hash

# One statement: `counted` counts, restarts an expired window, and deletes up to two other expired
# windows, so that the table stays small. `over` is materialized: within the DELETE the subquery
# could run again for every row.
COUNT_SQL = """
over AS MATERIALIZED (
    SELECT key FROM accounts_ratelimitwindow
    WHERE ends_at <= statement_timestamp() AND key <> %(key)s
    ORDER BY ends_at LIMIT 2 FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM accounts_ratelimitwindow AS past USING over WHERE past.key = over.key
), counted (taken, seconds) AS (
    INSERT INTO accounts_ratelimitwindow AS present (key, taken, ends_at)
    VALUES (%(key)s, 1, statement_timestamp() + make_interval(secs => %(seconds)s::int))
    ON CONFLICT (key) DO UPDATE SET
        taken = CASE WHEN present.ends_at <= statement_timestamp() THEN 1
            ELSE present.taken + 1 END,
        ends_at = CASE WHEN present.ends_at <= statement_timestamp() THEN excluded.ends_at
            ELSE present.ends_at END
    RETURNING taken, ceil(extract(epoch FROM ends_at - statement_timestamp()))::int
)
"""
# Used after Valkey has counted. It writes nothing, so a read replica can run it.
KNOWN_COUNT_SQL = "counted (taken, seconds) AS (SELECT %(taken)s::int, %(left)s::int)"
# Of the parameters of both.
COUNT_TYPES = {"key": "text", "seconds": "int", "most": "bigint", "taken": "int", "left": "int"}


class RateLimitExceeded(Exception):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds  # until the next attempt is allowed


class CountedAttempt:
    """One `action` of `key`, counted within another query."""

    def __init__(self, action: str, key: str, max_count: int, seconds: int) -> None:
        self.max_count = max_count
        self.values: dict[str, Any] = {
            "key": keyed_hash(f"limit:{action}", key or "-"),
            "seconds": seconds,
            "most": max_count,
        }

    def add_to_query(self, sql: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Add the CTE `counted (taken, seconds)` to `sql`, which begins with CTEs, without WITH, or
        with SELECT. Return the statement and its parameters."""
        comma = "" if sql.lstrip().startswith("SELECT") else ","
        values = self.values | values
        counted = COUNT_SQL
        if known := shared_counters.count(values["key"], values["seconds"]):
            counted = KNOWN_COUNT_SQL
            values["taken"], values["left"] = known
        return f"WITH RECURSIVE {counted}{comma}{sql}", values

    def check(self, taken: int, seconds: int) -> None:
        """Check the row of `counted`. Raises RateLimitExceeded."""
        if taken > self.max_count:
            raise RateLimitExceeded(max(seconds, 1))


def count_attempt(action: str, key: str, max_count: int, seconds: int) -> int:
    """Count one `action` of `key` (a client, a user, an address), and return the seconds to wait:
    0 for the first `max_count` within `seconds`. One query to PostgreSQL or Valkey.

    Call it outside of a transaction: other attempts with the same key wait for its end. Only a hash
    of `key` is stored.
    """
    once = CountedAttempt(action, key, max_count, seconds)
    counted = shared_counters.count(once.values["key"], seconds)
    if counted is None:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {COUNT_SQL} SELECT * FROM counted", once.values)
            counted = cursor.fetchone()
    try:
        once.check(*counted)
    except RateLimitExceeded as error:
        return error.seconds
    return 0


def undo_attempt(action: str, key: str, seconds: int) -> None:
    """Undo one `count_attempt`, such as after a valid code. One query to PostgreSQL or Valkey."""
    once = CountedAttempt(action, key, 0, seconds)
    if shared_counters.uncount(once.values["key"], seconds):
        return
    windows = RateLimitWindow.objects.filter(pk=once.values["key"], taken__gt=0)
    windows.update(taken=F("taken") - 1)


def cache_key(key: str, prefix: str, version: int) -> str:
    """Hash a cache key: KEY_FUNCTION of the cache, as allauth's keys contain addresses."""
    return keyed_hash("cache", f"{prefix}:{version}:{key}")
