"""Why a comment is refused; `str()` of each is a sentence for its author."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What a banned author reads, by the kind of the ban; of an IP address and a network the last.
REFUSALS = {
    "name": gettext_lazy("Comments under this name are not accepted."),
    "email": gettext_lazy("Comments with this e-mail address are not accepted."),
    "domain": gettext_lazy("Comments with an e-mail address of this domain are not accepted."),
    "account": gettext_lazy("Comments by your account are not accepted."),
}
REFUSAL = gettext_lazy("Comments from here are not accepted.")


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
