"""Error pages for failures of the site (500, 503), refused requests, and rate limits (429)."""

import json
import sys
from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from lib import request_ids
from lib.database_errors import is_database_away
from lib.security_headers import build_headers

RETRY_AFTER = 30  # seconds
RETRY_AFTER_BUSY = 3  # seconds
BUSY = gettext_noop("The site is very busy. Nothing was lost. Try again in a few seconds.")
# Error pages that nginx serves itself: see `deploy/nginx.conf`.
PROXY_STATUSES = (400, 413, 431, 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Render the error page while Django handles the exception: 503 while the database is
    unavailable, else 500. No query.

    503 with Retry-After (RFC 9110, section 15.6.4) makes search engines retry, where 500 makes them
    drop the page.
    """
    error = sys.exc_info()[1]
    is_database_down = isinstance(error, Exception) and is_database_away(error)
    status = 503 if is_database_down else 500
    response = HttpResponse(
        render_to_string(f"{status}.html", {"request_id": request_ids.get_request_id()}),
        status=status,
    )
    response["Cache-Control"] = "no-store"
    if is_database_down:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


PlainResponse = tuple[str, list[tuple[str, str]], bytes]


def render_unavailable() -> PlainResponse:
    """Render a 503 for WSGI while the database is known to be unavailable."""
    status, headers, body = _render("503 Service Unavailable")
    return status, [*headers, ("Retry-After", str(RETRY_AFTER))], body


def render_busy(accept: str = "") -> PlainResponse:
    """Render a 503 for WSGI, for requests that would wait too long: JSON with `error` if the
    Accept header begins with it, otherwise HTML."""
    retry = ("Retry-After", str(RETRY_AFTER_BUSY))
    if accept.startswith("application/json"):
        body = json.dumps({"error": _(BUSY)}).encode()
        return "503 Service Unavailable", [*_headers("application/json", body), retry], body
    status, headers, body = _render("503 Service Unavailable", "busy.html")
    return status, [*headers, retry], body


def render_missing_host() -> PlainResponse:
    """Render a 400 for WSGI, for requests without a Host header."""
    return _render("400 Bad Request")


def render_too_large() -> PlainResponse:
    """Render a 413 for WSGI, for bodies that are refused before they are read."""
    return _render("413 Content Too Large")


def _render(status: str, template: str = "") -> PlainResponse:
    context = {"request_id": request_ids.get_request_id()}
    body = render_to_string(template or f"{status[:3]}.html", context).encode()
    return status, _headers("text/html; charset=utf-8", body), body


def _headers(content_type: str, body: bytes) -> list[tuple[str, str]]:
    return [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        *build_headers(),
    ]


def render_proxy_pages() -> Iterator[tuple[str, str]]:
    """Yield file name and HTML of each error page that nginx serves, in every language. Variants of
    a language, such as 'en_GB', have no pages of their own."""
    names = {place.name for place in settings.LOCALE_PATHS[0].iterdir() if place.is_dir()}
    for language in sorted({"en"} | {name for name in names if "_" not in name}):
        with override(language):
            for status in PROXY_STATUSES:
                yield f"errors/{language}/{status}.html", render_to_string(f"{status}.html")


def too_many_requests(request: HttpRequest, seconds: int = 60) -> HttpResponse:
    """Return a 429 with Retry-After in seconds (RFC 6585, section 4). No query."""
    minutes = -(-seconds // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(seconds)
    return response
