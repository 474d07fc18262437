"""Pool of database connections, so that waiting threads hold none."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.utils import ConnectionHandler


class ConnectionPool:
    """Connections of `handlers`, as many as there were concurrent requests in Django.

    Django opens a connection per thread. A thread that already has one, as in tests, uses that.
    """

    def __init__(self, handlers: Sequence[ConnectionHandler]) -> None:
        self._handlers = handlers
        # Last in, first out: a few connections stay in use, the others expire.
        self._idle: list[dict[ConnectionHandler, Any]] = []

    @contextmanager
    def lend(self) -> Iterator[None]:
        """Lend connections to this thread exclusively. No query."""
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
