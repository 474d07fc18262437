"""Cache keys of requests: requests with the same key share one response."""

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.http import parse_http_date_safe

# Cookies that any page may depend on. `wrote` marks visitors who have just posted: cached pages may
# not show it yet.
PERSONAL_COOKIES_RE = re.compile(r"(?:^|[;\s])(?:sessionid|messages|wrote)=")
SECONDS_RE = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,6})?")
WROTE_COOKIE_RE = re.compile(r"(?:^|[;\s])wrote=")
# Personal, range and conditional headers, which must not influence a shared response. Responses do
# not depend on Accept-Encoding either, as the cache compresses.
DROPPED_HEADERS = ("HTTP_COOKIE", "HTTP_RANGE", "HTTP_IF_RANGE")
CONDITIONAL_HEADERS = (
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)
MAX_URL_LENGTH = 1000
# Set in the environ of requests rendered for the cache, which compresses responses itself.
FOR_CACHE_KEY = "page_cache.is_made_for_all"

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RequestKey:
    """`key` identifies the page; `query` is its part of the query string."""

    key: tuple[str, ...]
    query: str
    is_anonymous: bool
    has_just_posted: bool


class CacheRules:
    """`parameters` are the query parameters that pages may depend on; all others, such as tracking
    parameters, are dropped before the view. Requests below `uncached_paths` bypass the cache."""

    def __init__(
        self, parameters: frozenset[str], uncached_paths: tuple[str, ...], behind_tls: bool
    ) -> None:
        self.parameters, self.uncached_paths, self.behind_tls = (
            parameters,
            uncached_paths,
            behind_tls,
        )

    def parse(self, environ: Environ) -> RequestKey | None:
        """Return the request's key, or None if it bypasses the cache."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        path = environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING", "")
        if path.startswith(self.uncached_paths) or len(path) + len(query) > MAX_URL_LENGTH:
            return None
        if query:
            query = self._filter_query(query)
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "") if self.behind_tls else ""
        cookies = environ.get("HTTP_COOKIE", "")
        return RequestKey(
            key=(environ.get("HTTP_HOST", ""), scheme, path, query),
            query=query,
            is_anonymous=not (cookies and PERSONAL_COOKIES_RE.search(cookies)),
            has_just_posted=bool(cookies and WROTE_COOKIE_RE.search(cookies)),
        )

    def _filter_query(self, query: str) -> str:
        """Drop unknown parameters, and sort by name; repeated ones stay in the order sent."""
        pairs = [part.partition("=") for part in query.split("&")]
        return "&".join(
            f"{name}={value}"
            for name, _is, value in sorted(pairs, key=lambda pair: pair[0])
            if name in self.parameters
        )


def build_shared_environ(
    environ: Environ, request_key: RequestKey, is_uncacheable: bool
) -> Environ:
    """Return the environ of a request whose response is shared by all with the same key.

    A page that is known as uncacheable, such as an image, gets the conditional headers: what it
    answers to them is not shared.
    """
    dropped = DROPPED_HEADERS if is_uncacheable else (*DROPPED_HEADERS, *CONDITIONAL_HEADERS)
    shared = {name: value for name, value in environ.items() if name not in dropped}
    return shared | {"REQUEST_METHOD": "GET", "QUERY_STRING": request_key.query, FOR_CACHE_KEY: "1"}


def get_request_time(environ: Environ, trusts_proxies: bool) -> float:
    """Return the request's time by the clock of nginx, which caches by it, else by our own.

    The header is trusted only from a proxy: clients could have pages cached for long.
    """
    header = environ.get("HTTP_X_REQUEST_TIME", "") if trusts_proxies else ""
    return float(header) if SECONDS_RE.fullmatch(header) else time.time()


@lru_cache(1024)
def choose_encoding(accepted: str) -> str:
    """Return the best supported encoding, 'br', 'gzip' or '', for an Accept-Encoding header (RFC
    9110, section 12.5.3)."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=") if parameter else "1"
        weights[name.strip()] = bool(weight.strip("0. "))
    return next((name for name in ("br", "gzip") if weights.get(name, weights.get("*", False))), "")


def is_not_modified(etag: str, modified: int | None, environ: Environ) -> bool:
    """Evaluate the conditional headers (RFC 9110, section 13.2.2), with weak comparison."""
    if (tags := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        bare = etag.removeprefix("W/")
        return tags.strip() == "*" or bare in (
            tag.strip().removeprefix("W/") for tag in tags.split(",")
        )
    since = environ.get("HTTP_IF_MODIFIED_SINCE")
    return bool(since and modified is not None and _seconds(since) >= modified)


@lru_cache(1024)
def _seconds(date: str) -> float:
    seconds = parse_http_date_safe(date)
    return float("-inf") if seconds is None else seconds
