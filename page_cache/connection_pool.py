"""Database connections for the threads that work, so that threads which only wait hold none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.utils import ConnectionHandler


class ConnectionPool:
    """Connections of `handlers`, as many as requests were with Django at the same time.

    Django keeps a connection for each thread. A thread that has one of its own already, as in
    tests, goes on with that.
    """

    def __init__(self, handlers: Sequence[ConnectionHandler]) -> None:
        self._handlers = handlers
        # What was given back last is taken first: a few connections stay warm, others grow old.
        self._idle: list[dict[ConnectionHandler, Any]] = []

    @contextmanager
    def lend(self) -> Iterator[None]:
        """Give this thread connections that no other thread uses meanwhile. No query."""
        handlers = [each for each in self._handlers if not each.all(initialized_only=True)]
        try:
            lent = self._idle.pop()
        except IndexError:
            lent = {}
        for handler, connection in lent.items():
            if handler in handlers:
                handler[DEFAULT_DB_ALIAS] = connection
        try:
            yield
        finally:
            for handler in handlers:
                for connection in handler.all(initialized_only=True):
                    if not connection.allow_thread_sharing:
                        connection.inc_thread_sharing()
                    lent[handler] = connection
                    del handler[DEFAULT_DB_ALIAS]
            self._idle.append(lent)
