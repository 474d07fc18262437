"""What a visitor gets when the site fails, 503 while the database is away, else 500; or when it
has had enough: 429."""

import json
import sys
from collections.abc import Iterator

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from lib import request_ids
from lib.security_headers import for_answer

RETRY_AFTER = 30  # seconds
RETRY_AFTER_BUSY = 3  # seconds
BUSY = gettext_noop("The site is very busy. Nothing was lost. Try again in a few seconds.")
# What a proxy in front says by itself: `deploy/nginx.conf` has when.
FOR_PROXIES = (400, 413, 431, 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls it while the exception is being handled. Asks nothing of the database.

    503 with Retry-After (RFC 9110, section 15.6.4) tells search engines to come back, where 500
    would have them drop the page.
    """
    error = sys.exc_info()[1]
    # Of the base class itself is what broke off in the middle of a question.
    away = isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError
    status = 503 if away else 500
    response = HttpResponse(
        render_to_string(f"{status}.html", {"request_id": request_ids.current()}), status=status
    )
    response["Cache-Control"] = "no-store"
    if away:
        response["Retry-After"] = str(RETRY_AFTER)
    return response


Plain = tuple[str, list[tuple[str, str]], bytes]


def away() -> Plain:
    """503 while the database is known to be away, for WSGI: nobody waits for it to fail again."""
    status, headers, body = _plain("503 Service Unavailable")
    return status, [*headers, ("Retry-After", str(RETRY_AFTER))], body


def busy(accept: str = "") -> Plain:
    """503 for a request that would have to wait for too long, for WSGI. JSON with `error` for those
    who ask for that."""
    retry = ("Retry-After", str(RETRY_AFTER_BUSY))
    if accept.startswith("application/json"):
        body = json.dumps({"error": _(BUSY)}).encode()
        return "503 Service Unavailable", [*_headers("application/json", body), retry], body
    status, headers, body = _plain("503 Service Unavailable", "busy.html")
    return status, [*headers, retry], body


def without_host() -> Plain:
    """400 for a request that does not say for which site it is, for WSGI."""
    return _plain("400 Bad Request")


def too_large() -> Plain:
    """413 for what is refused before it is read, for WSGI."""
    return _plain("413 Content Too Large")


def _plain(status: str, template: str = "") -> Plain:
    context = {"request_id": request_ids.current()}
    body = render_to_string(template or f"{status[:3]}.html", context).encode()
    return status, _headers("text/html; charset=utf-8", body), body


def _headers(content_type: str, body: bytes) -> list[tuple[str, str]]:
    return [
        ("Content-Type", content_type),
        ("Content-Length", str(len(body))),
        ("Content-Security-Policy", "default-src 'none'; style-src 'self'; img-src 'self'"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
        *for_answer(),
    ]


def pages() -> Iterator[tuple[str, str]]:
    """Names and HTML of what a proxy says by itself, in every language that the site speaks. The
    variants of a language, 'en_GB', have no pages of their own."""
    names = {place.name for place in settings.LOCALE_PATHS[0].iterdir() if place.is_dir()}
    for language in sorted({"en"} | {name for name in names if "_" not in name}):
        with override(language):
            for status in FOR_PROXIES:
                yield f"errors/{language}/{status}.html", render_to_string(f"{status}.html")


def too_many(request: HttpRequest, seconds: int = 60) -> HttpResponse:
    """429 with Retry-After (RFC 6585, section 4): come back in so many seconds. No query."""
    minutes = -(-seconds // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(seconds)
    return response
