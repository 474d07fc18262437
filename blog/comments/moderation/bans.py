"""Who is banned, and banning the writer of a comment."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.comments.models import DIGESTS, Comment
from blog.comments.moderation.comment_author import Writer
from blog.comments.moderation.models import Ban, and_above, domain, network
from blog.common.text import normalize
from lib.hashing import digest

Kind = Ban.Kind
# So that a moderator can see what there was.
ENDED_KEPT = timedelta(days=30)
# What a banned writer reads.
REFUSAL = gettext_lazy("Comments from here are not accepted.")


class Banned(Exception):
    """The writer may neither comment nor change what they wrote."""


def of(writer: Writer, comment: Comment | None = None) -> Ban | None:
    """The ban that stands against a writer, or against whoever wrote `comment`, which they want to
    change. One query; two more where an account is banned that may be a moderator's, as nobody
    is to ban those by the network of their café."""
    user = writer.user
    digests = set(writer.digests().values()) | {_name(writer.name)}
    digests |= {digest("domain", name) for name in and_above(domain(writer.email))}
    if comment:
        digests |= {getattr(comment, field) for field in DIGESTS} | {_name(comment.name)}
    standing = Ban.objects.standing()
    found = standing.against(digests, writer.address, user.pk if user else None).first()
    return None if found and user and user.has_perm("blog.moderate_comments") else found


def possible(comment: Comment) -> list[str]:
    """By what its writer can be banned: what is not kept any more names nobody."""
    return [kind for kind in Kind.values if _of_comment(comment, kind)]


@transaction.atomic
def ban(
    comment: Comment,
    kinds: Iterable[str],
    *,
    by: User | None,
    reason: str = "",
    until: datetime | None = None,
) -> list[Ban]:
    """Bans the writer of a comment by each of the kinds that are `possible`. Who is banned already
    is from now on for this reason and this long. Two queries for each."""
    label = _("%(name)s, comment %(number)d") % {
        "name": comment.name or _("Anonymous"),
        "number": comment.pk,
    }
    made = []
    for kind in dict.fromkeys(kinds):
        if named := _of_comment(comment, kind):
            shown = comment.name if kind in {Kind.NAME, Kind.ACCOUNT} else label
            made.append(_store(kind, named, shown or label, by, reason, until))
    return made


# What a moderator can type. Accounts are banned by what they wrote.
TYPED = (Kind.NAME, Kind.EMAIL, Kind.DOMAIN, Kind.NETWORK)


def typed(kind: str, text: str) -> tuple[dict[str, Any], str]:
    """What tells a ban from every other, and its label, in which no e-mail address is whole."""
    text = text.strip()
    if kind == Kind.NETWORK:
        found = network(text)
        return {"network": found}, found
    if kind == Kind.NAME:
        if found := _name(text):
            return {"digest": found}, text
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


@task
def forget_ended() -> None:
    """Once a day: what has ended a while ago names nobody any more."""
    Ban.objects.filter(until__lt=timezone.now() - ENDED_KEPT).delete()


def _name(name: str) -> str:
    return digest("name", " ".join(normalize.words(name)))


def _of_comment(comment: Comment, kind: str) -> dict[str, Any]:
    if kind == Kind.ACCOUNT:
        return {"user": comment.user} if comment.user else {}
    found = _name(comment.name) if kind == Kind.NAME else getattr(comment, f"{kind}_digest")
    return {"digest": found} if found else {}


def _store(
    kind: str,
    named: dict[str, Any],
    label: str,
    by: User | None,
    reason: str,
    until: datetime | None,
) -> Ban:
    told = {"kind": kind, "label": label[:150], "reason": reason[:300], "until": until, "by": by}
    return Ban.objects.update_or_create(**named, defaults=told)[0]
