"""Comments that wait for a moderator, in sight of whoever wrote them.

A guest is known by a signed cookie with the keys of what they wrote lately.
"""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from accounts import visitor_cookie
from blog.comments.key_cookie import add_keys, read_keys
from blog.comments.models import Comment, CommentQuerySet

COOKIE, COOKIE_SECONDS = "pending", 7 * 24 * 60 * 60
# What is taken for spam waits as well, and says so: a program is not told what it was taken for.
PENDING = (Comment.State.WAITING, Comment.State.SPAM)


def remember(request: HttpRequest, response: HttpResponse, comment: Comment) -> None:
    """Make a guest known as the writer of a comment that waits. No query."""
    if comment.user_id is None and comment.state in PENDING:
        add_keys(request, response, COOKIE, [comment.pk], COOKIE_SECONDS)
        visitor_cookie.set_cookie(response, COOKIE_SECONDS)


def keys_of_guest(request: HttpRequest) -> list[int]:
    """Of what this browser has sent while nobody was signed in, the latest first."""
    return read_keys(request, COOKIE, COOKIE_SECONDS)


def of_visitor(request: HttpRequest) -> CommentQuerySet:
    """What waits of whoever asks, under posts that are public, the oldest first."""
    theirs = Q(user=None, pk__in=keys_of_guest(request))
    if request.user.is_authenticated:
        theirs |= Q(user=request.user)
    found = Comment.objects.under_published().filter(theirs, state__in=PENDING)
    return found.order_by("created_at", "pk")
