"""Comments from entries."""

from transfer.items import CommentState, ExportedComment
from transfer.readers.blogger.authors import Authors
from transfer.readers.blogger.body import convert_comment
from transfer.readers.blogger.entry import BloggerEntry

# The beginnings of `blogger:status`. Ghosted and emptied comments are removed ones whose replies
# are shown.
_STATES = {
    "LIVE": CommentState.APPROVED,
    "PENDING": CommentState.WAITING,
    "SPAM": CommentState.SPAM,
    "GHOSTED": CommentState.REMOVED,
    "EMPTIED": CommentState.REMOVED,
    "SOFT_TRASHED": CommentState.REMOVED,
    "TRASHED": CommentState.REMOVED,
    "DELETED": CommentState.REMOVED,
    "REMOVED": CommentState.REMOVED,
}


def build_comment(entry: BloggerEntry, authors: Authors) -> ExportedComment:
    """Build the comment of an entry."""
    author = entry.get_author()
    state = _read_state(entry)
    is_emptied = "blogger.contentRemoved" in entry.get_properties()
    return ExportedComment(
        key=entry.number,
        post=entry.get_post_number(),
        parent=entry.get_parent_number(),
        name=author.name,
        email=author.email,
        url=author.url,
        author=author.name if authors.is_author(author) else "",
        html="" if is_emptied else convert_comment(entry.get_content()),
        created_at=entry.get_date("published", "created", "updated"),
        state=state,
    )


def _read_state(entry: BloggerEntry) -> CommentState:
    if not entry.is_takeout:
        # Such a comment has a sentence in the blog's language in place of its text.
        is_removed = "blogger.contentRemoved" in entry.get_properties()
        is_waiting = entry.has_draft_mark()
        if is_removed:
            return CommentState.REMOVED
        return CommentState.WAITING if is_waiting else CommentState.APPROVED
    if entry.get_text("trashed"):
        return CommentState.REMOVED
    name = entry.get_text("status").upper()
    states = (state for start, state in _STATES.items() if name.startswith(start))
    return next(states, CommentState.WAITING)
