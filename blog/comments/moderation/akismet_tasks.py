"""Akismet's opinion on a comment that is stored already, asked in the background.

The comment waits meanwhile. If Akismet cannot be reached at all, it goes on waiting, as any comment
that a moderator has to see.
"""

import logging
from datetime import timedelta

from django.tasks import task

from blog.comments.models import Comment
from blog.comments.moderate import find_akismet_question, record_akismet_opinion
from blog.comments.moderation import akismet
from blog.comments.moderation.comment_author import CommentAuthor
from lib import task_retry
from lib.encryption import decrypt, encrypt

logger = logging.getLogger(__name__)

PAUSES = (timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=2))
# After which what was encrypted cannot be read any more.
MAX_AGE = timedelta(days=1)


def enqueue(comment: Comment, writer: CommentAuthor) -> None:
    """One query. What Akismet wants to know and nobody keeps is encrypted in the order of the task,
    which is forgotten with it."""
    given = {
        "user_ip": str(writer.ip),
        "user_agent": writer.agent[:500],
        "comment_author_email": writer.email,
    }
    ask.enqueue(comment.pk, encrypt(given))


@task
def ask(pk: int, encrypted: str, attempt: int = 1) -> None:
    comment = Comment.objects.select_related("post").filter(pk=pk).first()
    if comment is None or find_akismet_question(comment) is None:
        return
    given = decrypt(encrypted, MAX_AGE)
    try:
        if given is None:
            raise akismet.Silent("it was too long ago")
        is_spam = akismet.is_spam(comment, given)
    except akismet.Silent as error:
        logger.warning("Akismet, comment %s, try %s: %s", pk, attempt, error)
        if not (given and task_retry.retry_later(ask, PAUSES, attempt, pk, encrypted)):
            record_akismet_opinion(comment_id=pk, opinion="akismet-silent")
        return
    record_akismet_opinion(comment_id=pk, opinion="akismet-spam" if is_spam else "akismet-ham")
