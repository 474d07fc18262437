"""Around everything: each request is given its number, counted and timed; a failed or slow one is
logged."""

import logging
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from lib import request_ids
from operations.metrics import REQUESTS, SECONDS

logger = logging.getLogger("pullquote.requests")
SLOW = 2.0  # seconds


class Observed:
    """`application` may say in `environ["page_cache"]` what its cache did; else it is 'none'."""

    def __init__(self, application: WSGIApplication, trusts_proxies: bool) -> None:
        self.application, self.trusts_proxies = application, trusts_proxies

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        begun = time.perf_counter()
        number = request_ids.begin(environ, self.trusts_proxies)
        status = "500"

        def start(said: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = said
            return start_response(said, [*headers, ("X-Request-Id", number)], *rest)

        try:
            return self.application(environ, start)
        finally:
            seconds = time.perf_counter() - begun
            cache = environ.get("page_cache", "none")
            requests, times = _children(cache, f"{status[0]}xx")
            requests.inc()
            times.observe(seconds)
            if seconds > SLOW or status[0] == "5":
                _log(environ, status, seconds)


@lru_cache(100)
def _children(cache: str, status: str) -> tuple[Any, Any]:
    return REQUESTS.labels(cache, status), SECONDS.labels(cache)


def _log(environ: dict[str, Any], status: str, seconds: float) -> None:
    """Without the query string, which may hold what is a secret or a person's."""
    path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    logger.warning(
        "%s %s: %s after %.3f s",
        environ.get("REQUEST_METHOD"),
        path,
        status,
        seconds,
        extra={"path": path, "status": status[:3], "seconds": round(seconds, 3)},
    )
