"""Signed cookies by which a guest's browser is recognised: the keys of comments sent from it.

`commenter` proves authorship: an e-mail address that is typed proves nothing, but an approved
comment of the same address that was sent from this browser, or whose subscription was confirmed in
it, does. `pending` shows a guest the comments of theirs that wait for a moderator.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts import visitor_cookie
from blog.comments.models import Comment, CommentQuerySet
from lib.parsing import parse_pk

AUTHOR_COOKIE, PENDING_COOKIE = "commenter", "pending"
DAY = 24 * 60 * 60
PENDING_SECONDS = 7 * DAY
MAX_COMMENTS = 20  # of a cookie
# What is taken for spam waits as well, and says so: a program is not told what it was taken for.
PENDING = (Comment.State.WAITING, Comment.State.SPAM)


def remember_comments(
    request: HttpRequest, response: HttpResponse, comments: Iterable[int], days: int
) -> None:
    """Add the keys of a guest's comments to the cookie, for `days`. No query.

    Only for what this browser has sent, or for an address whose mail it has read.
    """
    _add_keys(request, response, AUTHOR_COOKIE, comments, days * DAY)


def forget_guest(response: HttpResponse) -> None:
    """Delete the cookies of a guest whose details were erased. No query."""
    for cookie in (AUTHOR_COOKIE, PENDING_COOKIE):
        response.delete_cookie(cookie, samesite="Lax")


def read_comments(request: HttpRequest, days: int) -> list[int]:
    """Return the keys of comments from the cookie, the latest first; [] where it is older than
    `days` or forged."""
    return _read_keys(request, AUTHOR_COOKIE, days * DAY)


def remember_pending(request: HttpRequest, response: HttpResponse, comment: Comment) -> None:
    """Recognise a guest as the author of a comment that waits. No query."""
    if comment.user_id is None and comment.state in PENDING:
        _add_keys(request, response, PENDING_COOKIE, [comment.pk], PENDING_SECONDS)
        visitor_cookie.set_cookie(response, PENDING_SECONDS)


def read_pending(request: HttpRequest) -> list[int]:
    """Return the keys of what this browser has sent while nobody was signed in, the latest first.
    No query."""
    return _read_keys(request, PENDING_COOKIE, PENDING_SECONDS)


def pending_comments_of(request: HttpRequest) -> CommentQuerySet:
    """Find the visitor's pending comments under public posts, the oldest first."""
    # What was made anonymous is nobody's, whichever browser asks.
    theirs = Q(user=None, pk__in=read_pending(request)) & ~Q(name="")
    if request.user.is_authenticated:
        theirs |= Q(user=request.user)
    found = Comment.objects.under_published().filter(theirs, state__in=PENDING)
    return found.order_by("created_at", "pk")


def _add_keys(
    request: HttpRequest, response: HttpResponse, cookie: str, keys: Iterable[int], seconds: int
) -> None:
    """Put these keys before those that the cookie has, for so many seconds."""
    # Insertion order without duplicates.
    all_keys = dict.fromkeys([*keys, *_read_keys(request, cookie, seconds)])
    response.set_signed_cookie(
        cookie,
        ".".join(map(str, [*all_keys][:MAX_COMMENTS])),
        salt=cookie,
        max_age=seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read_keys(request: HttpRequest, cookie: str, seconds: int) -> list[int]:
    """[] where it is older than that, or forged."""
    value = request.get_signed_cookie(cookie, "", salt=cookie, max_age=seconds) or ""
    return [pk for part in value.split(".") if (pk := parse_pk(part)) is not None]
