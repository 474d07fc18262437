"""What the database took long over is logged, without the values."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("pullquote.queries")


def slow_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: every query of a request is timed, which costs a microsecond."""

    def handle(request: HttpRequest) -> HttpResponse:
        with connection.execute_wrapper(_timed):
            return get_response(request)

    return handle


def _timed(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    begun = time.perf_counter()
    try:
        return execute(sql, params, many, context)
    finally:
        seconds = time.perf_counter() - begun
        if seconds * 1000 >= settings.SLOW_QUERY_MS:
            logger.warning(
                "A query took %.3f s: %s", seconds, sql, extra={"seconds": round(seconds, 3)}
            )
