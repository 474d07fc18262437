"""Scheduler: a thread in each worker that enqueues due periodic tasks, for any worker to run."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from clock.models import PeriodicTask

logger = logging.getLogger(__name__)

# Seconds between checks: one query each.
CHECK_INTERVAL = 20
Schedule = Mapping[str, timedelta]


def register_tasks(schedule: Schedule) -> None:
    """Add rows for new tasks, due at once, and delete those of tasks that no longer exist."""
    now = timezone.now()
    tasks = [PeriodicTask(name=name, due_at=now) for name in schedule]
    PeriodicTask.objects.bulk_create(tasks, ignore_conflicts=True)
    PeriodicTask.objects.exclude(name__in=schedule).delete()


def enqueue_due(schedule: Schedule) -> None:
    """Enqueue due tasks, each once for all schedulers, and once after a downtime.

    The locked row gets its next due time in the transaction that enqueues the task, so no run is
    lost or duplicated."""
    now = timezone.now()
    with transaction.atomic():
        due = PeriodicTask.objects.filter(due_at__lte=now, name__in=schedule)
        for task in due.select_for_update(skip_locked=True):
            import_string(task.name).enqueue()
            task.due_at = now + schedule[task.name]
            task.save(update_fields=["due_at"])


def run(schedule: Schedule, stop: Event, on_success: Callable[[], None] = lambda: None) -> None:
    """Enqueue due tasks until `stop` is set, and call `on_success` after each check. Retries while
    the database is unavailable."""
    is_registered = False
    while not stop.is_set():
        try:
            close_old_connections()
            if not is_registered:
                register_tasks(schedule)
                is_registered = True
            enqueue_due(schedule)
            on_success()
        except Exception:
            logger.exception("No periodic task could be enqueued; it is tried again.")
        stop.wait(CHECK_INTERVAL)
    connection.close()
