"""A post moves to another moment: the calendar's one way of changing something."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from accounts.models import User
from blog import editing
from blog.common.formatting.dates import one_stop
from blog.models import Post
from blog.planning.entries import may_place, seen_of
from blog.planning.months import in_calendar
from blog.revisions.models import Revision


class Refused(Exception):
    """Nothing changed; the sentence says why and what to do."""


class Question(Refused):
    """It is done if it is asked for again, confirmed."""


@dataclass(frozen=True)
class MovedPost:
    """`before` is the moment that it had."""

    post: Post
    before: datetime
    saved: editing.SavedPost


def move_post(
    *, by: User, key: int, to: date | datetime, seen: str, confirmed: bool = False
) -> MovedPost:
    """Move a post to another day at the hour that it has, or to a moment; `seen` is what `seen_of`
    it said. Raises Post.DoesNotExist, PermissionDenied or Refused. Some ten queries, and those of
    a save."""
    if not may_place(by):
        raise PermissionDenied
    with transaction.atomic():
        post = Post.objects.editable_by(by).select_for_update(no_key=True).get(pk=key)
        if seen != seen_of(post) or post.published_at is None:
            raise Refused(by_somebody(post))
        before = post.published_at
        when = to if isinstance(to, datetime) else _at_its_hour(before, to)
        _may_move(post, when, confirmed)
        return MovedPost(post, before, _move(post, when, by))


def _move(post: Post, when: datetime, by: User) -> editing.SavedPost:
    """A scheduled or published post moves by a transition; a draft's date is no more than a plan,
    and part of the draft."""
    try:
        if post.is_public:
            return editing.publish(post, by=by, at=when)
        if post.is_scheduled:
            return editing.schedule(post, by=by, at=when)
        note = _("Planned for %(when)s") % {"when": _told(when)}
        return editing.save_post(post, by=by, fields={"published_at": when}, note=note)
    except (editing.NotAllowed, editing.NotSaved) as refused:
        raise Refused(str(refused)) from refused


def _at_its_hour(before: datetime, day: date) -> datetime:
    """A clock that jumps over that hour shows the next one."""
    with suppress(ValueError, OverflowError):
        local = timezone.localtime(before)
        moment = datetime.combine(day, local.time(), timezone.get_current_timezone())
        if in_calendar(moment):
            return moment.astimezone(before.tzinfo)
    raise Refused(_("Choose a day between the years 1001 and 8998."))


def _may_move(post: Post, when: datetime, confirmed: bool) -> None:
    now = timezone.now()
    if when == post.published_at:
        raise Refused(_("The post already has this date."))
    if post.is_public:
        if when > now:
            raise Refused(
                _(
                    "This post is already published. To publish it on a later day, open "
                    "it and unpublish it first."
                )
            )
        if not confirmed:
            raise Question(
                _(
                    "“%(title)s” is already published. Change its date to %(when)s? "
                    "Readers will see the new date."
                )
                % {"title": post.title, "when": _told(when)}
            )
    elif when <= now:
        raise Refused(_("That time has passed. To publish the post now, open it."))


def by_somebody(post: Post) -> str:
    """Who changed it meanwhile, and when. One query."""
    latest = Revision.objects.saved_of(post).select_related("by").first()
    if latest is None:
        return _(
            "Nothing was moved, because the post was changed in the meantime. "
            "The page is now up to date."
        )
    when = timezone.localtime(latest.at)
    return _(
        "%(who)s saved “%(title)s” at %(when)s, so nothing was moved. The page is now up to date."
    ) % {"who": latest.by or _("Somebody"), "title": post.title, "when": time_format(when)}


def _told(when: datetime) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


def said(post: Post) -> str:
    when = _told(post.published_at) if post.published_at else ""
    return one_stop(_("“%(title)s” moved to %(when)s.") % {"title": post.title, "when": when})


def parse(given: Any) -> date | datetime | None:
    """A day of a form, or the moment of an undo; None for what is neither."""
    text = str(given or "")
    with suppress(ValueError):
        return date.fromisoformat(text) if len(text) == 10 else _moment(text)
    return None


def _moment(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    if when.tzinfo is None or not in_calendar(when):
        raise ValueError(text)
    return when
