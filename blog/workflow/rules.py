"""Who may decide what of a post, in which state."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User
from blog import revisions
from blog.models import Post, SiteSettings
from blog.workflow.models import MAX_WORDS, WorkflowTransition

Kind = WorkflowTransition.Kind
Event = WorkflowTransition.Event
PUBLISH = "blog.publish_post"


class NotAllowed(Exception):
    """With a sentence for whoever wanted to decide."""


class State(TextChoices):
    """Statuses, with published posts divided by their publication time.

    docs/adr/007-publication-time-decides.md says why `scheduled` is not a status.
    """

    DRAFT = "draft", pgettext_lazy("state of a post", "Draft")
    REVIEW = "review", pgettext_lazy("state of a post", "In review")
    SCHEDULED = "scheduled", pgettext_lazy("state of a post", "Scheduled")
    PUBLIC = "public", pgettext_lazy("state of a post", "Published")
    TRASHED = "trashed", gettext_lazy("In the trash")


def state_of(post: Post) -> State:
    if post.status == Post.Status.PUBLISHED:
        return State.SCHEDULED if post.is_scheduled else State.PUBLIC
    return State(post.status)


# From which states a transition leads on.
_FROM = {
    Kind.HANDED_IN: {State.DRAFT},
    Kind.CHANGES: {State.REVIEW},
    Kind.APPROVED: {State.REVIEW},
    Kind.PUBLISHED: {State.DRAFT, State.REVIEW, State.SCHEDULED, State.PUBLIC},
    Kind.SCHEDULED: {State.DRAFT, State.REVIEW, State.SCHEDULED, State.PUBLIC},
    Kind.TAKEN_BACK: {State.REVIEW, State.SCHEDULED, State.PUBLIC},
}
BECOMES = {
    Kind.HANDED_IN: Post.Status.REVIEW,
    Kind.CHANGES: Post.Status.DRAFT,
    Kind.APPROVED: Post.Status.REVIEW,
    Kind.PUBLISHED: Post.Status.PUBLISHED,
    Kind.SCHEDULED: Post.Status.PUBLISHED,
    Kind.TAKEN_BACK: Post.Status.DRAFT,
}
# The transitions after which readers see the post, now or at its time.
OUT = (Kind.PUBLISHED, Kind.SCHEDULED)


@dataclass(frozen=True)
class Transition:
    """A step of a post that somebody asks for. `at` is when readers see it, `words` what is to be
    changed, `seen` the key of the latest transition that the person had seen, 0 for none."""

    kind: str
    at: datetime | None = None
    words: str = ""
    seen: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns of the post that it sets."""
        values: dict[str, Any] = {"status": BECOMES[Kind(self.kind)]}
        if self.kind in OUT:
            values["published_at"] = self.at or timezone.now()
        return values


def latest(post: Post) -> WorkflowTransition | None:
    """What was decided last, with `by`; one query."""
    if post.pk is None:
        return None
    return post.transitions.select_related("by").latest_first().first()


def approval_of(post: Post) -> WorkflowTransition | None:
    """The approval that stands: the last transition, of the text that was saved last. So a save
    that nobody looked at ends it, whatever made it. Two queries."""
    transition = latest(post)
    if transition is None or transition.kind != Kind.APPROVED:
        return None
    return transition if transition.revision_id == revisions.get_latest_id(post) else None


def owners(post: Post) -> set[int]:
    """Those whose own it is: in its byline, who began it, and who handed it in. Three queries."""
    if post.pk is None:
        return set()
    found = set(post.authorships.values_list("user", flat=True))
    saved = post.revisions.order_by("pk").exclude(by=None)
    found |= set(saved.values_list("by", flat=True)[:1])
    handed_in = post.transitions.filter(kind=Kind.HANDED_IN).exclude(by=None).latest_first()
    return found | set(handed_in.values_list("by", flat=True)[:1])


def may_approve(post: Post, by: User) -> bool:
    """An editor whose own it is not; or any, where all other editors are among its owners."""
    if not by.has_perm(PUBLISH):
        return False
    theirs = owners(post) or {by.pk}
    if by.pk not in theirs:
        return True
    return not User.objects.with_perm(PUBLISH).exclude(pk__in=theirs | {by.pk}).exists()


class Case:
    """A post before a person who wants to decide: what is asked of the database, each once. At
    most eleven queries for one transition or all of them."""

    def __init__(self, post: Post, by: User) -> None:
        self.post, self.by = post, by
        self.state = state_of(post)
        self.is_editor = by.has_perm(PUBLISH)

    @cached_property
    def last(self) -> WorkflowTransition | None:
        return latest(self.post)

    @cached_property
    def edits(self) -> bool:
        """A post that is not stored yet is its writer's."""
        found = Post.all_objects.editable_by(self.by).filter(pk=self.post.pk)
        return self.post.pk is None or found.exists()

    @cached_property
    def may_approve(self) -> bool:
        return may_approve(self.post, self.by)

    @cached_property
    def approval(self) -> WorkflowTransition | None:
        return approval_of(self.post)

    @cached_property
    def needs_approval(self) -> bool:
        return SiteSettings.load().approval_required

    def check(
        self, kind: str, *, at: datetime | None = None, words: str = "", changed: bool = False
    ) -> None:
        """Raises NotAllowed. `changed`: the text is saved with the transition, and not as it
        was."""
        state = self.state
        if not self.edits:
            raise NotAllowed(_("You are not allowed to change the status of this post."))
        is_again = kind == Kind.PUBLISHED and state == State.PUBLIC and at is None
        if state not in _FROM.get(Kind(kind), set()) or is_again:
            raise NotAllowed(_not_from(state))
        is_plain = kind == Kind.HANDED_IN or (kind == Kind.TAKEN_BACK and state == State.REVIEW)
        if not is_plain and not self.is_editor:
            raise NotAllowed(_("Only an editor can do this. Submit the post for review."))
        if len(words) > MAX_WORDS:
            raise NotAllowed(_("Enter at most %(limit)d characters.") % {"limit": MAX_WORDS})
        if kind == Kind.CHANGES and not words.strip():
            raise NotAllowed(_("Describe the requested changes."))
        if kind == Kind.SCHEDULED and (at is None or at <= timezone.now()):
            raise NotAllowed(_("Choose a time in the future."))
        if kind == Kind.PUBLISHED and at is not None and at > timezone.now():
            told = _("This time is in the future. Schedule the post, or publish it without a time.")
            raise NotAllowed(told)
        self._check_approval(kind, changed)

    def _check_approval(self, kind: str, changed: bool) -> None:
        """What was published once was approved then; moving it in time is nothing new."""
        is_new = self.state in {State.DRAFT, State.REVIEW}
        goes_out = kind in OUT and is_new
        if not (goes_out or kind == Kind.APPROVED) or not self.needs_approval or self.may_approve:
            return
        if kind == Kind.APPROVED:
            raise NotAllowed(_("This is your own post. Another editor must approve it."))
        if self.approval is None:
            raise NotAllowed(
                _(
                    "This is your own post. Another editor must approve it before it can "
                    "be published."
                )
            )
        if changed:
            who = str(self.approval.by or _("somebody"))
            told = _(
                "You have changed the post since %(who)s approved it. Save it, then "
                "have it approved again."
            )
            raise NotAllowed(told % {"who": who})


def check(
    post: Post,
    kind: str,
    by: User,
    *,
    at: datetime | None = None,
    words: str = "",
    seen: int | None = None,
    changed: bool = False,
) -> None:
    """Raises NotAllowed, also where another than `seen` is the latest transition by now."""
    case = Case(post, by)
    if seen is not None and seen != (case.last.pk if case.last else 0):
        raise NotAllowed(_meanwhile(case.last))
    case.check(kind, at=at, words=words, changed=changed)


def allowed(post: Post, by: User) -> list[str]:
    """The transitions that this person has now, in the order of their buttons."""
    tomorrow = timezone.now() + timedelta(days=1)
    given: dict[str, dict[str, Any]] = {
        Kind.HANDED_IN: {},
        Kind.CHANGES: {"words": "…"},
        Kind.APPROVED: {},
        Kind.PUBLISHED: {},
        Kind.SCHEDULED: {"at": tomorrow},
        Kind.TAKEN_BACK: {},
    }
    case, found = Case(post, by), []
    if case.state == State.PUBLIC:
        del given[Kind.SCHEDULED]  # By its date alone: nobody hides by mistake what is out.
    for kind, extra in given.items():
        with suppress(NotAllowed):
            case.check(kind, **extra)
            found.append(str(kind))
    return found


def _meanwhile(last: WorkflowTransition | None) -> str:
    if last is None:
        return _("This form is out of date. Reload the page.")
    told = _(
        "Nothing was changed, because %(who)s changed the status on "
        "%(when)s: %(what)s. Look at the post again."
    )
    return told % {
        "who": last.by or _("somebody"),
        "when": date_format(localtime(last.at), "SHORT_DATETIME_FORMAT"),
        "what": last.event.label,
    }


def _not_from(state: State) -> str:
    return {
        State.DRAFT: _("The post is now a draft."),
        State.REVIEW: _("The post is already in review."),
        State.SCHEDULED: _("The post is already scheduled."),
        State.PUBLIC: _("The post is already published."),
        State.TRASHED: _("The post is in the trash. Restore it first."),
    }[state]
