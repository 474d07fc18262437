"""What the worker does for the review of an import: the search, and decisions about many posts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q
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
    """`done` and `total` count the posts of a search and the quotations of a decision. Of an undo,
    `total` counts the posts that are left. `updated_at` is the end of the last part."""

    work: Work
    done: int
    total: int
    updated_at: datetime


_WORKS = {
    tasks.find_candidates.module_path: Work.SEARCH,
    tasks.raise_accepted.module_path: Work.ACCEPT,
    tasks.undo_raised.module_path: Work.UNDO,
}


def find_progress(run: Import) -> ReviewProgress | None:
    """Return the progress of the work that was begun first, None without any.

    At most three queries.
    """
    keys = list(run.decisions.values_list("pk", flat=True))
    task = (
        DBTaskResult.objects.filter(
            Q(task_path=tasks.find_candidates.module_path, args_kwargs__args__0=run.pk)
            | Q(
                task_path__in=[path for path, work in _WORKS.items() if work != Work.SEARCH],
                args_kwargs__args__0__in=keys,
            ),
            status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
        )
        .order_by("enqueued_at")
        .first()
    )
    if task is None:
        return None
    work = _WORKS[task.task_path]
    key, *others = task.args_kwargs["args"]
    done, total = _count_searched(run, others[0]) if work == Work.SEARCH else _count(work, key)
    return ReviewProgress(work, done, total, task.enqueued_at)


def _count_searched(run: Import, after: int) -> tuple[int, int]:
    posts = filter_posts(run)
    return posts.filter(pk__lte=after).count(), posts.count()


def _count(work: Work, decision: int) -> tuple[int, int]:
    if work == Work.UNDO:
        return 0, RaisedPost.objects.filter(decision=decision, is_edited=False).count()
    rows = QuotationCandidate.objects.filter(decision=decision)
    left = rows.filter(state=QuotationCandidate.State.PROPOSED).count()
    total = rows.count()
    return total - left, total
