"""Live server whose threads share database connections, as those of the real server do.

Chromium opens several connections for each browser context, and Django's server opens another one
to the database for each: PostgreSQL starts a process that reads the catalogue and plans every
statement anew, for half of the CPU time that it spends on a browser test.
"""

from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer
from django.db import connections

from page_cache.connection_pool import ConnectionPool


class PooledServer(ThreadedWSGIServer):
    pool = ConnectionPool([connections])

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        with self.pool.lend():
            super().process_request_thread(request, client_address)

    def _close_connections(self) -> None:
        """Leave the connections of a thread to the pool."""

    @classmethod
    def close_pool(cls) -> None:
        """Close all connections, when no thread has one: a database in use cannot be dropped."""
        for lent in cls.pool._idle:
            for connection in lent.values():
                connection.close()
