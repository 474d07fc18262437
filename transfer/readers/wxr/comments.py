"""Comments, pingbacks and trackbacks of a post."""

import html
from collections import Counter
from collections.abc import Sequence

from django.utils.translation import ngettext

from transfer.items import CommentState, ExportedComment
from transfer.readers.wxr.authors import Authors
from transfer.readers.wxr.body.paragraphs import add_paragraphs
from transfer.readers.wxr.dates import Offsets
from transfer.readers.wxr.fields import Fields, to_plain_text

_STATES = {
    "1": CommentState.APPROVED,
    "approve": CommentState.APPROVED,
    "approved": CommentState.APPROVED,
    "": CommentState.APPROVED,
    "spam": CommentState.SPAM,
    "trash": CommentState.REMOVED,
    "post-trashed": CommentState.REMOVED,
}
_PINGBACK_TYPES = {"pingback", "trackback", "webmention"}
# What plugins store as comments but readers never see.
INTERNAL_TYPES = {
    "note",
    "order_note",
    "editorial-comment",
    "action_log",
    "feedback",
    "bp_activity",
}


def build_comments(
    fields: Fields, *, post: str, authors: Authors, offsets: Offsets
) -> list[ExportedComment]:
    """Build the comments of an item; a parent that is not in the export counts as none."""
    visible = [comment for comment in fields.comments if not is_internal(comment)]
    keys = _build_keys(visible, post)
    present = {comment.get_number("wp:comment_id") for comment in visible}
    comments = []
    for comment, key in zip(visible, keys, strict=True):
        parent = comment.get_number("wp:comment_parent")
        comments.append(
            ExportedComment(
                key=key,
                post=post,
                parent=parent if parent in present and parent != key else "",
                name=html.unescape(to_plain_text(comment.get("wp:comment_author"))),
                email=comment.get("wp:comment_author_email"),
                url=html.unescape(comment.get("wp:comment_author_url")),
                author=authors.find_user(comment.get_number("wp:comment_user_id")),
                html=add_paragraphs(comment.get("wp:comment_content")),
                created_at=offsets.resolve(
                    comment.get("wp:comment_date"), comment.get("wp:comment_date_gmt")
                ),
                state=_STATES.get(comment.get("wp:comment_approved"), CommentState.WAITING),
                is_pingback=comment.get("wp:comment_type") in _PINGBACK_TYPES,
            )
        )
    return comments


def is_internal(comment: Fields) -> bool:
    return comment.get("wp:comment_type") in INTERNAL_TYPES


def describe_internal(comments: Sequence[Fields]) -> list[str]:
    """Return a note for each type of comments that are left out."""
    types = Counter(comment.get("wp:comment_type") for comment in comments if is_internal(comment))
    return [
        ngettext(
            "%(count)s internal note (%(type)s) was left out.",
            "%(count)s internal notes (%(type)s) were left out.",
            count,
        )
        % {"count": count, "type": name}
        for name, count in types.items()
    ]


def _build_keys(comments: Sequence[Fields], post: str) -> list[str]:
    """Return the numbers of comments; one without or with that of another gets one of its own."""
    keys: dict[str, None] = {}
    for position, comment in enumerate(comments, 1):
        key = comment.get_number("wp:comment_id") or f"{post}-{position}"
        keys[f"{key}-{position}" if key in keys else key] = None
    return list(keys)
