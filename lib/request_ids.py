"""Request IDs, shown in response headers, logs, error pages and e-mails."""

import logging
import re
import secrets
from contextvars import ContextVar
from typing import Any

PROXY_ID_RE = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def get_request_id() -> str:
    """Return the ID of the current request; '' outside of one."""
    return _current.get()


def start_request(environ: dict[str, Any], trusts_proxies: bool) -> str:
    """Set and return the request's ID: a trusted proxy's, so that its log and ours match, or a
    random one."""
    proxy_id = environ.get("HTTP_X_REQUEST_ID", "") if trusts_proxies else ""
    request_id = proxy_id if PROXY_ID_RE.fullmatch(proxy_id) else secrets.token_hex(8)
    _current.set(request_id)
    return request_id


class RequestIdFilter(logging.Filter):
    """Add `request_id` to every log record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = get_request_id()
        return True
