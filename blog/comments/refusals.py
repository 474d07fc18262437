"""Why a comment is refused; `str()` of each is a sentence for its author."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from blog.comments.models import MOST_LETTERS

# What a banned author reads, by the kind of the ban; of an IP address and a network the last.
REFUSALS = {
    "name": gettext_lazy("Comments under this name are not accepted."),
    "email": gettext_lazy("Comments with this e-mail address are not accepted."),
    "domain": gettext_lazy("Comments with an e-mail address of this domain are not accepted."),
    "account": gettext_lazy("Comments by your account are not accepted."),
}
REFUSAL = gettext_lazy("Comments from here are not accepted.")


def describe_excess(text: str) -> str:
    """Tell an author by how much the text of a comment is too long; '' where it is not."""
    if (over := len(text) - MOST_LETTERS) <= 0:
        return ""
    message = ngettext(
        "The text is %(over)s character too long. A comment can have at most %(most)s characters.",
        "The text is %(over)s characters too long. A comment can have at most %(most)s characters.",
        over,
    )
    numbers = {"over": over, "most": MOST_LETTERS}
    return message % {
        name: number_format(number, force_grouping=True) for name, number in numbers.items()
    }


class CommentRefused(Exception):
    """The comment was not stored, and nothing else was written."""


class DiscussionClosed(CommentRefused):
    """The post takes no comments, or the thread no replies."""


class ParentRemoved(CommentRefused):
    """The comment that this one replies to takes no replies any more."""

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message
            or _("The comment you are replying to was removed. You can send yours on its own.")
        )


class ParentChanged(CommentRefused):
    """The comment that a moderator replies to was edited or moderated since they read it."""


class AlreadySubmitted(CommentRefused):
    """This submission was stored before, with another text or on another post."""


class EditTooLate(CommentRefused):
    """The time in which an author may edit a comment has passed."""


class InvalidText(CommentRefused):
    """The text is empty or too long."""


class Banned(CommentRefused):
    """The author may neither comment nor edit what they wrote."""

    def __init__(self, kind: str = "") -> None:
        super().__init__(str(REFUSALS.get(kind, REFUSAL)))
