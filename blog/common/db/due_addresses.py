"""Claim rows of web addresses that are due for a request, so that no host is asked too often.

Due rows wait in a line for each host, and a host that may be asked is found by one partial index.
So a claim reads a bounded number of rows, however many are due at a host that was just asked.
Models have `host`, `due_at`, indexed where it is not null, and `asked_at`.
"""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import QuerySet
from django.tasks import Task
from django.utils import timezone

# The pause between two requests to one host.
HOST_INTERVAL = timedelta(seconds=20)
# When a claimed row, and one that waits, is due again if the worker is killed.
CLAIMED_PAUSE, WAITING_PAUSE = timedelta(hours=1), timedelta(days=1)
# Due rows that a claim puts into lines at once.
MAX_ADDED = 1000
# A run handles MAX_ROWS; a task ends after SLICE_SECONDS, so that other tasks get their turn.
MAX_ROWS, SLICE_SECONDS = 50, 5
PRIORITY = -1  # After all tasks that are ready.


class AskedHost(models.Model):
    """A host of addresses of one model, `kind`: when it may be asked, and whether any wait."""

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=255)
    free_at = models.DateTimeField()
    is_waiting = models.BooleanField(default=True, db_default=True)

    class Meta:
        app_label = "blog"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="askedhost_once")]
        indexes = [
            # The host whose turn is next.
            models.Index(
                fields=["kind", "free_at"],
                condition=models.Q(is_waiting=True),
                name="askedhost_waiting",
            )
        ]

    def __str__(self) -> str:
        return self.name


class WaitingAddress(models.Model):
    """A due row in the line of its host. It may have been deleted meanwhile."""

    kind = models.CharField(max_length=20)
    address = models.BigIntegerField()
    host = models.CharField(max_length=255)
    since = models.DateTimeField()

    class Meta:
        app_label = "blog"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "address"], name="waitingaddress_once")
        ]
        indexes = [models.Index(fields=["kind", "host", "since"], name="waitingaddress_line")]

    def __str__(self) -> str:
        return f"{self.kind} {self.address}"


def claim[Row: Any](due: QuerySet[Row], until: float = math.inf) -> Row | None:
    """Claim the row that waits longest at the host whose turn it is; None if there is none.

    Twelve queries in two transactions, four if nothing waits. While no host may be asked, as many
    for each MAX_ADDED further rows, and None after `until`, a time of the monotonic clock. If the
    worker is killed, the row is due again in an hour.
    """
    now = timezone.now()
    while True:
        # Two transactions, because a save may hold the row that is taken, and wait for one of those
        # that are added.
        with _serialize(due.model):
            added = _add_to_lines(due, now)
        with _serialize(due.model):
            row = _take_from_line(due, now)
        if row is not None or added < MAX_ADDED or time.monotonic() > until:
            return row


@contextmanager
def _serialize(model: type[models.Model]) -> Iterator[None]:
    """Open a transaction that no other claim of the model runs beside."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            table = model._meta.db_table
            cursor.execute("SELECT pg_advisory_xact_lock(%s::regclass::oid::bigint)", [table])
        yield


def _get_kind(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def _add_to_lines(due: QuerySet, now: datetime) -> int:
    """Put the rows that are due longest into the lines of their hosts; return how many."""
    kind = _get_kind(due.model)
    # Rows of a save that is not committed yet are for the next claim.
    unlocked = due.order_by("due_at").select_for_update(skip_locked=True)
    rows = list(unlocked.only("pk", "host", "due_at")[:MAX_ADDED])
    if not rows:
        return 0
    WaitingAddress.objects.bulk_create(
        [
            WaitingAddress(kind=kind, address=row.pk, host=row.host, since=row.due_at)
            for row in rows
        ],
        ignore_conflicts=True,
    )
    # New hosts take turns in the order in which they have a row that is due.
    hosts: dict[str, AskedHost] = {}
    for row in rows:
        hosts.setdefault(row.host, AskedHost(kind=kind, name=row.host, free_at=row.due_at))
    AskedHost.objects.bulk_create(
        hosts.values(),
        update_conflicts=True,
        unique_fields=["kind", "name"],
        update_fields=["is_waiting"],
    )
    keys = [row.pk for row in rows]
    due.model._default_manager.filter(pk__in=keys).update(due_at=now + WAITING_PAUSE)
    return len(rows)


def _take_from_line[Row: Any](due: QuerySet[Row], now: datetime) -> Row | None:
    """Claim the first row of the host that has been free for longest and has a line."""
    kind = _get_kind(due.model)
    free = AskedHost.objects.filter(kind=kind, is_waiting=True, free_at__lte=now)
    free = free.order_by("free_at").select_for_update(skip_locked=True)
    while host := free.first():
        line = WaitingAddress.objects.filter(kind=kind, host=host.name).order_by("since")
        waiting = list(line[:2])
        rows = due.model._default_manager.select_for_update()
        row = rows.filter(pk=waiting[0].address).first() if waiting else None
        if waiting:
            waiting[0].delete()
        host.is_waiting = len(waiting) > 1
        if row is not None:
            host.free_at = now + HOST_INTERVAL
            row.asked_at, row.due_at = now, now + CLAIMED_PAUSE
            row.save(update_fields=["asked_at", "due_at"])
        host.save(update_fields=["free_at", "is_waiting"])
        if row is not None:
            return row
    return None


def leave_alone(model: type[models.Model], host: str, pause: timedelta) -> None:
    """Ask a host for no address of a model during a pause. One query."""
    free_at = timezone.now() + pause
    AskedHost.objects.bulk_create(
        [AskedHost(kind=_get_kind(model), name=host, free_at=free_at, is_waiting=False)],
        update_conflicts=True,
        unique_fields=["kind", "name"],
        update_fields=["free_at"],
    )


def delete_idle_hosts(model: type[models.Model]) -> None:
    """Delete hosts of which there is nothing to know: they may be asked, and have no line.

    One query in a transaction. Hosts that a claim has are left for the next time: each would wait
    for the other.
    """
    idle = AskedHost.objects.filter(is_waiting=False, free_at__lte=timezone.now())
    idle = idle.filter(kind=_get_kind(model)).select_for_update(skip_locked=True)
    with transaction.atomic():
        AskedHost.objects.filter(pk__in=idle.values("pk")).delete()


def run_slice[Row: Any](
    task: Task, build_due: Callable[[], QuerySet[Row]], handle: Callable[[Row], None], rows: int
) -> None:
    """Handle rows one by one for SLICE_SECONDS, and enqueue the task with the number of rows that
    the run has left.

    The last row may exceed the time. `build_due` is called for each, because the time has moved on.
    """
    until = time.monotonic() + SLICE_SECONDS
    while rows:
        row = claim(build_due(), until)
        if row is not None:
            handle(row)
            rows -= 1
        if rows and time.monotonic() > until:
            task.enqueue(rows)
            break
        if row is None:
            break
