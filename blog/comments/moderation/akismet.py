"""Client of the spam filter Akismet, for sites with an API key.

See https://akismet.com/developers/detailed-docs/. Each call is a form POST to one host; the
response is one word. Akismet gets the comment with the name, addresses and browser of its author.
"""

import logging
from http.client import HTTPException
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import Request

from django.conf import settings
from django.tasks import task

from blog.comments.models import Comment
from lib.http_without_redirects import open_without_redirects

logger = logging.getLogger(__name__)

# Responses are a few bytes.
TIMEOUT_SECONDS, MAX_RESPONSE_BYTES = 10, 200
IS_SPAM_BY_RESPONSE = {"true": True, "false": False}


class AkismetUnavailable(Exception):
    """Akismet did not respond, or with an error."""


def is_enabled() -> bool:
    return bool(settings.AKISMET_KEY)


def is_spam(comment: Comment, author_fields: dict[str, str]) -> bool:
    """Ask Akismet whether a comment is spam. `author_fields` holds personal data that is not stored
    with the comment, such as `user_ip`. Reads `comment.post`. Raises `AkismetUnavailable`."""
    response = _call("comment-check", {**_build_payload(comment), **author_fields})
    if response not in IS_SPAM_BY_RESPONSE:
        raise AkismetUnavailable(response)
    return IS_SPAM_BY_RESPONSE[response]


@task
def submit_correction(keys: list[int], label: str) -> None:
    """Send a moderator's correction to Akismet. Not retried, as a lost correction does no harm."""
    call = "submit-spam" if label == Comment.TrainingLabel.SPAM else "submit-ham"
    for comment in Comment.objects.filter(pk__in=keys).select_related("post"):
        try:
            # The API requires an IP address, and none is stored.
            _call(call, {**_build_payload(comment), "user_ip": "0.0.0.0"})
        except AkismetUnavailable as error:
            logger.warning("Akismet correction for comment %s failed: %s", comment.pk, error)
            return


def _build_payload(comment: Comment) -> dict[str, str]:
    return {
        "comment_type": "reply" if comment.parent_id else "comment",
        "comment_author": comment.name,
        "comment_author_url": comment.website,
        "comment_content": comment.text,
        "comment_date_gmt": comment.created_at.isoformat(timespec="seconds"),
        "permalink": settings.SITE_URL + comment.post.get_absolute_url(),
    }


def _call(name: str, fields: dict[str, str]) -> str:
    form = {"api_key": settings.AKISMET_KEY, "blog": settings.SITE_URL, **fields}
    request = Request(
        f"{settings.AKISMET_URL}/1.1/{name}",
        data=urlencode(form).encode(),
        headers={"User-Agent": "Pullquote"},
    )
    try:
        with open_without_redirects(request, TIMEOUT_SECONDS) as response:
            return response.read(MAX_RESPONSE_BYTES).decode(errors="replace").strip()
    except (URLError, OSError, HTTPException) as error:
        raise AkismetUnavailable(f"{type(error).__name__}: {error}") from error
