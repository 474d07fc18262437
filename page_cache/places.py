"""One thread of a process is never with Django, so that kept pages come while all others wait for a
database that hangs."""

import threading
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication

from page_cache.asking import Environ
from page_cache.store import Answer

EVERY = 0.25  # seconds between two looks whether waiting makes sense


class Places:
    """`count` requests at once; others wait. `away` gives what is answered instead while the
    database is known to be away, else None. What begins with `free` needs no place."""

    def __init__(
        self,
        application: WSGIApplication,
        count: int,
        away: Callable[[], Answer | None],
        free: tuple[str, ...] = (),
    ) -> None:
        self.application, self.away, self.free = application, away, free
        self._places = threading.Semaphore(count)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(self.free):
            return self.application(environ, start_response)
        while not self._places.acquire(timeout=EVERY):
            if answer := self.away():
                start_response(answer.status, answer.headers)
                return (b"",) if environ["REQUEST_METHOD"] == "HEAD" else (answer.body,)
        try:
            return self.application(environ, start_response)
        finally:
            self._places.release()
