"""The dashboard of authors and editors: tasks, drafts, scheduled posts and weekly statistics."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, Max, OuterRef, Q, Subquery
from django.db.models.functions import Now

from accounts.models import User
from blog.content.sources.proposals import count_pending_proposals
from blog.models import Post
from blog.models.post_querysets import PostQuerySet
from blog.notes.models import Note
from blog.planning.board import Card, annotate_latest_revision, get_column, load_card_details
from blog.planning.entries import load_bylines, only_entry_fields
from blog.planning.stats import WeeklyStats, load_weekly_stats
from blog.planning.unsaved import UnsavedForm, find_unsaved_forms, load_unsaved_forms
from blog.revisions.autosave_models import Autosave, AutosaveQuerySet
from blog.workflow import PUBLISH_PERMISSION, Kind
from blog.workflow.models import WorkflowTransition

MAX_ROWS = 8  # of a list; the board and the list of posts have the rest
UNPUBLISHED = Q(status__in=[Post.Status.DRAFT, Post.Status.REVIEW], is_template=False)


@dataclass(frozen=True)
class CardList:
    cards: list[Card]
    has_more: bool


@dataclass(frozen=True)
class Dashboard:
    """What waits for the user, besides comments, which the navigation counts.

    A post is in only one of the lists: `to_revise` are the user's posts with requested changes
    or open notes; `to_review` posts in review, for editors; `mine` the user's other unpublished
    posts, those with unsaved input first."""

    unsaved: list[UnsavedForm]
    has_more_unsaved: bool
    mine: CardList
    to_revise: CardList
    to_review: CardList | None
    scheduled: CardList
    proposal_count: int  # Proposals for sources that no editor has decided; 0 for authors.
    stats: WeeklyStats
    is_new: bool  # An author, no editor, who has not written anything yet.

    @property
    def has_tasks(self) -> bool:
        to_review = self.to_review and self.to_review.cards
        return bool(self.to_revise.cards or to_review or self.proposal_count)


def build_dashboard(user: User) -> Dashboard | None:
    """Build the dashboard, or return None for users who are not authors. Nine queries, eleven
    for an editor."""
    if not user.has_perm("blog.change_post"):
        return None
    own = Post.objects.written_by(user).filter(UNPUBLISHED)
    to_revise = _filter_to_revise(own)
    mine = _annotate_typed_at(own.exclude(pk__in=to_revise.values("pk")), user)
    lists: dict[str, list[Any]] = {
        "to_revise": _load_posts(_annotate_typed_at(to_revise, user).order_by("updated_at", "pk")),
        "scheduled": _load_posts(_find_scheduled(user).order_by("published_at", "pk")),
    }
    if user.has_perm(PUBLISH_PERMISSION):
        review = Post.objects.editable_by(user).filter(status=Post.Status.REVIEW)
        to_review = _annotate_typed_at(review.exclude(pk__in=to_revise.values("pk")), user)
        lists["to_review"] = _load_posts(to_review.order_by("updated_at", "pk"))
        mine = mine.exclude(status=Post.Status.REVIEW)
    unsaved_first = F("typed_at").desc(nulls_last=True)
    lists["mine"] = _load_posts(mine.order_by(unsaved_first, "-updated_at", "-pk"))
    all_posts = [post for posts in lists.values() for post in posts]
    load_bylines(all_posts)
    transitions, note_counts = load_card_details({post.pk: post for post in all_posts}.values())

    def build_cards(name: str) -> CardList:
        cards = []
        for post in lists[name][:MAX_ROWS]:
            transition = transitions.get(post.pk)
            column = get_column(post, transition)
            cards.append(Card(post, column, transition, note_counts.get(post.pk, 0), []))
        return CardList(cards, len(lists[name]) > MAX_ROWS)

    unsaved = load_unsaved_forms(_find_unsaved_new_posts(user)[: MAX_ROWS + 1])
    return Dashboard(
        unsaved=unsaved[:MAX_ROWS],
        has_more_unsaved=len(unsaved) > MAX_ROWS,
        mine=build_cards("mine"),
        to_revise=build_cards("to_revise"),
        to_review=build_cards("to_review") if "to_review" in lists else None,
        scheduled=build_cards("scheduled"),
        proposal_count=count_pending_proposals() if user.has_perm("blog.edit_all") else 0,
        stats=load_weekly_stats(),
        is_new=not (
            "to_review" in lists or lists["mine"] or lists["to_revise"] or user.authorships.exists()
        ),
    )


def _load_posts(posts: PostQuerySet) -> list[Any]:
    """Load the posts of a list and one more, which shows that there are more."""
    return list(only_entry_fields(annotate_latest_revision(posts))[: MAX_ROWS + 1])


def _find_scheduled(user: User) -> PostQuerySet:
    editable = Post.objects.editable_by(user)
    return editable.filter(status=Post.Status.PUBLISHED, published_at__gt=Now())


def _filter_to_revise(own: PostQuerySet) -> PostQuerySet:
    """Filter posts with open notes, and drafts whose last transition requested changes."""
    last = WorkflowTransition.objects.filter(post=OuterRef("pk")).latest_first().values("kind")[:1]
    has_open_notes = Exists(Note.objects.open().filter(post=OuterRef("pk")))
    has_requested_changes = Q(status=Post.Status.DRAFT, last_transition=Kind.CHANGES)
    annotated = own.annotate(last_transition=Subquery(last))
    return annotated.filter(has_requested_changes | Q(has_open_notes))


def _annotate_typed_at(posts: PostQuerySet, user: User) -> PostQuerySet:
    """Add `typed_at`, the time of the user's latest unsaved input in each post."""
    typed = Autosave.objects.recoverable().filter(user=user, post=OuterRef("pk"))
    latest = typed.order_by().values("post").annotate(latest=Max("typed_at")).values("latest")
    return posts.annotate(typed_at=Subquery(latest))


def _find_unsaved_new_posts(user: User) -> AutosaveQuerySet:
    return find_unsaved_forms(user, Post.Kind.POST).recoverable().filter(post=None)
