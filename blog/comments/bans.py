"""Bans: who is banned, and by what; setting, changing and lifting bans."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.models import HASHES, Comment
from blog.comments.moderate import CannotUndo, ModerationResult, moderate, undo_moderation
from blog.comments.moderation.comment_author import CommentAuthor
from blog.comments.moderation.models import Ban, and_above, domain, network
from blog.common.text.lookalikes import skeleton
from lib.hashing import keyed_hash

# Ended bans are kept so that a moderator can see what there was.
ENDED_BANS_KEPT = timedelta(days=30)
# A ban of a kind that hits others too ends after so long, unless the moderator chooses otherwise.
WIDE_BAN = timedelta(days=30)
Kind = Ban.Kind
WIDE = (Kind.DOMAIN, Kind.IP, Kind.NETWORK)
# What a moderator can type. Accounts are banned by what they wrote.
TYPED = (Kind.NAME, Kind.EMAIL, Kind.DOMAIN, Kind.NETWORK)
# Mail providers and public suffixes: under these domains many people have addresses.
SHARED = frozenset(Path(__file__).with_name("shared_domains.txt").read_text().split())


class AlreadyBanned(Exception):
    """There is such a ban; `ban` is it."""

    def __init__(self, ban: Ban) -> None:
        super().__init__(
            _("This ban has expired. Change it instead.")
            if ban.has_ended
            else _("This ban already exists. Change it instead.")
        )
        self.ban = ban


@dataclass(frozen=True)
class BanResult:
    """`bans` are all that stand now by what was chosen; `moderation` is what became of the
    comments, and its `batch` undoes both; `message` tells the moderator."""

    bans: tuple[Ban, ...]
    moderation: ModerationResult
    message: str


@dataclass(frozen=True)
class LiftedBans:
    count: int


@dataclass(frozen=True)
class UndoneBatch:
    """`moderation` is what became of the comments, `lifted` the number of bans."""

    moderation: ModerationResult
    lifted: int


def find_ban(author: CommentAuthor, comment: Comment | None = None) -> Ban | None:
    """Find a current ban of an author, or of whoever wrote `comment`, which they want to edit.

    One query; two more where the account may be a moderator's: nobody is to ban moderators by the
    network of their café.
    """
    user = author.user
    hashes = set(author.hashes().values())
    hashes.add(keyed_hash("email", base_address(author.email)))
    hashes |= {keyed_hash("domain", name) for name in and_above(domain(author.email))}
    if comment:
        hashes |= {getattr(comment, field) for field in HASHES}
    # Who imitates an author is banned by that author's name: it must not hit the author.
    if not (user and user.is_staff):
        hashes |= {hash_name(one.name) for one in (author, comment) if one}
    current = Ban.objects.active()
    ban = current.against(hashes, author.ip, user.pk if user else None).first()
    return None if ban and user and user.has_perm("blog.moderate_comments") else ban


def possible_kinds(comment: Comment) -> list[str]:
    """List the kinds of ban that can hit the author of a comment. Nothing is known of authors whose
    hashes were deleted. No query where `comment.user` is loaded."""
    return [kind for kind in Kind.values if target_of(comment, kind)]


def target_of(comment: Comment, kind: str) -> dict[str, Any]:
    """Return the field of a ban that hits the author of a comment; {} where there is none."""
    if kind == Kind.ACCOUNT:
        return {"user": comment.user} if comment.user else {}
    hashed = hash_name(comment.name) if kind == Kind.NAME else getattr(comment, f"{kind}_hash")
    return {"hash": hashed} if hashed else {}


def parse_target(kind: str, text: str) -> tuple[dict[str, Any], str]:
    """Parse what a moderator typed: the field of the ban that it sets, and its label, which never
    shows a whole e-mail address. ValidationError where it is no name, address or network."""
    text = text.strip()
    if kind == Kind.NETWORK:
        parsed = network(text)
        return {"network": parsed}, parsed
    if kind == Kind.NAME:
        if hashed := hash_name(text):
            return {"hash": hashed}, text
        raise ValidationError(_("Enter a name with at least one letter or digit."))
    name = domain(text)
    if kind == Kind.DOMAIN:
        if name:
            return {"hash": keyed_hash("domain", name)}, name
        raise ValidationError(_("Enter a domain, such as example.org."))
    local = text.rpartition("@")[0]
    if local and name:
        return {"hash": keyed_hash("email", base_address(text))}, f"{local[0]}…@{name}"
    raise ValidationError(_("Enter an e-mail address, such as ana@example.org."))


def hash_name(name: str) -> str:
    """Names that look alike have the same hash: a Cyrillic letter changes nothing."""
    return keyed_hash("name", skeleton(name))


def base_address(address: str) -> str:
    """'Troll+1@example.org' -> 'troll@example.org': the mailbox that receives its e-mails."""
    local, at, name = address.strip().casefold().rpartition("@")
    return local.partition("+")[0] + at + name


@transaction.atomic
def ban_authors(
    *,
    comments: Iterable[Comment],
    kinds: Iterable[str],
    by: User | None,
    reason: str = "",
    until: datetime | None = None,
    wide_until: datetime | None = None,
    spam_if_seen: Mapping[int, str] | None = None,
) -> BanResult:
    """Ban the authors of comments by each of the kinds that are `possible_kinds`.

    Existing bans get this reason and this end; `wide_until` is the end of bans of the kinds `WIDE`
    where it is given. The comments become spam where `spam_if_seen` has their `version`; None
    leaves them alone. Two queries for each kind and comment, and those of `moderate` where it is
    called.
    """
    batch, stored = uuid.uuid4(), {}
    kinds = list(dict.fromkeys(kinds))
    for comment in comments:
        for kind in kinds:
            if not (target := target_of(comment, kind)):
                continue
            values = {
                "kind": kind,
                "label": _describe_target(comment, kind)[:150],
                "reason": reason[:300],
                "until": wide_until if wide_until and kind in WIDE else until,
                "by": by,
            }
            new = {**values, "comment": comment, "batch": batch}
            ban, _is_new = Ban.objects.update_or_create(
                **target, defaults=values, create_defaults=new
            )
            stored[ban.pk] = ban
    moderation = ModerationResult(batch)
    if spam_if_seen is not None:
        moderation = moderate(
            comment_ids=spam_if_seen,
            to=Comment.State.SPAM,
            by=by,
            reason=reason,
            seen=spam_if_seen,
            batch=batch,
        )
    bans = tuple(stored.values())
    return BanResult(bans, moderation, _("Banned: %s.") % "; ".join(str(ban) for ban in bans))


def _describe_target(comment: Comment, kind: str) -> str:
    """What a ban is known by: a name, a domain where it is known, else the comment."""
    if kind in {Kind.NAME, Kind.ACCOUNT} and comment.name:
        return comment.name
    if kind == Kind.DOMAIN and (name := domain_of(comment)):
        return name
    return _("%(name)s, comment %(number)d") % {
        "name": comment.name or _("Anonymous"),
        "number": comment.pk,
    }


def domain_of(comment: Comment) -> str:
    """Return the domain of an author's e-mail address where it is known: of an account, or one of
    the shared domains, whose hash is compared. '' where it is any other. No query where
    `comment.user` is loaded."""
    own = {domain(comment.user.email)} if comment.user else set()
    return next((n for n in own | SHARED if keyed_hash("domain", n) == comment.domain_hash), "")


def is_shared(name: str) -> bool:
    """Do many unrelated people have e-mail addresses under this domain?"""
    return name in SHARED or (name != "" and "." not in name)


def describe_shared(names: Iterable[str]) -> str:
    """Say why a ban of these domains has to be confirmed."""
    return _("Many people have e-mail addresses at %s. Confirm that all are to be banned.") % (
        ", ".join(names)
    )


def check_ban(*, kind: str, who: str) -> None:
    """ValidationError where what a moderator typed cannot be read, `AlreadyBanned` where there is
    such a ban. One query."""
    target, _label = parse_target(kind, who)
    if existing := Ban.objects.filter(**target).first():
        raise AlreadyBanned(existing)


def create_ban(
    *,
    kind: str,
    who: str,
    by: User,
    reason: str = "",
    until: datetime | None = None,
    ban: Ban | None = None,
) -> BanResult:
    """Ban whom a moderator typed: a name, e-mail address, domain or network. `ban` is an instance
    to fill in. Raises as `check_ban`, and ValidationError for an end in the past. One query in a
    savepoint."""
    target, label = parse_target(kind, who)
    check_end(until)
    ban = ban or Ban()
    for name, value in target.items():
        setattr(ban, name, value)
    ban.kind, ban.label, ban.reason, ban.until, ban.by = kind, label[:150], reason, until, by
    try:
        with transaction.atomic():
            ban.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyBanned(Ban.objects.get(**target)) from error
    return BanResult((ban,), ModerationResult(uuid.uuid4()), _("Banned: %s.") % ban)


def change_ban(*, ban: Ban, reason: str, until: datetime | None) -> BanResult:
    """Change why and until when somebody is banned. ValidationError for a new end in the past. Two
    queries."""
    if until != Ban.objects.values_list("until", flat=True).get(pk=ban.pk):
        check_end(until)
    ban.reason, ban.until = reason, until
    ban.save(update_fields=["reason", "until"])
    return BanResult((ban,), ModerationResult(uuid.uuid4()), _("Banned: %s.") % ban)


def check_end(until: datetime | None) -> None:
    if until and until <= timezone.now():
        raise ValidationError(
            _("Enter a time in the future, or leave it empty. To lift a ban, delete it.")
        )


def lift_bans(*, ban_ids: Iterable[int]) -> LiftedBans:
    """Lift bans, anybody's. One query."""
    return LiftedBans(Ban.objects.filter(pk__in=list(ban_ids)).delete()[0])


@transaction.atomic
def undo_batch(*, batch: uuid.UUID, by: User) -> UndoneBatch:
    """Undo what a moderator did in one go: `undo_moderation`, and lift the bans that were set with
    it. `CannotUndo` where there is neither. Two queries more than `undo_moderation`."""
    lifted = Ban.objects.filter(batch=batch, by=by).delete()[0]
    try:
        return UndoneBatch(undo_moderation(batch=batch, by=by), lifted)
    except CannotUndo:
        if not lifted:
            raise
        return UndoneBatch(ModerationResult(uuid.uuid4()), lifted)


@task
def delete_ended_bans() -> None:
    """Delete what ended a while ago, once a day."""
    Ban.objects.filter(until__lt=timezone.now() - ENDED_BANS_KEPT).delete()
