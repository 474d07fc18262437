"""Fetch a page for a look: `robots.txt` is honoured, and nothing is read past a bound."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone

from blog.evidence import robots
from blog.evidence.decoding import MAX_BYTES, MAX_PDF_BYTES, is_pdf
from blog.evidence.models import UnreadReason
from lib import resolver, safe_http
from lib.parsing import parse_pk
from lib.safe_http import PORTS, Exchange, FetchError, Resolver, Response, UnsupportedURL

USER_AGENT = "Pullquote evidence check"
MAX_SECONDS = 15  # For all requests of a look, besides the time of the DNS.
MAX_RETRY_AFTER = timedelta(days=30)
# The site has too many requests, not only for this page.
_BUSY_STATUSES = (429, 503)
_TEXT_TYPES = {"text/html", "application/xhtml+xml", "text/plain", "multipart/related", ""}
_PDF_TYPES = {"application/pdf", "application/x-pdf"}
_IS_HTML = {"text/html": True, "application/xhtml+xml": True, "text/plain": False}
_CHARSET_RE = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
# Headers that are stored with a copy, at most MAX_HEADER_LENGTH characters of each.
KEPT_HEADERS = (
    *("content-type", "content-language", "content-length", "date", "etag", "last-modified"),
    *("x-robots-tag", "memento-datetime"),
)
MAX_HEADER_LENGTH = 300


@dataclass(frozen=True)
class FetchedPage:
    """A page, or the reason why it could not be read; `is_unmodified` since the last look.

    `busy_host` is the host that asks us to wait for `retry_after`, if any does. `exchanges` are the
    requests that led to it, the last one its own; none for a file. `snapshot` is not None if a
    browser showed the page: `body` is then its HTML, and `snapshot` a file of MHTML or empty.
    Without `is_settled` the browser was still loading parts of it.
    """

    reason: str = ""
    status: int | None = None
    final_url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_unmodified: bool = False
    retry_after: timedelta = timedelta()
    busy_host: str = ""
    exchanges: Sequence[Exchange] = ()
    snapshot: bytes | None = None
    is_settled: bool = True

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_html(self) -> bool | None:
        """Return None for types that say nothing: the content shows it."""
        return _IS_HTML.get(self.media_type)

    @property
    def charset(self) -> str:
        match = _CHARSET_RE.search(self.headers.get("content-type", ""))
        return match[1] if match else ""


def fetch_page(
    url: str,
    etag: str = "",
    last_modified: str = "",
    resolve: Resolver = resolver.resolve,
    ports: dict[str, int] = PORTS,
) -> FetchedPage:
    """Fetch a page, on the condition that it has changed if `etag` or `last_modified` is given.

    Tests pass `resolve` and `ports` to reach a local server. Never raises.
    """
    until = time.monotonic() + MAX_SECONDS
    unreachable = FetchedPage(UnreadReason.UNREACHABLE)

    def check_time(_url: str) -> None:
        if time.monotonic() > until:
            raise FetchError("deadline")

    def fetch_robots(robots_url: str) -> Response:
        nonlocal unreachable
        final_url, response = safe_http.follow(
            robots_url,
            robots.MAX_BYTES,
            USER_AGENT,
            resolve,
            ports,
            approve=check_time,
            until=until,
        )
        unreachable = replace(unreachable, **_find_pause(final_url, response))
        return response

    def approve(hop: str) -> None:
        check_time(hop)
        robots.require_allowed(hop, fetch_robots)

    condition = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    condition = {name: value for name, value in condition.items() if value}
    try:
        first_url = safe_http.to_ascii(url)
        final_url, response = safe_http.follow(
            first_url, MAX_PDF_BYTES, USER_AGENT, resolve, ports, condition, approve, until
        )
    except robots.DisallowedError:
        return FetchedPage(UnreadReason.ROBOTS)
    except (FetchError, UnsupportedURL, ValueError):
        return unreachable
    # The page of a redirect may be another one than the last time, unmodified for years.
    is_conditional = bool(condition) and final_url == first_url
    return build_page(final_url, response, is_conditional=is_conditional)


def is_allowed(
    url: str, resolve: Resolver = resolver.resolve, ports: dict[str, int] = PORTS
) -> bool:
    """Return whether `robots.txt` allows us to read a URL; False if it cannot be read."""

    def fetch_robots(robots_url: str) -> Response:
        return safe_http.follow(robots_url, robots.MAX_BYTES, USER_AGENT, resolve, ports)[1]

    try:
        robots.require_allowed(url, fetch_robots)
    except (robots.DisallowedError, FetchError):
        return False
    return True


def build_page(
    final_url: str,
    response: Response,
    *,
    is_conditional: bool = False,
    snapshot: bytes | None = None,
    is_settled: bool = True,
) -> FetchedPage:
    """Return the page of a response, or the reason why it is none."""
    headers = {
        name: "".join(filter(str.isprintable, response.headers[name]))[:MAX_HEADER_LENGTH]
        for name in KEPT_HEADERS
        if name in response.headers
    }
    is_unmodified = is_conditional and response.status == 304
    page = FetchedPage(
        reason="" if is_unmodified else _find_reason(response),
        status=response.status,
        final_url=final_url,
        headers=headers,
        body=response.body,
        is_unmodified=is_unmodified,
        exchanges=response.exchanges,
        snapshot=snapshot,
        is_settled=is_settled,
        **_find_pause(final_url, response),
    )
    is_text = page.media_type in _TEXT_TYPES | _PDF_TYPES or is_pdf(page.body)
    if response.status == 200 and not page.reason and not is_text:
        return FetchedPage(UnreadReason.FORMAT, response.status, final_url)
    return page


def _find_reason(response: Response) -> str:
    if response.status in (404, 410):
        return UnreadReason.MISSING
    if response.status >= 500:
        return UnreadReason.UNREACHABLE
    if response.status != 200:
        return UnreadReason.BLOCKED
    limit = MAX_PDF_BYTES if is_pdf(response.body) else MAX_BYTES
    return UnreadReason.LARGE if len(response.body) > limit else ""


def _find_pause(url: str, response: Response) -> dict[str, Any]:
    """Return `retry_after` of a page, and `busy_host` if it holds for the whole host."""
    pause = _parse_retry_after(response.headers.get("retry-after", ""))
    is_busy = pause and response.status in _BUSY_STATUSES
    return {"retry_after": pause, "busy_host": urlsplit(url).hostname if is_busy else ""}


def _parse_retry_after(value: str) -> timedelta:
    """Return the pause for seconds or a date (RFC 9110, section 10.2.3), within bounds."""
    value = value.strip()
    if (seconds := parse_pk(value)) is not None:
        pause = timedelta(seconds=min(seconds, 10**9))
    else:
        try:
            when = parsedate_to_datetime(value[:MAX_HEADER_LENGTH])
            pause = when.replace(tzinfo=when.tzinfo or UTC) - timezone.now()
        except (ValueError, OverflowError):
            return timedelta()
    return max(timedelta(), min(pause, MAX_RETRY_AFTER))
