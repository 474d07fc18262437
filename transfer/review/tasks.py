"""Background work of the review, in parts of some seconds each."""

from django.tasks import task

from accounts.models import User
from transfer.models import Import
from transfer.review import decisions
from transfer.review.models import ReviewDecision
from transfer.review.proposals import propose_sources

POSTS_A_TASK = 100
POSTS_A_DECISION_TASK = 25
POSTS_AT_ONCE = 3  # While a person waits.


@task
def find_candidates(run_pk: int, after: int = 0) -> None:
    """Find the candidates of an import, and go on in another task."""
    run = Import.objects.filter(pk=run_pk).first()
    if run is None:
        return
    last = decisions.find_all(run, after, POSTS_A_TASK)
    if last is not None:
        find_candidates.enqueue(run_pk, last)


@task
def compare_sources(run_pk: int) -> None:
    """Compare the sources of an import with those of the site."""
    if run := Import.objects.filter(pk=run_pk).first():
        propose_sources(run)


def work_on(decision: ReviewDecision, *, by: User) -> None:
    """Work on the first posts of a decision at once, and on the others in the background."""
    if decisions.work_on(decision, by=by, limit=POSTS_AT_ONCE):
        following = undo_raised if decision.undone_at else raise_accepted
        following.enqueue(decision.pk, by.pk)


@task
def raise_accepted(decision_pk: int, by_pk: int) -> None:
    """Raise further accepted candidates of a decision, and go on in another task."""
    decision = ReviewDecision.objects.filter(pk=decision_pk, undone_at=None).first()
    if decision and _work_on(decision, by_pk):
        raise_accepted.enqueue(decision_pk, by_pk)


@task
def undo_raised(decision_pk: int, by_pk: int) -> None:
    """Undo a decision in further posts, and go on in another task."""
    decision = ReviewDecision.objects.filter(pk=decision_pk, undone_at__isnull=False).first()
    if decision and _work_on(decision, by_pk):
        undo_raised.enqueue(decision_pk, by_pk)


def _work_on(decision: ReviewDecision, by_pk: int) -> bool:
    by = User.objects.filter(pk=by_pk).first()
    return by is not None and decisions.work_on(decision, by=by, limit=POSTS_A_DECISION_TASK)
