"""Limit the requests that Django handles at once; others wait in a bounded queue.

The web server has one thread more than working and waiting requests need, so one is always free to
serve cached pages.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from wsgiref.types import StartResponse, WSGIApplication

from page_cache.admission import Gate, GateFullError
from page_cache.connection_pool import ConnectionPool
from page_cache.request_key import Environ
from page_cache.store import MAX_WAITING, Response

QUEUE_LENGTH = 64  # requests of one process
QUEUE_TIMEOUT = 20.0  # seconds
# Requests that need a processor for seconds share one slot of a process.
HEAVY_SLOTS = 1
HEAVY_QUEUE_LENGTH = 4
HEAVY_QUEUE_TIMEOUT = 5.0  # seconds


def count_threads(slots: int) -> int:
    """Return how many threads a process needs: working, waiting at either gate or for another
    thread's page, and one free."""
    return slots + QUEUE_LENGTH + HEAVY_QUEUE_LENGTH + MAX_WAITING + 1


class NotAdmittedError(Exception):
    """Raised with the `response` to send instead."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


class ThreadSlots:
    """WSGI wrapper that admits `count` requests at once to `application`.

    `get_outage_response` returns the response while the database is unavailable, else None;
    `get_busy_response` the response to a request that cannot wait any longer. Paths that begin with
    one of `free_paths` need no slot; those of `heavy_paths` pass a narrower gate first.
    """

    def __init__(
        self,
        application: WSGIApplication,
        count: int,
        get_outage_response: Callable[[], Response | None],
        get_busy_response: Callable[[Environ], Response],
        free_paths: tuple[str, ...] = (),
        heavy_paths: tuple[str, ...] = (),
        connections: ConnectionPool | None = None,
    ) -> None:
        self.application, self.get_outage_response, self.get_busy_response = (
            application,
            get_outage_response,
            get_busy_response,
        )
        self.free_paths, self.heavy_paths = free_paths, heavy_paths
        self._connections = connections or ConnectionPool([])
        self._gate = Gate(count, QUEUE_LENGTH)
        self._heavy_gate = Gate(HEAVY_SLOTS, HEAVY_QUEUE_LENGTH)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self.hold(environ):
                return self.application(environ, start_response)
        except NotAdmittedError as error:
            response = error.response
        start_response(response.status, response.headers)
        return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (response.body,)

    @contextmanager
    def hold(self, environ: Environ) -> Iterator[None]:
        """Hold a slot and database connections for this request. Raises NotAdmittedError."""
        path = environ.get("PATH_INFO", "")
        with ExitStack() as held:
            if not path.startswith(self.free_paths):
                if path.startswith(self.heavy_paths):
                    self._enter(self._heavy_gate, HEAVY_QUEUE_TIMEOUT, environ)
                    held.callback(self._heavy_gate.release)
                self._enter(self._gate, QUEUE_TIMEOUT, environ)
                held.callback(self._gate.release)
            held.enter_context(self._connections.lend())
            yield

    def _enter(self, gate: Gate, timeout: float, environ: Environ) -> None:
        try:
            gate.acquire(timeout, self._check_database)
        except GateFullError:
            raise NotAdmittedError(self.get_busy_response(environ)) from None

    def _check_database(self) -> None:
        if response := self.get_outage_response():
            raise NotAdmittedError(response)
