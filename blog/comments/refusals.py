"""Exceptions for refused comments; `str()` of each is a message for the author."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.comments.models import MAX_COMMENT_LENGTH

# Messages for banned authors by kind of ban. IP addresses and networks have the default.
BAN_MESSAGES = {
    "name": gettext_lazy("Comments under this name are not accepted."),
    "email": gettext_lazy("Comments with this e-mail address are not accepted."),
    "domain": gettext_lazy("Comments with an e-mail address of this domain are not accepted."),
    "account": gettext_lazy("Comments by your account are not accepted."),
}
DEFAULT_BAN_MESSAGE = gettext_lazy("Comments from your network are not accepted.")


def describe_excess_length(text: str) -> str:
    """Describe by how much the text of a comment is too long; '' if it is not."""
    if (over := len(text) - MAX_COMMENT_LENGTH) <= 0:
        return ""
    message = ngettext(
        "The text is %(over)s character too long. A comment can have at most %(most)s characters.",
        "The text is %(over)s characters too long. A comment can have at most %(most)s characters.",
        over,
    )
    numbers = {"over": over, "most": MAX_COMMENT_LENGTH}
    return message % {
        name: number_format(number, force_grouping=True) for name, number in numbers.items()
    }


class CommentRefused(Exception):
    """The comment was not stored, and nothing else was written."""


class DiscussionClosed(CommentRefused):
    """Comments on the post, or replies in the thread, are closed."""


class ParentRemoved(CommentRefused):
    """The parent comment takes no more replies."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or _("The comment you are replying to was removed. You can send yours on its own.")
        )


class ParentChanged(CommentRefused):
    """The parent comment was edited or moderated since the moderator read it."""


class AlreadySubmitted(CommentRefused):
    """The submission was stored before, with another text or on another post."""


class EditTooLate(CommentRefused):
    """The author can no longer edit the comment."""


class InvalidText(CommentRefused):
    """The text is empty or too long."""


class Banned(CommentRefused):
    """The author is banned from writing and editing comments."""

    def __init__(self, kind: str = "") -> None:
        super().__init__(str(BAN_MESSAGES.get(kind, DEFAULT_BAN_MESSAGE)))
