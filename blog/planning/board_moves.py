"""A card of the board is moved to another column: by a transition, as anywhere."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from blog import checks, editing, workflow
from blog.models import Post
from blog.planning.board import (
    column_of,
    names,
    seen_with,
    ways,
    with_latest,
)
from blog.planning.calendar_moves import Question, Refused, by_somebody
from blog.planning.months import in_calendar
from blog.workflow import Kind
from blog.workflow.models import WorkflowTransition
from lib.parsing import parse_moment


def move_card(
    *,
    by: User,
    key: int,
    to: str,
    seen: str,
    words: str = "",
    at: datetime | None = None,
    confirmed: bool = False,
) -> editing.SavedPost:
    """Move a card to the column `to`, by a transition. Raises Post.DoesNotExist or Refused; what
    readers get to see or lose has to be confirmed. `seen` is what the card said. Some twenty
    queries, and those of a save."""
    with transaction.atomic():
        mine = with_latest(Post.objects.editable_by(by))
        post = mine.select_for_update(no_key=True, of=("self",)).get(pk=key)
        transition = workflow.latest(post)
        if seen != seen_with(post, transition):
            raise Refused(_meanwhile(post, seen, transition))
        here = column_of(post, transition)
        kind = ways(by).get(here, {}).get(to)
        if kind is None:
            told = _("A post cannot be moved from “%(here)s” to “%(there)s”.")
            there = names().get(to, to[:20])
            raise Refused(told % {"here": names().get(here, here), "there": there})
        if kind == Kind.SCHEDULED and at is None:
            raise Refused(_("Enter the time of publication."))
        question = "" if confirmed else _question(post, kind, by)
        step = workflow.Transition(kind, at=at if kind == Kind.SCHEDULED else None, words=words)
        try:
            saved = editing.apply_transition(post, step, by=by)
        except editing.NotAllowed as refused:
            raise Refused(str(refused)) from refused
        if question:  # Of what could be done: nothing is asked that would then be refused.
            raise Question(question)
    return saved


def _meanwhile(post: Post, seen: str, last: WorkflowTransition | None) -> str:
    """Who decided or saved since the card was shown."""
    if last is None or seen.endswith(f" {last.pk}"):
        return by_somebody(post)
    told = _(
        "Nothing was changed, because %(who)s changed the status in the "
        "meantime: %(what)s. The board is now up to date."
    )
    return told % {"who": last.by or _("Somebody"), "what": last.event.label}


def _question(post: Post, kind: str, user: User) -> str:
    """Seven queries more where it goes out."""
    asked = []
    if kind == Kind.PUBLISHED:
        asked.append(_("Publish “%(title)s” now? Readers will see it immediately."))
    if kind == Kind.TAKEN_BACK and post.is_public:
        asked.append(
            _("Unpublish “%(title)s”? Readers will no longer find it, and it becomes a draft.")
        )
    asked = [question % {"title": post.title} for question in asked]
    is_going_out = kind in {Kind.PUBLISHED, Kind.SCHEDULED}
    if kind == Kind.HANDED_IN or (is_going_out and post.status != Post.Status.PUBLISHED):
        asked += _warnings(post, kind, user)
    return " ".join(asked)


def _warnings(post: Post, kind: str, user: User) -> list[str]:
    """What the checks found, by name. What blocks publishing is refused by others, and asked about
    where the post is handed in."""
    results = checks.apply_overrides(checks.run(checks.given_of(post), post, user), post)
    if kind == Kind.HANDED_IN:
        blocking = dict.fromkeys(str(checks.NAMES[finding.code]) for finding in results.blocking)
        told = _("This will block publishing: %(names)s. Submit the post for review anyway?")
        return [told % {"names": "; ".join(blocking)}] if blocking else []
    if results.blocking or not results.open:
        return []
    named = dict.fromkeys(str(checks.NAMES[finding.code]) for finding in results.open)
    found = [_("The checks found: %(names)s.") % {"names": "; ".join(named)}]
    return found if kind == Kind.PUBLISHED else [*found, _("Schedule it anyway?")]


def said(post: Post, to: str) -> str:
    return _("“%(title)s” moved to “%(column)s”.") % {"title": post.title, "column": names()[to]}


def moment(text: str) -> datetime | None:
    """'2026-11-26T09:30' of a form, in the site's time zone; None for what is no moment."""
    when = parse_moment(text)
    if when is None or not in_calendar(when):
        return None
    return when if timezone.is_aware(when) else timezone.make_aware(when)
