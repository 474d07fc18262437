"""Few requests are with Django at once; the others wait in a queue of limited length.

The web has a thread more than all that work and all that may wait, so there is always one to answer
cached pages, and it never waits for anything slow.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from wsgiref.types import StartResponse, WSGIApplication

from page_cache.admission import Gate, GateFullError
from page_cache.connection_pool import ConnectionPool
from page_cache.request_key import Environ
from page_cache.store import MAX_WAITING, Answer

QUEUE_LENGTH = 64  # requests of one process
QUEUE_TIMEOUT = 20.0  # seconds
# Requests that compute for seconds take one slot of a process, and leave the others alone.
HEAVY_SLOTS = 1
HEAVY_QUEUE_LENGTH = 4
HEAVY_QUEUE_TIMEOUT = 5.0  # seconds


def thread_count(slots: int) -> int:
    """How many threads a process needs: working, waiting at either gate or for another thread's
    page, and one that does neither."""
    return slots + QUEUE_LENGTH + HEAVY_QUEUE_LENGTH + MAX_WAITING + 1


class NotAdmittedError(Exception):
    """`answer` is what to say instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Places:
    """WSGI wrapper that admits `count` requests at once to `application`.

    `away` gives what is answered while the database is known to be away, else None; `busy` what is
    answered to a request that cannot wait any longer. Paths that begin with one of `free` need no
    slot; those of `heavy` pass a narrower gate first.
    """

    def __init__(
        self,
        application: WSGIApplication,
        count: int,
        away: Callable[[], Answer | None],
        busy: Callable[[Environ], Answer],
        free: tuple[str, ...] = (),
        heavy: tuple[str, ...] = (),
        connections: ConnectionPool | None = None,
    ) -> None:
        self.application, self.away, self.busy = application, away, busy
        self.free, self.heavy = free, heavy
        self._connections = connections or ConnectionPool([])
        self._gate = Gate(count, QUEUE_LENGTH)
        self._heavy_gate = Gate(HEAVY_SLOTS, HEAVY_QUEUE_LENGTH)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self.hold(environ):
                return self.application(environ, start_response)
        except NotAdmittedError as refusal:
            answer = refusal.answer
        start_response(answer.status, answer.headers)
        return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)

    @contextmanager
    def hold(self, environ: Environ) -> Iterator[None]:
        """Keep a slot, and database connections, for this request. Raises NotAdmittedError."""
        path = environ.get("PATH_INFO", "")
        with ExitStack() as held:
            if not path.startswith(self.free):
                if path.startswith(self.heavy):
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
            raise NotAdmittedError(self.busy(environ)) from None

    def _check_database(self) -> None:
        if answer := self.away():
            raise NotAdmittedError(answer)
