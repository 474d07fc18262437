"""Log slow queries, without their parameters."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("pullquote.queries")


def log_slow_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: time every query of a request, at the cost of a microsecond each."""

    def handle(request: HttpRequest) -> HttpResponse:
        with connection.execute_wrapper(_time_query):
            return get_response(request)

    return handle


def _time_query(
    execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    started_at = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - started_at
        if seconds * 1000 >= settings.SLOW_QUERY_MS:
            logger.warning(
                "A query took %.3f s: %s", seconds, sql, extra={"seconds": round(seconds, 3)}
            )
