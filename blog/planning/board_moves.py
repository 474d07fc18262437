"""Moving a card of the board to another column, by a workflow transition."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from blog import checks, editing, workflow
from blog.common.audit import ChangeMessage
from blog.models import Post
from blog.planning.board import (
    annotate_latest_revision,
    get_card_version_token,
    get_column,
    get_column_names,
    get_column_transitions,
)
from blog.planning.calendar_moves import ConfirmationRequired, MoveRefused, describe_last_save
from blog.planning.months import is_in_calendar
from blog.workflow import Kind
from blog.workflow.models import WorkflowTransition
from lib.parsing import parse_moment


def move_card(
    *,
    by: User,
    key: int,
    to: str,
    seen: str,
    reason: str = "",
    publish_at: datetime | None = None,
    confirmed: bool = False,
) -> editing.SavedPost:
    """Move a card to the column `to` by a transition. Raises Post.DoesNotExist, MoveRefused or,
    for changes that readers see, ConfirmationRequired. `seen` is the version token of the card.
    About twenty queries, plus those of a save."""
    with transaction.atomic():
        editable = annotate_latest_revision(Post.objects.editable_by(by))
        post = editable.select_for_update(no_key=True, of=("self",)).get(pk=key)
        transition = workflow.get_latest_transition(post)
        if seen != get_card_version_token(post, transition):
            raise MoveRefused(_describe_conflict(post, seen, transition))
        here = get_column(post, transition)
        kind = get_column_transitions(by).get(here, {}).get(to)
        if kind is None:
            message = _("A post cannot be moved from “%(here)s” to “%(there)s”.")
            names = get_column_names()
            there = names.get(to, to[:20])
            raise MoveRefused(message % {"here": names.get(here, here), "there": there})
        if kind == Kind.SCHEDULED and publish_at is None:
            raise MoveRefused(_("Enter the time of publication."))
        question = "" if confirmed else _get_question(post, kind, by)
        when = publish_at if kind == Kind.SCHEDULED else None
        step = workflow.Transition(kind, publish_at=when, reason=reason)
        try:
            saved = editing.apply_transition(post, step, by=by)
        except editing.NotAllowed as refused:
            raise MoveRefused(str(refused)) from refused
        if question:  # Asked last, so that only a possible move has to be confirmed.
            raise ConfirmationRequired(question, answer=_get_answer(kind))
    return saved


def _describe_conflict(post: Post, seen: str, last: WorkflowTransition | None) -> str:
    """Return who changed or saved the post since the card was shown."""
    if last is None or seen.endswith(f" {last.pk}"):
        return describe_last_save(post)
    message = _(
        "Nothing was changed, because %(who)s changed the status in the "
        "meantime: %(what)s. The board is now up to date."
    )
    return message % {"who": last.by or _("Somebody"), "what": last.event.label}


def _get_question(post: Post, kind: str, user: User) -> str:
    """Return the question to confirm a transition, '' if none is needed. Publishing costs seven
    more queries."""
    questions = []
    if kind == Kind.PUBLISHED:
        questions.append(_("Publish “%(title)s” now? Readers will see it immediately."))
    if kind == Kind.TAKEN_BACK and post.is_public:
        questions.append(
            _("Unpublish “%(title)s”? Readers will no longer find it, and it becomes a draft.")
        )
    questions = [question % {"title": post.title} for question in questions]
    is_publishing = kind in {Kind.PUBLISHED, Kind.SCHEDULED}
    if kind == Kind.HANDED_IN or (is_publishing and post.status != Post.Status.PUBLISHED):
        questions += _get_check_warnings(post, kind, user)
    return " ".join(questions)


def _get_answer(kind: str) -> str:
    """Return the label of the button that confirms a transition."""
    answers: dict[str, str] = {
        Kind.HANDED_IN: _("Submit anyway"),
        Kind.PUBLISHED: _("Publish"),
        Kind.SCHEDULED: _("Schedule anyway"),
    }
    return answers.get(kind, _("Unpublish"))


def _get_check_warnings(post: Post, kind: str, user: User) -> list[str]:
    """List the failed checks by name. Blocking checks are a warning only for a submission; the
    transition itself refuses to publish the post."""
    results = checks.apply_overrides(checks.run(checks.load_check_input(post), post, user), post)
    if kind == Kind.HANDED_IN:
        blocking = dict.fromkeys(str(checks.NAMES[finding.code]) for finding in results.blocking)
        message = _("This will block publishing: %(names)s. Submit the post for review anyway?")
        return [message % {"names": "; ".join(blocking)}] if blocking else []
    if results.blocking or not results.open:
        return []
    names = dict.fromkeys(str(checks.NAMES[finding.code]) for finding in results.open)
    warnings = [_("The checks found: %(names)s.") % {"names": "; ".join(names)}]
    return warnings if kind == Kind.PUBLISHED else [*warnings, _("Schedule it anyway?")]


def get_message(post: Post, to: str) -> str:
    column = get_column_names()[to]
    return _("“%(title)s” moved to “%(column)s”.") % {"title": post.title, "column": column}


def build_change_message(to: str) -> ChangeMessage:
    """Return what the history of a post says that was moved to the column with the key `to`."""
    with override(None):
        return ChangeMessage("moved_to_column", {"column": get_column_names()[to]})


def parse_time(text: str) -> datetime | None:
    """Parse the input of a form, such as '2026-11-26T09:30', in the site's time zone. Return None
    for invalid input."""
    when = parse_moment(text)
    if when is None or not is_in_calendar(when):
        return None
    return when if timezone.is_aware(when) else timezone.make_aware(when)
