"""Signed cookies with the IDs of the comments sent from a guest's browser.

`commenter` proves authorship: anyone can type an e-mail address, so trust requires an approved
comment with this address that was sent from this browser or whose subscription was confirmed in it.
`pending` shows guests their own comments that await moderation.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts import visitor_cookie
from blog.comments.models import Comment, CommentQuerySet
from lib.parsing import parse_pk

AUTHOR_COOKIE, PENDING_COOKIE = "commenter", "pending"
SECONDS_PER_DAY = 24 * 60 * 60
PENDING_MAX_AGE = 7 * SECONDS_PER_DAY
MAX_COMMENTS = 20  # in a cookie
# Spam is shown as awaiting moderation: spammers do not learn that it was detected.
PENDING_STATES = (Comment.State.WAITING, Comment.State.SPAM)


def remember_comments(
    request: HttpRequest, response: HttpResponse, comment_ids: Iterable[int], days: int
) -> None:
    """Add a guest's comments to the author cookie, for `days`. No query.

    Call it only for comments sent from this browser, or after it opened a link that was e-mailed to
    their author.
    """
    _add_ids(request, response, AUTHOR_COOKIE, comment_ids, days * SECONDS_PER_DAY)


def forget_guest(response: HttpResponse) -> None:
    """Delete the cookies of a guest whose data was erased. No query."""
    for cookie in (AUTHOR_COOKIE, PENDING_COOKIE):
        response.delete_cookie(cookie, samesite="Lax")


def read_comment_ids(request: HttpRequest, days: int) -> list[int]:
    """Return the comment IDs of the author cookie, the latest first; [] if it is older than `days`
    or forged."""
    return _read_ids(request, AUTHOR_COOKIE, days * SECONDS_PER_DAY)


def remember_pending(request: HttpRequest, response: HttpResponse, comment: Comment) -> None:
    """Add a guest's pending comment to the cookie. No query."""
    if comment.user_id is None and comment.state in PENDING_STATES:
        _add_ids(request, response, PENDING_COOKIE, [comment.pk], PENDING_MAX_AGE)
        visitor_cookie.set_cookie(response, PENDING_MAX_AGE)


def read_pending_ids(request: HttpRequest) -> list[int]:
    """Return the IDs of the comments sent from this browser as a guest, the latest first. No
    query."""
    return _read_ids(request, PENDING_COOKIE, PENDING_MAX_AGE)


def find_pending_comments(request: HttpRequest) -> CommentQuerySet:
    """Find the visitor's pending comments under public posts, the oldest first."""
    # Anonymous comments no longer belong to anyone, even in the browser that sent them.
    is_own = Q(user=None, pk__in=read_pending_ids(request)) & ~Q(name="")
    if request.user.is_authenticated:
        is_own |= Q(user=request.user)
    pending = Comment.objects.under_published().filter(is_own, state__in=PENDING_STATES)
    return pending.order_by("created_at", "pk")


def _add_ids(
    request: HttpRequest, response: HttpResponse, cookie: str, new_ids: Iterable[int], seconds: int
) -> None:
    """Prepend IDs to those in the cookie, and set its maximum age in seconds."""
    # Insertion order without duplicates.
    ids = dict.fromkeys([*new_ids, *_read_ids(request, cookie, seconds)])
    response.set_signed_cookie(
        cookie,
        ".".join(map(str, [*ids][:MAX_COMMENTS])),
        salt=cookie,
        max_age=seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read_ids(request: HttpRequest, cookie: str, seconds: int) -> list[int]:
    """Return the IDs in a cookie; [] if it is older than `seconds` or forged."""
    value = request.get_signed_cookie(cookie, "", salt=cookie, max_age=seconds) or ""
    return [pk for part in value.split(".") if (pk := parse_pk(part)) is not None]
