"""Posts by how far they are, with what each waits for."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from blog.common.text.truncate import shortened
from blog.models import Post
from blog.models.post_querysets import PostQuerySet
from blog.notes.models import Note
from blog.planning.entries import (
    Entry,
    listed,
    load_bylines,
    may_place,
    seen_of,
)
from blog.revisions.models import Revision
from blog.workflow import Kind, State, state_of
from blog.workflow.models import WorkflowTransition

# Cards of a column; the list of posts has the rest.
MOST = 30
LATELY = timedelta(days=14)
APPROVED = "approved"

# By which transition a card gets from one column to another.
Ways = dict[str, dict[str, str]]
_BY_WRITERS: Ways = {
    State.DRAFT: {State.REVIEW: Kind.HANDED_IN},
    State.REVIEW: {State.DRAFT: Kind.TAKEN_BACK},
    APPROVED: {State.DRAFT: Kind.TAKEN_BACK},
}
_OUT: dict[str, str] = {State.SCHEDULED: Kind.SCHEDULED, State.PUBLIC: Kind.PUBLISHED}
_BY_EDITORS: Ways = {
    State.DRAFT: {State.REVIEW: Kind.HANDED_IN, **_OUT},
    State.REVIEW: {State.DRAFT: Kind.CHANGES, APPROVED: Kind.APPROVED, **_OUT},
    APPROVED: {State.DRAFT: Kind.CHANGES, **_OUT},
    State.SCHEDULED: {State.DRAFT: Kind.TAKEN_BACK, State.PUBLIC: Kind.PUBLISHED},
    State.PUBLIC: {State.DRAFT: Kind.TAKEN_BACK},
}


def ways(user: User) -> Ways:
    """What the role allows. Whose own it is, and what it still lacks, is asked on moving."""
    return _BY_EDITORS if may_place(user) else _BY_WRITERS


def names() -> dict[str, str]:
    return {
        State.DRAFT: _("Drafts"),
        State.REVIEW: _("In review"),
        APPROVED: _("Approved"),
        State.SCHEDULED: _("Scheduled"),
        State.PUBLIC: _("Recently published"),
    }


@dataclass(frozen=True)
class Card(Entry):
    """`targets` are the columns that this person may move it to, with their names."""

    column: str
    transition: WorkflowTransition | None
    notes: int
    targets: list[tuple[str, str]]

    @property
    def seen(self) -> str:
        return seen_with(self.post, self.transition)

    @property
    def since(self) -> datetime:
        """When it came to where it is."""
        if self.column in {State.SCHEDULED, State.PUBLIC}:
            return self.at
        return timezone.localtime(self.transition.at if self.transition else self.post.created_at)

    @property
    def is_fresh(self) -> bool:
        """For less than a minute."""
        return timezone.now() - self.since < timedelta(minutes=1)

    @property
    def waits_for(self) -> str:
        transition = self.transition
        who = (transition.by if transition else None) or _("Somebody")
        if self.column == State.REVIEW:
            return _("Waiting for an editor")
        if self.column == APPROVED:
            return _("Approved by %(who)s: ready to publish") % {"who": who}
        if self.column == State.SCHEDULED:
            return _("Will be published on %(when)s") % {
                "when": date_format(self.at, "DATETIME_FORMAT")
            }
        if self.column == State.DRAFT and transition and transition.kind == Kind.CHANGES:
            words = shortened(" ".join(transition.words.split()), 140)
            return _("Changes requested by %(who)s: %(words)s") % {"who": who, "words": words}
        return ""

    @property
    def note_summary(self) -> str:
        told = ngettext("%(count)d open note", "%(count)d open notes", self.notes)
        return told % {"count": self.notes} if self.notes else ""

    @property
    def asks_when(self) -> bool:
        return State.SCHEDULED in dict(self.targets)

    @property
    def asks_why(self) -> bool:
        return State.DRAFT in dict(self.targets)


@dataclass
class Column:
    key: str
    name: str
    cards: list[Card] = field(default_factory=list)
    is_cut: bool = False


def seen_with(post: Post, transition: WorkflowTransition | None) -> str:
    """As `seen_of`, and of a transition that leaves status and date as they are."""
    return f"{seen_of(post)} {transition.pk if transition else 0}"


def column_of(post: Any, transition: WorkflowTransition | None) -> str:
    """Approved is what was approved as it was saved last; `latest` is that save."""
    state = state_of(post)
    if state == State.REVIEW and transition is not None and transition.kind == Kind.APPROVED:
        return APPROVED if transition.revision_id == post.latest else state
    return state


def with_latest(posts: PostQuerySet) -> PostQuerySet:
    """With the key of the last save as `latest`."""
    saved = Revision.objects.filter(post=OuterRef("pk"), is_aside=False).latest_first()
    return posts.annotate(latest=Subquery(saved.values("pk")[:1]))


def board(user: User, approval_required: bool) -> list[Column]:
    """One's own posts, an editor's all; what waits in review longest comes first. Seven queries.
    There is a column for what is approved where something is, or where the site asks for it."""
    mine = with_latest(Post.objects.editable_by(user))
    drafts = mine.filter(status=Post.Status.DRAFT).order_by("-updated_at", "-pk")
    review = mine.filter(status=Post.Status.REVIEW).order_by("updated_at", "pk")
    out = mine.filter(status=Post.Status.PUBLISHED)
    scheduled = out.filter(published_at__gt=Now()).order_by("published_at", "pk")
    lately = out.published().filter(published_at__gt=timezone.now() - LATELY).newest_first()
    parts = [_some(posts) for posts in (drafts, review, scheduled, lately)]
    posts = [post for part in parts for post in part[:MOST]]
    load_bylines(posts)
    transitions, notes = around(posts)
    columns = {key: Column(key, name) for key, name in names().items()}
    allowed = ways(user)
    for post in posts:
        transition = transitions.get(post.pk)
        key = column_of(post, transition)
        targets = [(to, columns[to].name) for to in allowed.get(key, {})]
        card = Card(post, key, transition, notes.get(post.pk, 0), targets)
        columns[key].cards.append(card)
    for key, part in zip((State.DRAFT, State.REVIEW, State.SCHEDULED), parts, strict=False):
        columns[key].is_cut = len(part) > MOST
    if not (approval_required or columns[APPROVED].cards):
        del columns[APPROVED]
    return list(columns.values())


def _some(posts: PostQuerySet) -> list[Any]:
    """One more than are shown, to know whether there are more."""
    return list(listed(posts)[: MOST + 1])


def around(posts: Iterable[Post]) -> tuple[dict[int, WorkflowTransition], dict[int, int]]:
    """The latest transition and the number of open notes, by the post's key. Two queries."""
    keys = [post.pk for post in posts]
    counted = Note.objects.open().filter(post__in=keys).order_by().values_list("post")
    return WorkflowTransition.objects.latest_of(keys), dict(counted.annotate(n=Count("pk")))
