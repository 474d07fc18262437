"""Pages are read from replicas of the database, from one that has all that a page has to show.

Nothing decides which query may go there. While a page is made, a replica takes the place of this
thread's database, for the ORM and for SQL alike; PostgreSQL itself refuses what a replica cannot
do, such as to write, and then the primary makes the page from the beginning.
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

from page_cache.state_watcher import State, Watcher

CONNECT = 2  # seconds; libpq knows no less
ANSWER = 1.0  # seconds, after which a replica counts as away, and who waits for it waits no longer
CLOCKS = 1.0  # seconds by which its clock may be ahead: a scheduled post must not appear early
# Whether it has replayed all that the site's state rests on, and its clock has come as far.
FITS = """
SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn
    AND extract(epoch FROM statement_timestamp()) BETWEEN %s AND %s
"""
IS_REPLICA = "SELECT pg_is_in_recovery()"


@dataclass(frozen=True, slots=True)
class Placed:
    """A value of the site's state, with where in the primary's log and when it was first seen. What
    has been replayed up to there, by a clock as late, shows no less."""

    value: Hashable
    position: str = field(compare=False)
    at: float = field(compare=False)  # seconds since the epoch, by the primary's clock


class Refused(BaseException):
    """The replica cannot make this page. No Exception, as Django would make an error page of it."""


class Replicas:
    def __init__(self, databases: list[dict[str, Any]]) -> None:
        self.replicas = [Replica(database) for database in databases]

    @property
    def handlers(self) -> list[ConnectionHandler]:
        """Of the connections that threads read pages with."""
        return [replica.handler for replica in self.replicas]

    def read[Page](self, make: Callable[[], Page], state: State | None) -> Page | None:
        """What `make` makes with one of them; None if it cannot. Costs one query more.

        Without a `state`, while the primary is away, whatever a replica has is new enough."""
        alive = [replica for replica in self.replicas if replica.is_alive()]
        if not alive:
            return None
        try:
            with random.choice(alive).instead(state):
                return make()
        except Refused:
            return None


class Replica:
    """A thread asks several times a second whether it answers, and cuts the connections of whoever
    waits for it when it does not: else one that hangs would take the readers along."""

    def __init__(self, database: dict[str, Any]) -> None:
        options = {**database["OPTIONS"], "connect_timeout": CONNECT}
        # A handler of its own: its connections are called as the primary's are, one a thread.
        self.handler = ConnectionHandler({DEFAULT_DB_ALIAS: {**database, "OPTIONS": options}})
        self._in_use: set[Any] = set()
        self._watched: Any = None
        self._watcher = Watcher(
            self._ask, self._leave, patience=0, lost="A replica does not answer"
        )

    def is_alive(self) -> bool:
        return self._watcher.state() is not None

    @contextmanager
    def instead(self, state: State | None) -> Iterator[None]:
        """Of the database of this thread. Refused where it is behind, or fails."""
        primary, replica = connections[DEFAULT_DB_ALIAS], self.handler[DEFAULT_DB_ALIAS]
        connections[DEFAULT_DB_ALIAS] = replica
        self._in_use.add(replica)
        try:
            with replica.execute_wrapper(_refuse):
                if not _fits(replica, state):
                    raise Refused
                yield
        except Refused:
            replica.close_if_unusable_or_obsolete()
            raise
        finally:
            self._in_use.discard(replica)
            connections[DEFAULT_DB_ALIAS] = primary

    def _ask(self) -> bool:
        """Of the thread that watches, over a connection that waits for nobody."""
        until = time.monotonic() + ANSWER
        if self._watched is None:
            parameters = self.handler[DEFAULT_DB_ALIAS].get_connection_params()
            self._watched = psycopg2.connect(**parameters, async_=True)
            _wait(self._watched, until)
        cursor = self._watched.cursor()
        cursor.execute(IS_REPLICA)
        _wait(self._watched, until)
        if not cursor.fetchone()[0]:
            raise psycopg2.OperationalError("it is no replica any more")
        return True

    def _leave(self) -> None:
        if self._watched is not None:
            self._watched.close()
            self._watched = None
        for replica in list(self._in_use):
            # It may be closed, or not be open yet.
            with (
                suppress(Exception),
                socket.socket(fileno=os.dup(replica.connection.fileno())) as line,
            ):
                line.shutdown(socket.SHUT_RDWR)


def _fits(replica: Any, state: State | None) -> bool:
    try:
        with replica.cursor() as cursor:
            if state is None:
                cursor.execute(IS_REPLICA)
            else:
                placed: Any = state.value
                latest = placed.at + (time.time() - state.since) + CLOCKS
                cursor.execute(FITS, [placed.position, placed.at, latest])
            return bool(cursor.fetchone()[0])
    except Error as error:  # It could not even be connected.
        raise Refused from error


def _refuse(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    try:
        return execute(sql, params, many, context)
    except Error as error:
        raise Refused from error


def _wait(connection: Any, until: float) -> None:
    """Until it is done, or OperationalError when it is late."""
    while (wants := connection.poll()) != extensions.POLL_OK:
        line = [connection.fileno()]
        reads, writes = (line, []) if wants == extensions.POLL_READ else ([], line)
        left = until - time.monotonic()
        if left <= 0 or not any(select.select(reads, writes, [], left)):
            raise psycopg2.OperationalError(f"no answer within {ANSWER} s")
