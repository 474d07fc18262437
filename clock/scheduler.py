"""The scheduler: a thread beside each worker that enqueues the periodic tasks that are due.

It only enqueues them: whichever worker is free runs them, and their results are kept with
all others.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from clock.models import PeriodicTask

logger = logging.getLogger(__name__)

# Seconds between two looks: one query each.
TICK = 20
Schedule = Mapping[str, timedelta]


def register_tasks(schedule: Schedule) -> None:
    """Add rows for new tasks, due at once, and delete those of tasks that no longer exist."""
    now = timezone.now()
    tasks = [PeriodicTask(name=name, due_at=now) for name in schedule]
    PeriodicTask.objects.bulk_create(tasks, ignore_conflicts=True)
    PeriodicTask.objects.exclude(name__in=schedule).delete()


def enqueue_due(schedule: Schedule) -> None:
    """Enqueue what is due, once for all schedulers, and once after a time without any.

    The row is locked and moved on in the transaction in which it is enqueued, so there is
    neither one without the other nor two of them."""
    now = timezone.now()
    with transaction.atomic():
        due = PeriodicTask.objects.filter(due_at__lte=now, name__in=schedule)
        for task in due.select_for_update(skip_locked=True):
            import_string(task.name).enqueue()
            task.due_at = now + schedule[task.name]
            task.save(update_fields=["due_at"])


def run(schedule: Schedule, stop: Event, alive: Callable[[], None] = lambda: None) -> None:
    """Until `stop` is set. A database that is away is waited for; `alive` is told of each look that
    succeeded."""
    is_registered = False
    while not stop.is_set():
        try:
            close_old_connections()
            if not is_registered:
                register_tasks(schedule)
                is_registered = True
            enqueue_due(schedule)
            alive()
        except Exception:
            logger.exception("No periodic task could be enqueued; it is tried again.")
        stop.wait(TICK)
    connection.close()
