"""A number for each request: in its answer, in what is logged of it, in error pages and e-mails."""

import logging
import re
import secrets
from contextvars import ContextVar
from typing import Any

FROM_A_PROXY = re.compile(r"[A-Za-z0-9._-]{8,64}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def current() -> str:
    """That of the request in hand; '' outside of one."""
    return _current.get()


def begin(environ: dict[str, Any], trusts_proxies: bool) -> str:
    """A proxy's own, if there is one to be trusted, so that its log and ours tell of the same."""
    proxy_id = environ.get("HTTP_X_REQUEST_ID", "") if trusts_proxies else ""
    request_id = proxy_id if FROM_A_PROXY.fullmatch(proxy_id) else secrets.token_hex(8)
    _current.set(request_id)
    return request_id


class WithRequestId(logging.Filter):
    """Gives every record `request_id`."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = current()
        return True
