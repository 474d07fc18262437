"""Signed cookies that hold the keys of a guest's comments, the latest first."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lib.parsing import parse_pk

MAX_COMMENTS = 20


def add_keys(
    request: HttpRequest, response: HttpResponse, cookie: str, keys: Iterable[int], seconds: int
) -> None:
    """Put these keys before those that the cookie has, for so many seconds. No query."""
    # Insertion order without duplicates.
    all_keys = dict.fromkeys([*keys, *read_keys(request, cookie, seconds)])
    response.set_signed_cookie(
        cookie,
        ".".join(map(str, [*all_keys][:MAX_COMMENTS])),
        salt=cookie,
        max_age=seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_keys(request: HttpRequest, cookie: str, seconds: int) -> list[int]:
    """[] where it is older than that, or forged."""
    value = request.get_signed_cookie(cookie, "", salt=cookie, max_age=seconds) or ""
    return [pk for part in value.split(".") if (pk := parse_pk(part)) is not None]
