"""Background task that checks a stored comment with Akismet.

The comment awaits moderation until the result. If Akismet cannot be reached, it remains in the
moderation queue.
"""

import logging
from datetime import timedelta

from django.tasks import task

from blog.comments.models import Comment
from blog.comments.moderate import find_pending_akismet_reason, record_akismet_result
from blog.comments.moderation import akismet
from blog.comments.moderation.comment_author import CommentAuthor
from lib import task_retry
from lib.encryption import decrypt, encrypt

logger = logging.getLogger(__name__)

RETRY_DELAYS = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=2))
MAX_AGE = timedelta(days=1)  # of the encrypted author fields


def enqueue_check(comment: Comment, author: CommentAuthor) -> None:
    """Enqueue a check. The author's personal data is encrypted in the task's arguments, and deleted
    with the task. One query."""
    author_fields = {
        "user_ip": str(author.ip),
        "user_agent": author.user_agent[:500],
        "comment_author_email": author.email,
    }
    check_comment.enqueue(comment.pk, encrypt(author_fields))


@task
def check_comment(pk: int, encrypted: str, attempt: int = 1) -> None:
    comment = Comment.objects.select_related("post").filter(pk=pk).first()
    if comment is None or find_pending_akismet_reason(comment) is None:
        return
    author_fields = decrypt(encrypted, MAX_AGE)
    try:
        if author_fields is None:
            raise akismet.AkismetUnavailable("the author fields expired")
        is_spam = akismet.is_spam(comment, author_fields)
    except akismet.AkismetUnavailable as error:
        logger.warning("Akismet check of comment %s failed, attempt %s: %s", pk, attempt, error)
        if not (
            author_fields
            and task_retry.retry_later(check_comment, RETRY_DELAYS, attempt, pk, encrypted)
        ):
            record_akismet_result(comment_id=pk, code="akismet-silent")
        return
    record_akismet_result(comment_id=pk, code="akismet-spam" if is_spam else "akismet-ham")
