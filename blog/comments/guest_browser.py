"""The browser of a guest, recognised by a signed cookie with the keys of what was sent from it.

An e-mail address that is typed proves nothing. An approved comment of the same address that was
sent from this browser, or whose subscription was confirmed in it, does.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from lib.parsing import parse_pk

COOKIE = "commenter"
MAX_COMMENTS = 20


def remember_comments(
    request: HttpRequest, response: HttpResponse, comments: Iterable[int], days: int
) -> None:
    """Add the keys of a guest's comments to the cookie, for `days`. No query.

    Only for what this browser has sent, or for an address whose mail it has read.
    """
    age = timedelta(days=days)
    # Insertion order without duplicates, the latest first.
    keys = dict.fromkeys([*comments, *read_comments(request, days)])
    response.set_signed_cookie(
        COOKIE,
        ".".join(map(str, [*keys][:MAX_COMMENTS])),
        salt=COOKIE,
        max_age=int(age.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def read_comments(request: HttpRequest, days: int) -> list[int]:
    """Return the keys of comments from the cookie, the latest first; [] where it is older than
    `days` or forged."""
    age = timedelta(days=days)
    cookie = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=age) or ""
    return [pk for part in cookie.split(".") if (pk := parse_pk(part)) is not None]
