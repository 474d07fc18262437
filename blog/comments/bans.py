"""Find, create, change and lift bans of commenters."""

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
from blog.comments.models import HASH_FIELDS, Comment
from blog.comments.moderate import CannotUndo, ModerationResult, moderate, undo_moderation
from blog.comments.moderation.comment_author import CommentAuthor
from blog.comments.moderation.models import Ban, get_domain_suffixes, parse_domain, parse_network
from blog.common.text.lookalikes import skeleton
from lib.hashing import keyed_hash

# Moderators can look up expired bans for this long.
EXPIRED_BAN_RETENTION = timedelta(days=30)
# Default duration of bans that also affect other people.
WIDE_BAN_DURATION = timedelta(days=30)
Kind = Ban.Kind
WIDE_KINDS = (Kind.DOMAIN, Kind.IP, Kind.NETWORK)
# Kinds that a moderator can enter. Accounts are banned from one of their comments.
TYPED_KINDS = (Kind.NAME, Kind.EMAIL, Kind.DOMAIN, Kind.NETWORK)
# Mail providers and public suffixes, where many unrelated people have addresses.
SHARED_DOMAINS = frozenset(Path(__file__).with_name("shared_domains.txt").read_text().split())


class AlreadyBanned(Exception):
    """A ban with the same target exists: `ban`."""

    def __init__(self, ban: Ban) -> None:
        super().__init__(
            _("This ban has expired. Change it instead.")
            if ban.is_expired
            else _("This ban already exists. Change it instead.")
        )
        self.ban = ban


@dataclass(frozen=True)
class BanResult:
    """`bans` lists the created and updated bans; `moderation` is the result for the comments, whose
    `batch` undoes both; `message` is for the moderator."""

    bans: tuple[Ban, ...]
    moderation: ModerationResult
    message: str


@dataclass(frozen=True)
class LiftedBans:
    count: int


@dataclass(frozen=True)
class UndoneBatch:
    """`moderation` is the result for the comments, `lifted` the number of lifted bans."""

    moderation: ModerationResult
    lifted: int


def find_ban(author: CommentAuthor, comment: Comment | None = None) -> Ban | None:
    """Find an active ban of an author, or of the original author of a `comment` to be edited.

    Moderators are never banned: they may share a network with a banned person. One query, two more
    to check the permission.
    """
    user = author.user
    hashes = set(author.compute_hashes().values())
    hashes.add(keyed_hash("email", strip_subaddress(author.email)))
    hashes |= {
        keyed_hash("domain", name) for name in get_domain_suffixes(parse_domain(author.email))
    }
    if comment:
        hashes |= {getattr(comment, field) for field in HASH_FIELDS}
    # Impersonators are banned by a staff member's name, which must not affect the staff member.
    if not (user and user.is_staff):
        hashes |= {hash_name(one.name) for one in (author, comment) if one}
    current = Ban.objects.active()
    ban = current.matching(hashes, author.ip, user.pk if user else None).first()
    return None if ban and user and user.has_perm("blog.moderate_comments") else ban


def get_ban_target(comment: Comment, kind: str) -> dict[str, Any]:
    """Return the field of a ban that targets the author of a comment; {} if the kind does not
    apply, or the hash was deleted. No query if `comment.user` is loaded."""
    if kind == Kind.ACCOUNT:
        return {"user": comment.user} if comment.user else {}
    hashed = hash_name(comment.name) if kind == Kind.NAME else getattr(comment, f"{kind}_hash")
    return {"hash": hashed} if hashed else {}


def parse_target(kind: str, text: str) -> tuple[dict[str, Any], str]:
    """Parse a moderator's input to the target field of a ban and its label, which never contains a
    whole e-mail address. Raises ValidationError."""
    text = text.strip()
    if kind == Kind.NETWORK:
        parsed = parse_network(text)
        return {"network": parsed}, parsed
    if kind == Kind.NAME:
        if hashed := hash_name(text):
            return {"hash": hashed}, text
        raise ValidationError(_("Enter a name with at least one letter or digit."))
    name = parse_domain(text)
    if kind == Kind.DOMAIN:
        if name:
            return {"hash": keyed_hash("domain", name)}, name
        raise ValidationError(_("Enter a domain, such as example.org."))
    local = text.rpartition("@")[0]
    if local and name:
        return {"hash": keyed_hash("email", strip_subaddress(text))}, f"{local[0]}…@{name}"
    raise ValidationError(_("Enter an e-mail address, such as ana@example.org."))


def hash_name(name: str) -> str:
    """Hash a name; lookalikes, such as one with a Cyrillic letter, have the same hash."""
    return keyed_hash("name", skeleton(name))


def strip_subaddress(address: str) -> str:
    """Return the address of the mailbox: 'Troll+1@example.org' -> 'troll@example.org'."""
    local, separator, name = address.strip().casefold().rpartition("@")
    return local.partition("+")[0] + separator + name


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
    """Ban the authors of comments by each of these kinds that applies to them.

    Existing bans get the new reason and expiry; `wide_until` overrides `until` for `WIDE_KINDS`.
    Comments whose `version` is in `spam_if_seen` are marked as spam; None changes no comment. Two
    queries for each kind and comment, and those of `moderate`.
    """
    batch, stored = uuid.uuid4(), {}
    kinds = list(dict.fromkeys(kinds))
    for comment in comments:
        for kind in kinds:
            if not (target := get_ban_target(comment, kind)):
                continue
            values = {
                "kind": kind,
                "label": _describe_target(comment, kind)[:150],
                "reason": reason[:300],
                "until": wide_until if wide_until and kind in WIDE_KINDS else until,
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
    return BanResult(bans, moderation, _describe_bans(bans))


def _describe_bans(bans: Iterable[Ban]) -> str:
    names = (f"{ban.label} ({ban.get_kind_display()})" for ban in bans)
    return _("Banned: %s.") % "; ".join(names)


def _describe_target(comment: Comment, kind: str) -> str:
    """Describe the target of a ban: by name, by domain if it is known, or by the comment."""
    if kind in {Kind.NAME, Kind.ACCOUNT} and comment.name:
        return comment.name
    if kind == Kind.DOMAIN and (name := find_email_domain(comment)):
        return name
    return _("%(name)s, comment %(number)d") % {
        "name": comment.name or _("Anonymous"),
        "number": comment.pk,
    }


def find_email_domain(comment: Comment) -> str:
    """Return the domain of the author's e-mail address if it is known: that of an account, or a
    shared domain with the same hash. Otherwise ''. No query if `comment.user` is loaded."""
    own = {parse_domain(comment.user.email)} if comment.user else set()
    return next(
        (n for n in own | SHARED_DOMAINS if keyed_hash("domain", n) == comment.domain_hash), ""
    )


def is_shared_domain(name: str) -> bool:
    """Return whether many unrelated people have e-mail addresses under this domain."""
    return name in SHARED_DOMAINS or (name != "" and "." not in name)


def describe_shared_domains(names: Iterable[str]) -> str:
    """Explain why a ban of these domains requires confirmation."""
    return _(
        "Many people have e-mail addresses at %s. Confirm that you want to ban all of them."
    ) % (", ".join(names))


def validate_ban(*, kind: str, who: str) -> None:
    """Check a moderator's input for a new ban. Raises ValidationError for invalid input, and
    `AlreadyBanned`. One query."""
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
    """Ban a name, e-mail address, domain or network that a moderator entered. `ban` is an unsaved
    instance to fill in. Raises as `validate_ban` and `validate_expiry`. One query in a
    savepoint."""
    target, label = parse_target(kind, who)
    validate_expiry(until)
    ban = ban or Ban()
    for name, value in target.items():
        setattr(ban, name, value)
    ban.kind, ban.label, ban.reason, ban.until, ban.by = kind, label[:150], reason, until, by
    try:
        with transaction.atomic():
            ban.save(force_insert=True)
    except IntegrityError as error:
        raise AlreadyBanned(Ban.objects.get(**target)) from error
    return BanResult((ban,), ModerationResult(uuid.uuid4()), _describe_bans([ban]))


def change_ban(*, ban: Ban, reason: str, until: datetime | None) -> BanResult:
    """Change the reason and the expiry of a ban. Raises ValidationError if a new expiry is in the
    past. Two queries."""
    if until != Ban.objects.values_list("until", flat=True).get(pk=ban.pk):
        validate_expiry(until)
    ban.reason, ban.until = reason, until
    ban.save(update_fields=["reason", "until"])
    return BanResult((ban,), ModerationResult(uuid.uuid4()), _describe_bans([ban]))


def validate_expiry(until: datetime | None) -> None:
    if until and until <= timezone.now():
        raise ValidationError(
            _("Enter a time in the future, or leave it empty. To lift a ban, delete it.")
        )


def lift_bans(*, ban_ids: Iterable[int]) -> LiftedBans:
    """Lift bans set by any moderator. One query."""
    return LiftedBans(Ban.objects.filter(pk__in=list(ban_ids)).delete()[0])


@transaction.atomic
def undo_batch(*, batch: uuid.UUID, by: User) -> UndoneBatch:
    """Undo a moderator's batch of actions and lift the bans set with it. Raises `CannotUndo` if
    there is neither. Two queries more than `undo_moderation`."""
    lifted = Ban.objects.filter(batch=batch, by=by).delete()[0]
    try:
        return UndoneBatch(undo_moderation(batch=batch, by=by), lifted)
    except CannotUndo:
        if not lifted:
            raise
        return UndoneBatch(ModerationResult(uuid.uuid4()), lifted)


@task
def delete_expired_bans() -> None:
    """Delete bans that expired long ago; runs once a day."""
    Ban.objects.filter(until__lt=timezone.now() - EXPIRED_BAN_RETENTION).delete()
