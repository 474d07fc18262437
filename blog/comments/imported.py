"""Comments of another blog."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from blog.comments.email_hash import hash_email
from blog.comments.models import MAX_COMMENT_LENGTH, Comment, ModerationAction
from blog.common.db.sequences import reserve_keys
from lib.names import clean_name

MAX_NAME_LENGTH = 100
MAX_WEBSITE_LENGTH = 200


@dataclass(frozen=True)
class FormerComment:
    """A comment as another blog had it, with its date and state.

    It replies to the stored comment `parent_id`, or to the one at `parent_index` of the same list,
    which comes before it.
    """

    post_id: int
    text: str
    name: str
    created_at: datetime
    state: Comment.State
    email: str = ""
    website: str = ""
    user_id: int | None = None
    parent_id: int | None = None
    parent_index: int | None = None


@transaction.atomic
def import_comments(former: Sequence[FormerComment]) -> list[Comment]:
    """Store comments of another blog, and return them in the same order.

    No spam filter and no ban applies, and nobody is notified. E-mail addresses are not stored, but
    their keyed hashes. A text that is too long goes on in replies. Three queries.
    """
    texts = [list(_split(each.text)) for each in former]
    # A reply needs the key of its parent, which may be in the same statement.
    keys = iter(reserve_keys(Comment, sum(map(len, texts))))
    first: list[Comment] = []
    rows: list[Comment] = []
    for each, parts in zip(former, texts, strict=True):
        parent_id = each.parent_id
        if each.parent_index is not None:
            parent_id = first[each.parent_index].pk
        comment = _build(each, parts[0], next(keys), parent_id)
        first.append(comment)
        rows.append(comment)
        for text in parts[1:]:
            comment = _build(each, text, next(keys), comment.pk)
            rows.append(comment)
    Comment.objects.bulk_create(rows)
    ModerationAction.objects.bulk_create(
        ModerationAction(comment=row, by=None, became=row.state, created_at=row.created_at)
        for row in rows
    )
    return first


def _split(text: str) -> Iterator[str]:
    yield text[:MAX_COMMENT_LENGTH]
    rest = text[MAX_COMMENT_LENGTH:]
    while rest.strip():
        yield rest[:MAX_COMMENT_LENGTH]
        rest = rest[MAX_COMMENT_LENGTH:]


def _build(former: FormerComment, text: str, key: int, parent_id: int | None) -> Comment:
    return Comment(
        pk=key,
        post_id=former.post_id,
        parent_id=parent_id,
        user_id=former.user_id,
        name=clean_name(former.name)[:MAX_NAME_LENGTH] or _("Anonymous"),
        website=former.website if len(former.website) <= MAX_WEBSITE_LENGTH else "",
        text=text or _("(no text)"),
        state=former.state,
        created_at=former.created_at,
        waiting_since=former.created_at,
        decided_at=former.created_at,
        is_announced=True,
        submission=uuid.uuid4(),
        email_hash=hash_email(former.email),
    )
