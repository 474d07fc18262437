"""Background work of the review, in parts of some seconds each."""

from django.tasks import task

from accounts.models import User
from transfer.models import Import
from transfer.review import decisions
from transfer.review.models import ReviewDecision
from transfer.review.proposals import propose_sources

POSTS_A_TASK = 100
POSTS_A_DECISION_TASK = 25


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


@task
def raise_accepted(decision_pk: int, by_pk: int) -> None:
    """Raise the accepted candidates of a decision, and go on in another task."""
    decision = ReviewDecision.objects.filter(pk=decision_pk, undone_at=None).first()
    by = User.objects.filter(pk=by_pk).first()
    if decision is None or by is None:
        return
    if decisions.work_on(decision, by=by, limit=POSTS_A_DECISION_TASK):
        raise_accepted.enqueue(decision_pk, by_pk)
