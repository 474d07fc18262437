"""WSGI wrapper that assigns request IDs, records metrics, and logs slow or failed requests."""

import logging
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication

from lib import request_ids
from operations.metrics import REQUEST_SECONDS, REQUESTS

logger = logging.getLogger("pullquote.requests")
SLOW_REQUEST_SECONDS = 2.0  # seconds


class Instrumentation:
    """`application` may set `environ["page_cache"]` to the cache's result, by default 'none'."""

    def __init__(self, application: WSGIApplication, trusts_proxies: bool) -> None:
        self.application, self.trusts_proxies = application, trusts_proxies

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        started_at = time.perf_counter()
        request_id = request_ids.start_request(environ, self.trusts_proxies)
        status = "500"

        def start(status_line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status
            status = status_line
            return start_response(status_line, [*headers, ("X-Request-Id", request_id)], *rest)

        try:
            return self.application(environ, start)
        finally:
            seconds = time.perf_counter() - started_at
            cache = environ.get("page_cache", "none")
            requests, times = _get_metrics(cache, f"{status[0]}xx")
            requests.inc()
            times.observe(seconds)
            if seconds > SLOW_REQUEST_SECONDS or status[0] == "5":
                _log(environ, status, seconds)


@lru_cache(100)
def _get_metrics(cache: str, status: str) -> tuple[Any, Any]:
    return REQUESTS.labels(cache, status), REQUEST_SECONDS.labels(cache)


def _log(environ: dict[str, Any], status: str, seconds: float) -> None:
    """Log without the query string, which may contain secrets or personal data."""
    path = environ.get("PATH_INFO", "").encode("latin-1").decode(errors="replace")
    logger.warning(
        "%s %s: %s after %.3f s",
        environ.get("REQUEST_METHOD"),
        path,
        status,
        seconds,
        extra={"path": path, "status": status[:3], "seconds": round(seconds, 3)},
    )
