"""Render cached pages from read replicas that have replayed the current state.

There is no routing of single queries: while a page is rendered, a replica replaces the thread's
database connection, for the ORM and raw SQL alike. PostgreSQL refuses writes on a replica, and then
the primary renders the page again.
"""

import os
import random
import select
import socket
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from django.db import DEFAULT_DB_ALIAS, Error, connections
from django.db.utils import ConnectionHandler
from psycopg2 import extensions

from page_cache.state_watcher import State, StateWatcher

CONNECT_TIMEOUT = 2  # seconds; libpq knows no less
ANSWER_TIMEOUT = 1.0  # seconds; then a replica counts as down, and its requests are aborted
MAX_CLOCK_SKEW = 1.0  # seconds its clock may be ahead: scheduled posts must not appear early
# Whether it has replayed the log up to the site's state, and its clock is not behind or ahead.
IS_CURRENT_SQL = """
SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn
    AND extract(epoch FROM statement_timestamp()) BETWEEN %s AND %s
"""
IS_REPLICA_SQL = "SELECT pg_is_in_recovery()"


@dataclass(frozen=True, slots=True)
class PositionedState:
    """A value of the site's state, with the WAL position and time at which it was first seen. A
    replica that has replayed up to there shows that state or a later one."""

    value: Hashable
    position: str = field(compare=False)
    seen_at: float = field(compare=False)  # seconds since the epoch, by the primary's clock


class ReplicaError(BaseException):
    """The replica cannot render this page. A BaseException, as Django handles all others."""


class Replicas:
    def __init__(self, databases: list[dict[str, Any]]) -> None:
        self.replicas = [Replica(database) for database in databases]

    @property
    def handlers(self) -> list[ConnectionHandler]:
        """Return the connection handlers of all replicas."""
        return [replica.handler for replica in self.replicas]

    def read[Page](self, render: Callable[[], Page], state: State | None) -> Page | None:
        """Call `render` with a random live replica; None if that fails. Costs one query more.

        Without a `state`, while the primary is unavailable, a replica need not be current."""
        alive = [replica for replica in self.replicas if replica.is_alive()]
        if not alive:
            return None
        try:
            with random.choice(alive).use(state):
                return render()
        except ReplicaError:
            return None


class Replica:
    """One replica. A thread polls it, and shuts down the sockets in use once it stops answering:
    otherwise requests would hang with it."""

    def __init__(self, database: dict[str, Any]) -> None:
        options = {**database["OPTIONS"], "connect_timeout": CONNECT_TIMEOUT}
        # A separate handler, so that its connections have the same alias as the primary's.
        self.handler = ConnectionHandler({DEFAULT_DB_ALIAS: {**database, "OPTIONS": options}})
        self._in_use: set[Any] = set()
        self._connection: Any = None
        self._watcher = StateWatcher(
            self._check,
            self._disconnect,
            first_answer_timeout=0,
            outage_message="A replica does not answer",
        )

    def is_alive(self) -> bool:
        return self._watcher.get_state() is not None

    @contextmanager
    def use(self, state: State | None) -> Iterator[None]:
        """Use the replica as this thread's database. Raises ReplicaError if it lags or fails."""
        primary, replica = connections[DEFAULT_DB_ALIAS], self.handler[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = replica
        self._in_use.add(replica)
        try:
            with replica.execute_wrapper(_convert_errors):
                if not _is_current(replica, state):
                    raise ReplicaError
                yield
        except ReplicaError:
            replica.close_if_unusable_or_obsolete()
            raise
        finally:
            self._in_use.discard(replica)
            connections[DEFAULT_DB_ALIAS] = primary

    def _check(self) -> bool:
        """Poll the replica over an asynchronous connection, in the watcher's thread."""
        deadline = time.monotonic() + ANSWER_TIMEOUT
        if self._connection is None:
            parameters = self.handler[DEFAULT_DB_ALIAS].get_connection_params()
            self._connection = psycopg2.connect(**parameters, async_=True)
            _wait_until_ready(self._connection, deadline)
        cursor = self._connection.cursor()
        cursor.execute(IS_REPLICA_SQL)
        _wait_until_ready(self._connection, deadline)
        if not cursor.fetchone()[0]:
            raise psycopg2.OperationalError("it is no replica any more")
        return True

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        for replica in list(self._in_use):
            # The connection may be closed, or not be open yet.
            with (
                suppress(Exception),
                socket.socket(fileno=os.dup(replica.connection.fileno())) as line,
            ):
                line.shutdown(socket.SHUT_RDWR)


def _is_current(replica: Any, state: State | None) -> bool:
    try:
        with replica.cursor() as cursor:
            if state is None:
                cursor.execute(IS_REPLICA_SQL)
            else:
                positioned: Any = state.value
                latest = positioned.seen_at + (time.time() - state.since) + MAX_CLOCK_SKEW
                cursor.execute(IS_CURRENT_SQL, [positioned.position, positioned.seen_at, latest])
            return bool(cursor.fetchone()[0])
    except Error as error:  # The connection failed.
        raise ReplicaError from error


def _convert_errors(
    execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, params, many, context)
    except Error as error:
        raise ReplicaError from error


def _wait_until_ready(connection: Any, deadline: float) -> None:
    """Wait for the asynchronous operation. Raises OperationalError after the deadline."""
    while (wants := connection.poll()) != extensions.POLL_OK:
        line = [connection.fileno()]
        reads, writes = (line, []) if wants == extensions.POLL_READ else ([], line)
        left = deadline - time.monotonic()
        if left <= 0 or not any(select.select(reads, writes, [], left)):
            raise psycopg2.OperationalError(f"no answer within {ANSWER_TIMEOUT} s")
