"""The clock: beside each worker a thread that orders the periodic jobs whose time has come.

It only orders them: they are tasks like others, done by whichever worker is free, and what came of
them stands with all other results.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event

from django.db import close_old_connections, connection, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from clock.models import Job

logger = logging.getLogger(__name__)

# Seconds between two looks: one query each.
TICK = 20
Schedule = Mapping[str, timedelta]


def settle(schedule: Schedule) -> None:
    """Rows for new jobs, which are due at once; none for those that no longer exist."""
    now = timezone.now()
    jobs = [Job(name=name, due_at=now) for name in schedule]
    Job.objects.bulk_create(jobs, ignore_conflicts=True)
    Job.objects.exclude(name__in=schedule).delete()


def tick(schedule: Schedule) -> None:
    """Order what is due, once however many clocks there are, and once after a time without any.

    The row is locked and moved on in the transaction in which the order is written, so there is
    neither one without the other nor two of them."""
    now = timezone.now()
    with transaction.atomic():
        due = Job.objects.filter(due_at__lte=now, name__in=schedule)
        for job in due.select_for_update(skip_locked=True):
            import_string(job.name).enqueue()
            job.due_at = now + schedule[job.name]
            job.save(update_fields=["due_at"])


def run(schedule: Schedule, stop: Event, alive: Callable[[], None] = lambda: None) -> None:
    """Until `stop` is set. A database that is away is waited for; `alive` is told of each look that
    succeeded."""
    settled = False
    while not stop.is_set():
        try:
            close_old_connections()
            if not settled:
                settle(schedule)
                settled = True
            tick(schedule)
            alive()
        except Exception:
            logger.exception("No periodic job could be ordered; it is tried again.")
        stop.wait(TICK)
    connection.close()
