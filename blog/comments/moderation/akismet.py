"""Akismet, a service that knows spam: asked and corrected where a site has a key for it.

https://akismet.com/developers/detailed-docs/: every call is a POST of a form to one host; the
answer is a word. It gets the comment with its writer's name, addresses and browser.
"""

import logging
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.tasks import task

from blog.comments.models import Comment

logger = logging.getLogger(__name__)

# Seconds for which it may be silent. Its answers are some bytes.
PATIENCE, MOST_BYTES = 10, 200
SAID = {"true": Comment.State.SPAM, "false": Comment.State.APPROVED}


class Silent(Exception):
    """No answer, or none that means anything."""


class _Stays(HTTPRedirectHandler):
    """What it is told is for the configured address alone."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        return None


_opener = build_opener(_Stays)


def is_on() -> bool:
    return bool(settings.AKISMET_KEY)


def is_spam(comment: Comment, given: dict[str, str]) -> bool:
    """Its opinion, or Silent. `given` is what is not kept of the writer: `user_ip` and so on.
    Reads `comment.post`: a query unless fetched."""
    answer = _call("comment-check", {**_told(comment), **given})
    if answer not in SAID:
        raise Silent(answer)
    return SAID[answer] == Comment.State.SPAM


@task
def correct(keys: list[int], label: str) -> None:
    """Tells what a moderator decided against its opinion. Once: a lost correction is no loss."""
    call = "submit-spam" if label == Comment.TrainingLabel.SPAM else "submit-ham"
    for comment in Comment.objects.filter(pk__in=keys).select_related("post"):
        try:
            # An address is asked for, and none is kept.
            _call(call, {**_told(comment), "user_ip": "0.0.0.0"})
        except Silent as error:
            logger.warning("Akismet was not told of comment %s: %s", comment.pk, error)
            return


def _told(comment: Comment) -> dict[str, str]:
    return {
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_url": comment.website,
        "comment_content": comment.text,
        "comment_date_gmt": comment.created_at.isoformat(timespec="seconds"),
        "permalink": settings.SITE_URL + comment.post.get_absolute_url(),
    }


def _call(name: str, told: dict[str, str]) -> str:
    form = {"api_key": settings.AKISMET_KEY, "blog": settings.SITE_URL, **told}
    request = Request(
        f"{settings.AKISMET_URL}/1.1/{name}",
        data=urlencode(form).encode(),
        headers={"User-Agent": "Pullquote"},
    )
    try:
        with _opener.open(request, timeout=PATIENCE) as response:
            return response.read(MOST_BYTES).decode(errors="replace").strip()
    except (URLError, OSError, HTTPException) as error:
        raise Silent(f"{type(error).__name__}: {error}") from error
