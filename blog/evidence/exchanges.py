"""Requests and responses as they are stored with a copy: valid in JSON and in a WARC file."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from lib.safe_http import Exchange

# Characters of one response's headers; those beyond it are left out.
MAX_HEAD_LENGTH = 65_536
_FOLD_RE = re.compile(r"\r?\n[ \t]+")
_CONTROL_RE = re.compile(r"[\x00-\x1f\x7f]+")


class StoredExchange(TypedDict):
    """`is_cut` if headers were left out."""

    url: str
    ip_address: str
    request_line: str
    request_headers: list[list[str]]
    status_line: str
    headers: list[list[str]]
    is_cut: bool


def store_exchanges(exchanges: Sequence[Exchange]) -> list[StoredExchange] | None:
    """Return what is stored of the requests that led to a page, None without any."""
    return [_store(exchange) for exchange in exchanges] or None


def read_exchanges(stored: Any) -> list[StoredExchange]:
    """Return what `store_exchanges` stored with a copy; [] if nothing was."""
    return stored or []


def _store(exchange: Exchange) -> StoredExchange:
    headers, is_cut = [], False
    left = MAX_HEAD_LENGTH
    for name, value in _clean(exchange.headers):
        left -= len(name) + len(value) + len(": \r\n")
        if left < 0:
            is_cut = True
            break
        headers.append([name, value])
    return {
        "url": exchange.url,
        "ip_address": exchange.ip_address,
        "request_line": f"GET {exchange.request_target} HTTP/1.1",
        "request_headers": _clean(exchange.request_headers),
        "status_line": _clean_line(exchange.status_line)[:MAX_HEAD_LENGTH],
        "headers": headers,
        "is_cut": is_cut,
    }


def _clean(headers: Iterable[tuple[str, str]]) -> list[list[str]]:
    return [[_clean_line(name), _clean_line(value)] for name, value in headers]


def _clean_line(value: str) -> str:
    """Return one line: folded lines are joined (RFC 9112, section 5.2), and control characters,
    which no header may have, are spaces."""
    return _CONTROL_RE.sub(" ", _FOLD_RE.sub(" ", value)).strip(" ")
