"""What a request asks for: which of them have one answer in common."""

import re
import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.http import parse_http_date_safe

# Cookies of which every page may look different. `wrote` has who just sent something: what is kept
# may not show it yet.
PERSONAL = re.compile(r"(?:^|[;\s])(?:sessionid|messages|wrote)=")
SECONDS = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,6})?")
WROTE = re.compile(r"(?:^|[;\s])wrote=")
# What only tells who asks, how much of it, or what is there already. Which encodings they take, a
# page that is kept does not ask: it is compressed here.
ASIDE = (
    *("HTTP_COOKIE", "HTTP_RANGE", "HTTP_IF_RANGE"),
    *("HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE"),
)
MOST_LETTERS = 1000
# Set in the environment of a request that is made for the cache, which compresses by itself.
FOR_CACHE = "page_cache.is_made_for_all"

Environ = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RequestKey:
    """`key` tells pages apart; `query` is what stands in it of the query string."""

    key: tuple[str, ...]
    query: str
    is_anonymous: bool
    just_wrote: bool


class Rules:
    """`parameters` are those that a page may depend on: any other, such as those by which
    newsletters and networks follow people, makes no page of its own and reaches no view. Below the
    paths `apart` everything is passed on as it is."""

    def __init__(
        self, parameters: frozenset[str], apart: tuple[str, ...], behind_tls: bool
    ) -> None:
        self.parameters, self.apart, self.behind_tls = parameters, apart, behind_tls

    def parse(self, environ: Environ) -> RequestKey | None:
        """None for what no cache answers."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        path = environ.get("PATH_INFO", "")
        query = environ.get("QUERY_STRING", "")
        if path.startswith(self.apart) or len(path) + len(query) > MOST_LETTERS:
            return None
        if query:
            query = self._known(query)
        scheme = environ.get("HTTP_X_FORWARDED_PROTO", "") if self.behind_tls else ""
        cookies = environ.get("HTTP_COOKIE", "")
        return RequestKey(
            key=(environ.get("HTTP_HOST", ""), scheme, path, query),
            query=query,
            is_anonymous=not (cookies and PERSONAL.search(cookies)),
            just_wrote=bool(cookies and WROTE.search(cookies)),
        )

    def _known(self, query: str) -> str:
        """In the order of their names; of one that is there twice, as it was sent."""
        pairs = [part.partition("=") for part in query.split("&")]
        return "&".join(
            f"{name}={value}"
            for name, _is, value in sorted(pairs, key=lambda pair: pair[0])
            if name in self.parameters
        )


def for_everybody(environ: Environ, request_key: RequestKey) -> Environ:
    """The request as it is made once for all who ask the same."""
    asked = {name: value for name, value in environ.items() if name not in ASIDE}
    return asked | {"REQUEST_METHOD": "GET", "QUERY_STRING": request_key.query, FOR_CACHE: "1"}


def asked_at(environ: Environ, trusts_proxies: bool) -> float:
    """When, by the clock of the nginx in front, which keeps pages by it; else by our own. Only a
    trusted proxy is believed: a reader could have a page kept for long."""
    header = environ.get("HTTP_X_ASKED_AT", "") if trusts_proxies else ""
    return float(header) if SECONDS.fullmatch(header) else time.time()


@lru_cache(1024)
def encoding(accepted: str) -> str:
    """'br', 'gzip' or '' of an Accept-Encoding (RFC 9110, section 12.5.3): the smallest that is
    taken."""
    weights = {}
    for part in accepted.lower().split(","):
        name, _semicolon, parameter = part.partition(";")
        weight = parameter.strip().removeprefix("q=") if parameter else "1"
        weights[name.strip()] = bool(weight.strip("0. "))
    return next((name for name in ("br", "gzip") if weights.get(name, weights.get("*", False))), "")


def is_there(etag: str, modified: int | None, environ: Environ) -> bool:
    """Does who asks have it already (RFC 9110, section 13.2.2)? By weak comparison."""
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
