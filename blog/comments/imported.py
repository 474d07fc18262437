"""Comments of another blog."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.models import MAX_COMMENT_LENGTH, Comment, ModerationAction
from blog.models import Post
from lib.hashing import keyed_hash
from lib.names import clean_name

MAX_NAME_LENGTH = 100
MAX_WEBSITE_LENGTH = 200


@dataclass(frozen=True)
class ImportedComment:
    comment: Comment


@transaction.atomic
def import_comment(
    *,
    post: Post,
    text: str,
    name: str,
    created_at: datetime,
    state: Comment.State,
    email: str = "",
    website: str = "",
    user: User | None = None,
    parent: Comment | None = None,
) -> ImportedComment:
    """Store a comment as another blog had it, with its date and state.

    No spam filter and no ban applies, and nobody is notified. The e-mail address is not stored, but
    its keyed hash. A text that is too long goes on in replies. Three queries.
    """
    first = _store(post, text, name, created_at, state, email, website, user, parent)
    return ImportedComment(first)


def _store(
    post: Post,
    text: str,
    name: str,
    created_at: datetime,
    state: Comment.State,
    email: str,
    website: str,
    user: User | None,
    parent: Comment | None,
) -> Comment:
    text, rest = text[:MAX_COMMENT_LENGTH], text[MAX_COMMENT_LENGTH:]
    comment = Comment(
        post=post,
        parent=parent,
        user=user,
        name=clean_name(name)[:MAX_NAME_LENGTH] or _("Anonymous"),
        website=website if len(website) <= MAX_WEBSITE_LENGTH else "",
        text=text or _("(no text)"),
        state=state,
        created_at=created_at,
        waiting_since=created_at,
        decided_at=created_at,
        is_announced=True,
        submission=uuid.uuid4(),
        email_hash=keyed_hash("email", email.strip().casefold()),
    )
    comment.save()
    ModerationAction.objects.create(
        comment=comment, by=None, became=comment.state, created_at=created_at
    )
    if rest.strip():
        _store(post, rest, name, created_at, state, email, website, user, comment)
    return comment
