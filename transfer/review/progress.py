"""What the worker does for the review of an import: the search, and decisions about many posts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Count, Q
from django.tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from transfer.models import Import
from transfer.review import tasks
from transfer.review.decisions import filter_posts
from transfer.review.models import QuotationCandidate, RaisedPost


class Work(StrEnum):
    """What goes on in the background."""

    SEARCH = "search"
    ACCEPT = "accept"
    UNDO = "undo"


@dataclass(frozen=True)
class ReviewProgress:
    """`done` and `total` count the posts of a search or the quotations of a decision. Of several
    decisions, and of undos, `left` counts the posts that are left. `updated_at` is the end of the
    last part."""

    work: Work
    updated_at: datetime
    done: int = 0
    total: int = 0
    left: int = 0


_WORKS = {
    tasks.find_candidates.module_path: Work.SEARCH,
    tasks.raise_accepted.module_path: Work.ACCEPT,
    tasks.undo_raised.module_path: Work.UNDO,
}


def find_progress(run: Import) -> ReviewProgress | None:
    """Return the progress of the work that waits longest, None without any.

    Decisions take turns in the background, so those that are under way are counted together, and
    so are undos. Each of them that ends leaves the count, so only what is left goes one way. At
    most three queries.
    """
    keys = list(run.decisions.values_list("pk", flat=True))
    waiting = list(
        DBTaskResult.objects.filter(
            Q(task_path=tasks.find_candidates.module_path, args_kwargs__args__0=run.pk)
            | Q(
                task_path__in=[path for path, work in _WORKS.items() if work != Work.SEARCH],
                args_kwargs__args__0__in=keys,
            ),
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        ).order_by("enqueued_at")
    )
    if not waiting:
        return None
    work = _WORKS[waiting[0].task_path]
    # The worker enqueues what is left at the end of a part.
    updated_at = max(task.enqueued_at for task in waiting if _WORKS[task.task_path] == work)
    if work == Work.SEARCH:
        done, total = _count_searched(run, waiting[0].args_kwargs["args"][1])
        return ReviewProgress(work, updated_at, done, total)
    decisions = {task.args_kwargs["args"][0] for task in waiting if _WORKS[task.task_path] == work}
    if work == Work.UNDO:
        raised = RaisedPost.objects.filter(decision__in=decisions, is_edited=False)
        return ReviewProgress(work, updated_at, left=raised.count())
    rows = QuotationCandidate.objects.filter(decision__in=decisions, decision__undone_at=None)
    is_left = Q(state=QuotationCandidate.State.PROPOSED)
    if len(decisions) > 1:
        posts = rows.filter(is_left).values("post").distinct()
        return ReviewProgress(work, updated_at, left=posts.count())
    counts = rows.aggregate(total=Count("pk"), left=Count("pk", filter=is_left))
    return ReviewProgress(work, updated_at, counts["total"] - counts["left"], counts["total"])


def _count_searched(run: Import, after: int) -> tuple[int, int]:
    posts = filter_posts(run)
    return posts.filter(pk__lte=after).count(), posts.count()
