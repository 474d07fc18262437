"""The browser of a guest, recognised by a signed cookie with the keys of what was sent from it.

An e-mail address that is typed proves nothing. An approved comment of the same address that was
sent from this browser, or whose subscription was confirmed in it, does.
"""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse

from blog.comments.key_cookie import add_keys, read_keys

COOKIE = "commenter"
DAY = 24 * 60 * 60


def remember_comments(
    request: HttpRequest, response: HttpResponse, comments: Iterable[int], days: int
) -> None:
    """Add the keys of a guest's comments to the cookie, for `days`. No query.

    Only for what this browser has sent, or for an address whose mail it has read.
    """
    add_keys(request, response, COOKIE, comments, days * DAY)


def read_comments(request: HttpRequest, days: int) -> list[int]:
    """Return the keys of comments from the cookie, the latest first; [] where it is older than
    `days` or forged."""
    return read_keys(request, COOKIE, days * DAY)
