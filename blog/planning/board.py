"""The planning board: posts in a column for each state, with open notes and next steps."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog.common.formatting.dates import full_datetime
from blog.common.text.truncate import shorten
from blog.models import Post
from blog.models.post_querysets import PostQuerySet
from blog.notes.models import Note
from blog.planning.entries import (
    Entry,
    can_schedule,
    get_version_token,
    load_bylines,
    only_entry_fields,
)
from blog.revisions.models import Revision
from blog.workflow import PUBLISH_PERMISSION, Kind, State, get_state
from blog.workflow.models import WorkflowTransition

MAX_CARDS = 30  # of a column
RECENT_PERIOD = timedelta(days=14)
APPROVED = "approved"

# The transition that moves a card, by its column and the target column.
ColumnTransitions = dict[str, dict[str, str]]
_AUTHOR_TRANSITIONS: ColumnTransitions = {
    State.DRAFT: {State.REVIEW: Kind.HANDED_IN},
    State.REVIEW: {State.DRAFT: Kind.TAKEN_BACK},
    APPROVED: {State.DRAFT: Kind.TAKEN_BACK},
}
_PUBLISHING: dict[str, str] = {State.SCHEDULED: Kind.SCHEDULED, State.PUBLIC: Kind.PUBLISHED}
_PUBLISHED_TRANSITIONS: ColumnTransitions = {
    State.SCHEDULED: {State.DRAFT: Kind.TAKEN_BACK, State.PUBLIC: Kind.PUBLISHED},
    State.PUBLIC: {State.DRAFT: Kind.TAKEN_BACK},
}
_PUBLISHING_AUTHOR_TRANSITIONS: ColumnTransitions = {
    **{key: targets | _PUBLISHING for key, targets in _AUTHOR_TRANSITIONS.items()},
    **_PUBLISHED_TRANSITIONS,
}
_EDITOR_TRANSITIONS: ColumnTransitions = {
    State.DRAFT: {State.REVIEW: Kind.HANDED_IN, **_PUBLISHING},
    State.REVIEW: {State.DRAFT: Kind.CHANGES, APPROVED: Kind.APPROVED, **_PUBLISHING},
    APPROVED: {State.DRAFT: Kind.CHANGES, **_PUBLISHING},
    **_PUBLISHED_TRANSITIONS,
}


def get_column_transitions(user: User) -> ColumnTransitions:
    """Return the transitions of the user's role. Rules for single posts are checked on moving."""
    if user.has_perm(PUBLISH_PERMISSION):
        return _EDITOR_TRANSITIONS
    return _PUBLISHING_AUTHOR_TRANSITIONS if can_schedule(user) else _AUTHOR_TRANSITIONS


def get_column_names() -> dict[str, str]:
    return {
        State.DRAFT: _("Drafts"),
        State.REVIEW: _("In review"),
        APPROVED: _("Approved"),
        State.SCHEDULED: _("Scheduled"),
        State.PUBLIC: _("Recently published"),
    }


@dataclass(frozen=True)
class Card(Entry):
    """`targets` are the keys and names of the columns that the user may move the card to."""

    column: str
    transition: WorkflowTransition | None
    notes: int
    targets: list[tuple[str, str]]

    @property
    def seen(self) -> str:
        return get_card_version_token(self.post, self.transition)

    @property
    def since(self) -> datetime:
        """Return when the post entered its column; for scheduled and published posts, the
        publication time."""
        if self.column in {State.SCHEDULED, State.PUBLIC}:
            return self.publication_time
        return timezone.localtime((self.transition or self.post).created_at)

    @property
    def status_note(self) -> str:
        transition = self.transition
        who = (transition.by if transition else None) or _("Somebody")
        if self.column == State.REVIEW:
            return _("Waiting for an editor")
        if self.column == APPROVED:
            return _("Approved by %(who)s: ready to publish") % {"who": who}
        if self.column == State.SCHEDULED:
            return _("Will be published on %(when)s") % {
                "when": full_datetime(self.publication_time)
            }
        if self.column == State.DRAFT and transition and transition.kind == Kind.CHANGES:
            reason = shorten(" ".join(transition.reason.split()), 140)
            return _("Changes requested by %(who)s: %(words)s") % {"who": who, "words": reason}
        return ""

    @property
    def note_summary(self) -> str:
        summary = ngettext("%(count)d open note", "%(count)d open notes", self.notes)
        return summary % {"count": self.notes} if self.notes else ""

    @property
    def has_schedule_target(self) -> bool:
        return State.SCHEDULED in dict(self.targets)

    @property
    def has_draft_target(self) -> bool:
        return State.DRAFT in dict(self.targets)


@dataclass
class Column:
    key: str
    name: str
    cards: list[Card] = field(default_factory=list)
    has_more: bool = False


def get_card_version_token(post: Post, transition: WorkflowTransition | None) -> str:
    """Extend `get_version_token` by the transition, which may leave status and date unchanged."""
    return f"{get_version_token(post)} {transition.pk if transition else 0}"


def get_column(post: Any, transition: WorkflowTransition | None) -> str:
    """Return the column of a post from `annotate_latest_revision`. A post counts as approved only
    if its latest revision was."""
    state = get_state(post)
    if state == State.REVIEW and transition is not None and transition.kind == Kind.APPROVED:
        return APPROVED if transition.revision_id == post.latest_revision else state
    return state


def annotate_latest_revision(posts: PostQuerySet) -> PostQuerySet:
    """Add the ID of the latest revision as `latest_revision`."""
    saved = Revision.objects.filter(post=OuterRef("pk"), is_aside=False).latest_first()
    return posts.annotate(latest_revision=Subquery(saved.values("pk")[:1]))


def build_board(user: User, approval_required: bool) -> list[Column]:
    """Build the board of the posts that the user may edit. The column for approved posts is left
    out if it is empty and the site requires no approval. Seven queries."""
    editable = annotate_latest_revision(Post.objects.editable_by(user))
    drafts = editable.filter(status=Post.Status.DRAFT, is_template=False).order_by(
        "-updated_at", "-pk"
    )
    review = editable.filter(status=Post.Status.REVIEW).order_by("updated_at", "pk")
    released = editable.filter(status=Post.Status.PUBLISHED)
    scheduled = released.filter(published_at__gt=Now()).order_by("published_at", "pk")
    since = timezone.now() - RECENT_PERIOD
    recent = released.published().filter(published_at__gt=since).newest_first()
    parts = [_load_posts(posts) for posts in (drafts, review, scheduled, recent)]
    posts = [post for part in parts for post in part[:MAX_CARDS]]
    load_bylines(posts)
    transitions, note_counts = load_card_details(posts)
    columns = {key: Column(key, name) for key, name in get_column_names().items()}
    allowed = get_column_transitions(user)
    for post in posts:
        transition = transitions.get(post.pk)
        key = get_column(post, transition)
        targets = [(to, columns[to].name) for to in allowed.get(key, {})]
        card = Card(post, key, transition, note_counts.get(post.pk, 0), targets)
        columns[key].cards.append(card)
    for key, part in zip((State.DRAFT, State.REVIEW, State.SCHEDULED), parts, strict=False):
        columns[key].has_more = len(part) > MAX_CARDS
    if not (approval_required or columns[APPROVED].cards):
        del columns[APPROVED]
    return list(columns.values())


def _load_posts(posts: PostQuerySet) -> list[Any]:
    """Load the posts of a column and one more, which shows that there are more."""
    return list(only_entry_fields(posts)[: MAX_CARDS + 1])


def load_card_details(
    posts: Iterable[Post],
) -> tuple[dict[int, WorkflowTransition], dict[int, int]]:
    """Load the latest transitions and the numbers of open notes, by post ID. Two queries."""
    ids = [post.pk for post in posts]
    open_notes = Note.objects.open().filter(post__in=ids).order_by().values_list("post")
    return WorkflowTransition.objects.latest_by_post(ids), dict(open_notes.annotate(n=Count("pk")))
