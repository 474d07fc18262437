"""Banning the authors of comments, changing and lifting bans."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.tasks import task
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog.comments.models import Comment
from blog.comments.moderate import ModerationResult, moderate
from blog.comments.moderation import bans
from blog.comments.moderation.models import Ban

# Ended bans are kept so that a moderator can see what there was.
ENDED_BANS_KEPT = timedelta(days=30)


class AlreadyBanned(Exception):
    """There is such a ban; `ban` is it."""

    def __init__(self, ban: Ban) -> None:
        super().__init__(
            _("This ban has ended. Change it instead.")
            if ban.has_ended
            else _("This ban already exists. Change it instead.")
        )
        self.ban = ban


@dataclass(frozen=True)
class BanResult:
    """`bans` are all that stand now by what was chosen, `new_ids` the keys of those that did not
    exist before; `moderation` is what became of the comment; `message` tells the moderator."""

    bans: tuple[Ban, ...]
    new_ids: tuple[int, ...]
    moderation: ModerationResult
    message: str


@dataclass(frozen=True)
class LiftedBans:
    count: int


@transaction.atomic
def ban_author(
    *,
    comment: Comment,
    kinds: Iterable[str],
    by: User | None,
    reason: str = "",
    until: datetime | None = None,
    spam_if_seen_as: str | None = None,
) -> BanResult:
    """Ban the author of a comment by each of the kinds that are `possible_kinds`.

    Existing bans get this reason and this end. The comment becomes spam where it is in the state
    `spam_if_seen_as`; None leaves it alone. One query and two for each kind, and those of
    `moderate` where it is called.
    """
    latest = Ban.objects.aggregate(latest=Max("pk"))["latest"] or 0
    label = _("%(name)s, comment %(number)d") % {
        "name": comment.name or _("Anonymous"),
        "number": comment.pk,
    }
    stored = []
    for kind in dict.fromkeys(kinds):
        if target := bans.target_of(comment, kind):
            name = comment.name if kind in {Ban.Kind.NAME, Ban.Kind.ACCOUNT} else label
            values = {
                "kind": kind,
                "label": (name or label)[:150],
                "reason": reason[:300],
                "until": until,
                "by": by,
            }
            stored.append(Ban.objects.update_or_create(**target, defaults=values)[0])
    moderation = ModerationResult(uuid.uuid4())
    if spam_if_seen_as is not None:
        seen = {comment.pk: spam_if_seen_as}
        spam = Comment.State.SPAM
        moderation = moderate(comment_ids=seen, to=spam, by=by, reason=reason, seen=seen)
    return BanResult(
        bans=tuple(stored),
        new_ids=tuple(ban.pk for ban in stored if ban.pk > latest),
        moderation=moderation,
        message=_("Banned: %s.") % "; ".join(str(ban) for ban in stored),
    )


def check_ban(*, kind: str, who: str) -> None:
    """ValidationError where what a moderator typed cannot be read, `AlreadyBanned` where there is
    such a ban. One query."""
    target, _label = bans.parse_target(kind, who)
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
    target, label = bans.parse_target(kind, who)
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
    return BanResult((ban,), (ban.pk,), ModerationResult(uuid.uuid4()), _("Banned: %s.") % ban)


def change_ban(*, ban: Ban, reason: str, until: datetime | None) -> BanResult:
    """Change why and until when somebody is banned. ValidationError for a new end in the past. Two
    queries."""
    if until != Ban.objects.values_list("until", flat=True).get(pk=ban.pk):
        check_end(until)
    ban.reason, ban.until = reason, until
    ban.save(update_fields=["reason", "until"])
    return BanResult((ban,), (), ModerationResult(uuid.uuid4()), _("Banned: %s.") % ban)


def check_end(until: datetime | None) -> None:
    if until and until <= timezone.now():
        raise ValidationError(
            _("Enter a time in the future, or leave it empty. To lift a ban, delete it.")
        )


def lift_bans(*, ban_ids: Iterable[int], by: User | None = None) -> LiftedBans:
    """Lift bans; those that `by` set where it is given, else anybody's. One query."""
    rows = Ban.objects.filter(pk__in=list(ban_ids))
    return LiftedBans((rows if by is None else rows.filter(by=by)).delete()[0])


@task
def delete_ended_bans() -> None:
    """Delete what ended a while ago, once a day."""
    Ban.objects.filter(until__lt=timezone.now() - ENDED_BANS_KEPT).delete()
