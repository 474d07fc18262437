"""Moving a post of the calendar to another date."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog import editing
from blog.common.audit import ChangeMessage
from blog.common.formatting.dates import full_datetime, time_of_day, trim_double_stop
from blog.models import Post
from blog.planning.entries import can_schedule, get_version_token
from blog.planning.months import is_in_calendar
from blog.revisions import build_time_note
from blog.revisions.models import Revision
from blog.workflow import can_publish


class MoveRefused(Exception):
    """Nothing was changed. The message gives the reason and a solution."""


class ConfirmationRequired(MoveRefused):
    """The move needs a confirmation. The message is the question, `answer` the label of the button
    that confirms it."""

    def __init__(self, question: str, answer: str) -> None:
        super().__init__(question)
        self.answer = answer


@dataclass(frozen=True)
class MovedPost:
    post: Post
    previous_time: datetime
    saved: editing.SavedPost


def move_post(
    *, by: User, key: int, to: date | datetime, seen: str, confirmed: bool = False
) -> MovedPost:
    """Move a post to a datetime, or to another day at the same time of day. `seen` is the version
    token of the entry. Raises Post.DoesNotExist, PermissionDenied, MoveRefused or, for published
    posts, ConfirmationRequired. About ten queries, plus those of a save."""
    if not can_schedule(by):
        raise PermissionDenied
    with transaction.atomic():
        post = Post.objects.editable_by(by).select_for_update(no_key=True).get(pk=key)
        if not can_publish(post, by):
            raise PermissionDenied
        if seen != get_version_token(post) or post.published_at is None:
            raise MoveRefused(describe_last_save(post))
        previous_time = post.published_at
        when = to if isinstance(to, datetime) else _change_day(previous_time, to)
        _check_move(post, when, confirmed)
        return MovedPost(post, previous_time, _apply_move(post, when, by))


def _apply_move(post: Post, when: datetime, by: User) -> editing.SavedPost:
    """Apply a transition to a scheduled or published post; a draft is saved with the new date."""
    try:
        if post.is_public:
            return editing.publish(post, by=by, publish_at=when)
        if post.is_scheduled:
            return editing.schedule(post, by=by, publish_at=when)
        note = build_time_note("planned", when)
        return editing.save_post(post, by=by, fields={"published_at": when}, note=note)
    except (editing.NotAllowed, editing.NotSaved) as refused:
        raise MoveRefused(str(refused)) from refused


def _change_day(when: datetime, day: date) -> datetime:
    """Return the same time of day in the site's time zone on another day, or an hour later where
    daylight saving time skips it."""
    with suppress(ValueError, OverflowError):
        local = timezone.localtime(when)
        moved = datetime.combine(day, local.time(), timezone.get_current_timezone())
        if is_in_calendar(moved):
            return moved.astimezone(when.tzinfo)
    raise MoveRefused(_("Choose a day between the years 1001 and 8998."))


def _check_move(post: Post, when: datetime, confirmed: bool) -> None:
    now = timezone.now()
    if when == post.published_at:
        raise MoveRefused(_("The post already has this date."))
    if post.is_public:
        if when > now:
            raise MoveRefused(
                _(
                    "This post is already published. To publish it on a later day, open "
                    "it and unpublish it first."
                )
            )
        if not confirmed:
            raise ConfirmationRequired(
                _(
                    "“%(title)s” is already published. Change its date to %(when)s? "
                    "Readers will see the new date."
                )
                % {"title": post.title, "when": full_datetime(when)},
                answer=_("Change the date"),
            )
    elif when <= now:
        raise MoveRefused(_("That time has passed. To publish the post now, open it."))


def describe_last_save(post: Post) -> str:
    """Return who saved a post in the meantime, and when. One query."""
    latest = Revision.objects.saved_for(post).select_related("by").first()
    if latest is None:
        return _(
            "Nothing was moved, because the post was changed in the meantime. "
            "The page is now up to date."
        )
    return _(
        "%(who)s saved “%(title)s” at %(when)s, so nothing was moved. The page is now up to date."
    ) % {
        "who": latest.by or _("Somebody"),
        "title": post.title,
        "when": time_of_day(latest.created_at),
    }


def get_message(post: Post) -> str:
    when = full_datetime(post.published_at)
    return trim_double_stop(
        _("“%(title)s” moved to %(when)s.") % {"title": post.title, "when": when}
    )


def build_change_message(post: Post) -> ChangeMessage:
    """Return what the history of a moved post says."""
    when = post.published_at
    assert when is not None
    return ChangeMessage("moved_to_time", {"when": when.isoformat()})


def parse_target(value: Any) -> date | datetime | None:
    """Parse the day that a form sends, or the datetime that an undo sends. Return None for
    invalid input."""
    text = str(value or "")
    with suppress(ValueError):
        return date.fromisoformat(text) if len(text) == 10 else _parse_time(text)
    return None


def _parse_time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    if when.tzinfo is None or not is_in_calendar(when):
        raise ValueError(text)
    return when
