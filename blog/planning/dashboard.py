"""The front page of the desk, for whoever writes: what is mine, what waits for me, what comes."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Now

from accounts.models import User
from blog.models import Post
from blog.models.post_querysets import PostQuerySet
from blog.notes.models import Note
from blog.planning.board import (
    Card,
    around,
    column_of,
    with_latest,
)
from blog.planning.entries import listed, load_bylines, may_place
from blog.planning.stats import Weeks, weeks
from blog.planning.unsaved import UnsavedForm, read, unsaved_forms
from blog.revisions.autosave_models import Autosave, AutosaveQuerySet
from blog.workflow import Kind
from blog.workflow.models import WorkflowTransition

# Rows of a list; the board and the list of posts have the rest.
MOST = 8
UNDER_WAY = Q(status__in=[Post.Status.DRAFT, Post.Status.REVIEW])


@dataclass(frozen=True)
class List:
    """`is_cut` says that there are more."""

    cards: list[Card]
    is_cut: bool


@dataclass(frozen=True)
class Front:
    """A post stands in one of the lists: `asked` are mine with changes requested or open notes;
    `handed_in` what waits for an editor, for one; `mine` what else I have under way, those with
    words that I have not saved first."""

    unsaved: list[UnsavedForm]
    has_more_unsaved: bool
    mine: List
    asked: List
    handed_in: List | None
    scheduled: List
    weeks: Weeks
    is_new: bool  # They have written nothing yet.

    @property
    def waits(self) -> bool:
        return bool(self.asked.cards or (self.handed_in and self.handed_in.cards))


def front(user: User) -> Front | None:
    """None for who does not write. Nine queries, ten for an editor."""
    if not user.has_perm("blog.change_post"):
        return None
    own = Post.objects.written_by(user).filter(UNDER_WAY)
    asked = _asked(own)
    mine = _typed(own.exclude(pk__in=asked.values("pk")), user)
    found: dict[str, list[Any]] = {
        "asked": _some(_typed(asked, user).order_by("updated_at", "pk")),
        "scheduled": _some(_scheduled(user).order_by("published_at", "pk")),
    }
    if may_place(user):
        review = Post.objects.editable_by(user).filter(status=Post.Status.REVIEW)
        others = review.exclude(pk__in=asked.values("pk"))
        found["handed_in"] = _some(_typed(others, user).order_by("updated_at", "pk"))
        mine = mine.exclude(status=Post.Status.REVIEW)
    latest_words = F("typed_at").desc(nulls_last=True)
    found["mine"] = _some(mine.order_by(latest_words, "-updated_at", "-pk"))
    everything = [post for posts in found.values() for post in posts]
    load_bylines(everything)
    transitions, notes = around({post.pk: post for post in everything}.values())

    def cards(name: str) -> List:
        made = []
        for post in found[name][:MOST]:
            transition = transitions.get(post.pk)
            column = column_of(post, transition)
            made.append(Card(post, column, transition, notes.get(post.pk, 0), []))
        return List(made, len(found[name]) > MOST)

    unsaved = read(_new(user)[: MOST + 1])
    return Front(
        unsaved=unsaved[:MOST],
        has_more_unsaved=len(unsaved) > MOST,
        mine=cards("mine"),
        asked=cards("asked"),
        handed_in=cards("handed_in") if "handed_in" in found else None,
        scheduled=cards("scheduled"),
        weeks=weeks(),
        is_new=not (found["mine"] or found["asked"] or user.authorships.exists()),
    )


def _some(posts: PostQuerySet) -> list[Any]:
    """One more than are shown, to know whether there are more."""
    return list(listed(with_latest(posts))[: MOST + 1])


def _scheduled(user: User) -> PostQuerySet:
    mine = Post.objects.editable_by(user)
    return mine.filter(status=Post.Status.PUBLISHED, published_at__gt=Now())


def _asked(own: PostQuerySet) -> PostQuerySet:
    """Where the last transition asked for changes, or somebody left a note that is open."""
    last = WorkflowTransition.objects.filter(post=OuterRef("pk")).latest_first().values("kind")[:1]
    noted = Exists(Note.objects.open().filter(post=OuterRef("pk")))
    changes = Q(status=Post.Status.DRAFT, last_transition=Kind.CHANGES)
    return own.annotate(last_transition=Subquery(last)).filter(changes | Q(noted))


def _typed(posts: PostQuerySet, user: User) -> PostQuerySet:
    """With `typed_at`, of the user's words in it that are not saved."""
    typed = Autosave.objects.offered().filter(user=user, post=OuterRef("pk"))
    last = typed.order_by().values("post").annotate(at=Max("typed_at")).values("at")
    return posts.annotate(typed_at=Subquery(last))


def _new(user: User) -> AutosaveQuerySet:
    """New posts that were typed into and never saved."""
    return unsaved_forms(user, Post.Kind.POST).offered().filter(post=None)
