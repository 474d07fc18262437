"""Who is banned, and what a ban is by. Setting and lifting bans: blog/comments/ban.py."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from blog.comments.models import DIGESTS, Comment
from blog.comments.moderation.comment_author import CommentAuthor
from blog.comments.moderation.models import Ban, and_above, domain, network
from blog.comments.refusals import CommentRefused
from blog.common.text import normalize
from lib.hashing import digest

Kind = Ban.Kind
# What a banned author reads.
REFUSAL = gettext_lazy("Comments from here are not accepted.")
# What a moderator can type. Accounts are banned by what they wrote.
TYPED = (Kind.NAME, Kind.EMAIL, Kind.DOMAIN, Kind.NETWORK)


class Banned(CommentRefused):
    """The author may neither comment nor edit what they wrote."""

    def __init__(self) -> None:
        super().__init__(str(REFUSAL))


def find_ban(author: CommentAuthor, comment: Comment | None = None) -> Ban | None:
    """Find a current ban of an author, or of whoever wrote `comment`, which they want to edit.

    One query; two more where the account may be a moderator's: nobody is to ban moderators by the
    network of their café.
    """
    user = author.user
    digests = set(author.digests().values()) | {hash_name(author.name)}
    digests |= {digest("domain", name) for name in and_above(domain(author.email))}
    if comment:
        digests |= {getattr(comment, field) for field in DIGESTS} | {hash_name(comment.name)}
    current = Ban.objects.standing()
    ban = current.against(digests, author.address, user.pk if user else None).first()
    return None if ban and user and user.has_perm("blog.moderate_comments") else ban


def possible_kinds(comment: Comment) -> list[str]:
    """List the kinds of ban that can hit the author of a comment. Nothing is known of authors whose
    hashes were deleted. No query where `comment.user` is loaded."""
    return [kind for kind in Kind.values if target_of(comment, kind)]


def target_of(comment: Comment, kind: str) -> dict[str, Any]:
    """Return the field of a ban that hits the author of a comment; {} where there is none."""
    if kind == Kind.ACCOUNT:
        return {"user": comment.user} if comment.user else {}
    hashed = hash_name(comment.name) if kind == Kind.NAME else getattr(comment, f"{kind}_digest")
    return {"digest": hashed} if hashed else {}


def parse_target(kind: str, text: str) -> tuple[dict[str, Any], str]:
    """Parse what a moderator typed: the field of the ban that it sets, and its label, which never
    shows a whole e-mail address. ValidationError where it is no name, address or network."""
    text = text.strip()
    if kind == Kind.NETWORK:
        parsed = network(text)
        return {"network": parsed}, parsed
    if kind == Kind.NAME:
        if hashed := hash_name(text):
            return {"digest": hashed}, text
        raise ValidationError(_("Enter a name with at least one letter or digit."))
    name = domain(text)
    if kind == Kind.DOMAIN:
        if name:
            return {"digest": digest("domain", name)}, name
        raise ValidationError(_("Enter a domain, such as example.org."))
    local = text.rpartition("@")[0]
    if local and name:
        return {"digest": digest("email", text.casefold())}, f"{local[0]}…@{name}"
    raise ValidationError(_("Enter an e-mail address, such as ana@example.org."))


def hash_name(name: str) -> str:
    return digest("name", " ".join(normalize.words(name)))
