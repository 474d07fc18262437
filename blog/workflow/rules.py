"""Rules of the workflow: the states, and who may apply which transition."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User, Visitor
from blog import revisions
from blog.common.formatting.dates import full_datetime
from blog.models import Post, SiteSettings
from blog.workflow.models import MAX_MESSAGE_LENGTH, WorkflowTransition

Kind = WorkflowTransition.Kind
Event = WorkflowTransition.Event
PUBLISH_PERMISSION = "blog.publish_post"
PUBLISH_OWN_PERMISSION = "blog.publish_own_post"


class NotAllowed(Exception):
    """The transition is refused; the message is for the user."""


class State(TextChoices):
    """Statuses, with published posts divided by their publication time.

    docs/adr/007-publication-time-decides.md says why `scheduled` is not a status.
    """

    DRAFT = "draft", pgettext_lazy("state of a post", "Draft")
    REVIEW = "review", pgettext_lazy("state of a post", "In review")
    SCHEDULED = "scheduled", pgettext_lazy("state of a post", "Scheduled")
    PUBLIC = "public", pgettext_lazy("state of a post", "Published")
    TRASHED = "trashed", gettext_lazy("In the trash")


def get_state(post: Post) -> State:
    if post.status == Post.Status.PUBLISHED:
        return State.SCHEDULED if post.is_scheduled else State.PUBLIC
    return State(post.status)


# The states in which a transition is possible.
_SOURCE_STATES = {
    Kind.HANDED_IN: {State.DRAFT},
    Kind.CHANGES: {State.REVIEW},
    Kind.APPROVED: {State.REVIEW},
    Kind.PUBLISHED: {State.DRAFT, State.REVIEW, State.SCHEDULED, State.PUBLIC},
    Kind.SCHEDULED: {State.DRAFT, State.REVIEW, State.SCHEDULED, State.PUBLIC},
    Kind.TAKEN_BACK: {State.REVIEW, State.SCHEDULED, State.PUBLIC},
}
STATUS_AFTER = {
    Kind.HANDED_IN: Post.Status.REVIEW,
    Kind.CHANGES: Post.Status.DRAFT,
    Kind.APPROVED: Post.Status.REVIEW,
    Kind.PUBLISHED: Post.Status.PUBLISHED,
    Kind.SCHEDULED: Post.Status.PUBLISHED,
    Kind.TAKEN_BACK: Post.Status.DRAFT,
}
# The transitions that publish a post, now or at a later time.
PUBLISHING_KINDS = (Kind.PUBLISHED, Kind.SCHEDULED)


@dataclass(frozen=True)
class Transition:
    """A requested transition. `reason` is the message to the authors, such as the requested
    changes, or with a submission to the editors; `seen` the ID of the latest transition that the
    user has seen, 0 for none."""

    kind: str
    publish_at: datetime | None = None
    reason: str = ""
    seen: int | None = None

    @property
    def values(self) -> dict[str, Any]:
        """Return the values of the post fields that the transition sets."""
        values: dict[str, Any] = {"status": STATUS_AFTER[Kind(self.kind)]}
        if self.kind in PUBLISHING_KINDS:
            values["published_at"] = self.publish_at or timezone.now()
        return values


def get_latest_transition(post: Post) -> WorkflowTransition | None:
    """Return the latest transition of a post, with `by`. One query."""
    if post.pk is None:
        return None
    return post.transitions.select_related("by").latest_first().first()


def get_approval(post: Post) -> WorkflowTransition | None:
    """Return the valid approval of a post: its latest transition, of its latest revision. A later
    save without a review invalidates it. Two queries."""
    transition = get_latest_transition(post)
    if transition is None or transition.kind != Kind.APPROVED:
        return None
    return transition if transition.revision_id == revisions.get_latest_id(post) else None


def find_owners(post: Post) -> set[int]:
    """Return the IDs of the authors, of the user who created the post, and of the one who submitted
    it last. Three queries."""
    if post.pk is None:
        return set()
    owners = set(post.authorships.values_list("user", flat=True))
    saved = post.revisions.order_by("pk").exclude(by=None)
    owners |= set(saved.values_list("by", flat=True)[:1])
    handed_in = post.transitions.filter(kind=Kind.HANDED_IN).exclude(by=None).latest_first()
    return owners | set(handed_in.values_list("by", flat=True)[:1])


def is_publisher(user: Visitor) -> bool:
    """Return whether a user may publish posts: all of them, or their own."""
    return user.has_perm(PUBLISH_PERMISSION) or user.has_perm(PUBLISH_OWN_PERMISSION)


def can_publish(post: Post, by: Visitor) -> bool:
    """Return whether a user may publish, schedule and unpublish a post. A post that is not stored
    yet belongs to its author. One query for a publishing author, otherwise none."""
    if post.pk is None and post.kind == Post.Kind.POST:
        return is_publisher(by)
    return not list_unpublishable([post], by)


def list_unpublishable(posts: Collection[Post], by: Visitor) -> list[Post]:
    """Return those of the stored posts that a user may not publish. One query for a publishing
    author, otherwise none."""
    if not posts or by.has_perm(PUBLISH_PERMISSION):
        return []
    if not by.has_perm(PUBLISH_OWN_PERMISSION):
        return list(posts)
    keys = [post.pk for post in posts]
    publishable = Post.all_objects.publishable_by(by).filter(pk__in=keys)
    allowed = set(publishable.values_list("pk", flat=True))
    return [post for post in posts if post.pk not in allowed]


def can_approve(post: Post, by: User) -> bool:
    """Editors may not approve their own posts, unless all other editors own the post as well."""
    if not by.has_perm(PUBLISH_PERMISSION):
        return False
    owners = find_owners(post) or {by.pk}
    if by.pk not in owners:
        return True
    editors = User.objects.with_perm(PUBLISH_PERMISSION)
    return not editors.exclude(pk__in=owners | {by.pk}).exists()


def has_other_editors(user: User) -> bool:
    """Return whether anybody else may publish all posts, and so review those of a user. One
    query."""
    return User.objects.with_perm(PUBLISH_PERMISSION).exclude(pk=user.pk).exists()


class TransitionChecker:
    """Checks transitions of one post by one user, with cached queries: at most twelve, for one
    transition or all of them."""

    def __init__(self, post: Post, by: User) -> None:
        self.post, self.by = post, by
        self.state = get_state(post)
        self.is_editor = by.has_perm(PUBLISH_PERMISSION)

    @cached_property
    def last(self) -> WorkflowTransition | None:
        return get_latest_transition(self.post)

    @cached_property
    def can_edit(self) -> bool:
        """A post that is not stored yet belongs to its author."""
        editable = Post.all_objects.editable_by(self.by).filter(pk=self.post.pk)
        return self.post.pk is None or editable.exists()

    @cached_property
    def can_publish(self) -> bool:
        return can_publish(self.post, self.by)

    @cached_property
    def can_approve(self) -> bool:
        return can_approve(self.post, self.by)

    @cached_property
    def approval(self) -> WorkflowTransition | None:
        return get_approval(self.post)

    @cached_property
    def needs_approval(self) -> bool:
        return SiteSettings.load().approval_required

    def check(
        self,
        kind: str,
        *,
        publish_at: datetime | None = None,
        reason: str = "",
        is_text_changed: bool = False,
    ) -> None:
        """Raise NotAllowed if the transition is refused. `is_text_changed` if the text is saved
        with the transition and differs from the stored one."""
        state, now = self.state, timezone.now()
        if not self.can_edit:
            raise NotAllowed(_("You are not allowed to change the status of this post."))
        if self.post.is_template:
            raise NotAllowed(_("This is a template. Create a post from it, and publish that."))
        is_repeated = kind == Kind.PUBLISHED and state == State.PUBLIC and publish_at is None
        if state not in _SOURCE_STATES.get(Kind(kind), set()) or is_repeated:
            raise NotAllowed(_describe_state(state))
        if not self._is_permitted(kind):
            raise NotAllowed(_("Only an editor can do this. Submit the post for review."))
        if len(reason) > MAX_MESSAGE_LENGTH:
            limit = {"limit": MAX_MESSAGE_LENGTH}
            raise NotAllowed(_("Enter at most %(limit)d characters.") % limit)
        if kind == Kind.CHANGES and not reason.strip():
            raise NotAllowed(_("Describe the requested changes."))
        if kind == Kind.SCHEDULED and (publish_at is None or publish_at <= now):
            raise NotAllowed(_("Choose a time in the future."))
        if kind == Kind.PUBLISHED and publish_at is not None and publish_at > now:
            raise NotAllowed(
                _("This time is in the future. Schedule the post, or publish it without a time.")
            )
        self._check_approval(kind, is_text_changed)

    def _is_permitted(self, kind: str) -> bool:
        if kind == Kind.HANDED_IN or (kind == Kind.TAKEN_BACK and self.state == State.REVIEW):
            return True
        if kind in {Kind.CHANGES, Kind.APPROVED}:
            return self.is_editor
        return self.can_publish

    def _check_approval(self, kind: str, is_text_changed: bool) -> None:
        """A post that was published before needs no new approval to change its date."""
        is_new = self.state in {State.DRAFT, State.REVIEW}
        is_first_publication = kind in PUBLISHING_KINDS and is_new
        if not (is_first_publication or kind == Kind.APPROVED):
            return
        if not self.needs_approval or self.can_approve:
            return
        if kind == Kind.APPROVED:
            raise NotAllowed(_("This is your own post. Another editor must approve it."))
        if self.approval is None:
            raise NotAllowed(describe_missing_approval(self.by))
        if is_text_changed:
            who = str(self.approval.by or _("somebody"))
            message = _(
                "You have changed the post since %(who)s approved it. Save it, then "
                "have it approved again."
            )
            raise NotAllowed(message % {"who": who})


def describe_missing_approval(user: User) -> str:
    if not user.has_perm(PUBLISH_PERMISSION):
        return _("An editor must approve this post before it can be published.")
    return _("This is your own post. Another editor must approve it before it can be published.")


def check_transition(
    post: Post,
    kind: str,
    by: User,
    *,
    publish_at: datetime | None = None,
    reason: str = "",
    seen: int | None = None,
    is_text_changed: bool = False,
) -> None:
    """Raise NotAllowed if a transition is refused, or if `seen` is no longer the latest one."""
    checker = TransitionChecker(post, by)
    if seen is not None and seen != (checker.last.pk if checker.last else 0):
        raise NotAllowed(_describe_conflict(checker.last))
    checker.check(kind, publish_at=publish_at, reason=reason, is_text_changed=is_text_changed)


def get_allowed_transitions(post: Post, by: User) -> list[str]:
    """Return the kinds of transitions that a user may apply, in the order of their buttons."""
    tomorrow = timezone.now() + timedelta(days=1)
    arguments: dict[str, dict[str, Any]] = {
        Kind.HANDED_IN: {},
        Kind.CHANGES: {"reason": "…"},
        Kind.APPROVED: {},
        Kind.PUBLISHED: {},
        Kind.SCHEDULED: {"publish_at": tomorrow},
        Kind.TAKEN_BACK: {},
    }
    checker, allowed = TransitionChecker(post, by), []
    if checker.state == State.PUBLIC:
        # A button would make it too easy to hide a published post; its date field is left.
        del arguments[Kind.SCHEDULED]
    for kind, extra in arguments.items():
        with suppress(NotAllowed):
            checker.check(kind, **extra)
            allowed.append(str(kind))
    return allowed


def _describe_conflict(last: WorkflowTransition | None) -> str:
    if last is None:
        return _("This form is out of date. Reload the page.")
    message = _(
        "Nothing was changed, because %(who)s changed the status on "
        "%(when)s: %(what)s. Look at the post again."
    )
    return message % {
        "who": last.by or _("somebody"),
        "when": full_datetime(last.created_at),
        "what": last.event.label,
    }


def _describe_state(state: State) -> str:
    return {
        State.DRAFT: _("The post is now a draft."),
        State.REVIEW: _("The post is already in review."),
        State.SCHEDULED: _("The post is already scheduled."),
        State.PUBLIC: _("The post is already published."),
        State.TRASHED: _("The post is in the trash. Restore it first."),
    }[state]
