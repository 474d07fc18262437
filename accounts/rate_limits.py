"""How often something may be done: fixed windows, counted in the database for all processes, or in
Valkey for all hosts."""

from typing import Any

from django.db import connection
from django.db.models import F

from accounts import shared_cache
from accounts.models import RateLimitWindow
from lib.hashing import keyed_hash

# One statement: `counted` counts, begins the window anew where the last one is over, and takes
# away up to two windows of others that are over, so the table stays as large as what is going on.
# Which two is asked once: within the DELETE it could be asked again for every row.
COUNTED = """
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
# Where Valkey has counted, the statement writes nothing: a replica of the database can answer it.
KNOWN = "counted (taken, seconds) AS (SELECT %(taken)s::int, %(left)s::int)"


class TooOften(Exception):
    def __init__(self, seconds: int) -> None:
        self.seconds = seconds  # after which to come back


class Once:
    """One `action` of `key`, to be counted by a statement that asks for something else as well."""

    def __init__(self, action: str, key: str, most: int, seconds: int) -> None:
        self.most = most
        self.values: dict[str, Any] = {
            "key": keyed_hash(f"limit:{action}", key or "-"),
            "seconds": seconds,
            "most": most,
        }

    def beside(self, asked: str, values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """`asked` begins with common table expressions, each with its name, or with SELECT; it has
        `counted (taken, seconds)` beside them."""
        comma = "" if asked.lstrip().startswith("SELECT") else ","
        values = self.values | values
        counted = COUNTED
        if known := shared_cache.counted(values["key"], values["seconds"]):
            counted = KNOWN
            values["taken"], values["left"] = known
        return f"WITH RECURSIVE {counted}{comma}{asked}", values

    def allow(self, taken: int, seconds: int) -> None:
        """What `counted` says. TooOften where it was."""
        if taken > self.most:
            raise TooOften(max(seconds, 1))


def wait(action: str, key: str, most: int, seconds: int) -> int:
    """Count one `action` of `key` (a client, a person, an address): 0 where it is one of the
    first `most` in its `seconds`, else after how many seconds to come back. One query, or one of
    Valkey.

    Call it outside of a transaction: others of the same key wait for its end. `key` is kept as a
    hash only.
    """
    once = Once(action, key, most, seconds)
    counted = shared_cache.counted(once.values["key"], seconds)
    if counted is None:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {COUNTED} SELECT * FROM counted", once.values)
            counted = cursor.fetchone()
    try:
        once.allow(*counted)
    except TooOften as refused:
        return refused.seconds
    return 0


def undo(action: str, key: str, seconds: int) -> None:
    """Take back one `wait` that counted, as when a password or code was right. One query, or one
    of Valkey."""
    once = Once(action, key, 0, seconds)
    if shared_cache.uncount(once.values["key"], seconds):
        return
    windows = RateLimitWindow.objects.filter(pk=once.values["key"], taken__gt=0)
    windows.update(taken=F("taken") - 1)


def cache_key(key: str, prefix: str, version: int) -> str:
    """Of the cache, in which allauth counts: its keys have addresses in them."""
    return keyed_hash("cache", f"{prefix}:{version}:{key}")
