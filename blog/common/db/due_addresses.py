"""Claim rows of web addresses that are due for a request, so that no host is asked too often.

Models have `host`, `due_at` and `asked_at`, indexed as `due` and the host's last request need it.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

# The pause between two requests to one host.
HOST_INTERVAL = timedelta(seconds=20)
# Limits of one run, because the worker has other tasks. The last request may exceed the time.
MAX_SECONDS, MAX_ROWS = 40, 50


def claim[Row: Any](due: QuerySet[Row]) -> Row | None:
    """Claim the row that is due longest, except of hosts that were asked a moment ago.

    Three queries. If the worker is killed, the row is due again in an hour.
    """
    now, model = timezone.now(), due.model
    with transaction.atomic():
        with connection.cursor() as cursor:  # Claims are serialized.
            table = model._meta.db_table
            cursor.execute("SELECT pg_advisory_xact_lock(%s::regclass::oid::bigint)", [table])
        recent = model._default_manager.filter(
            host=OuterRef("host"), asked_at__gt=now - HOST_INTERVAL
        )
        row = due.exclude(Exists(recent)).order_by("due_at", "pk").first()
        if row is not None:
            row.asked_at, row.due_at = now, now + timedelta(hours=1)
            row.save(update_fields=["asked_at", "due_at"])
    return row


def claim_for_one_run[Row: Any](build_due: Callable[[], QuerySet[Row]]) -> Iterator[Row]:
    """Return claimed rows one by one, until none is due or the limits of a run are reached.

    `build_due` is called for each, because the time has moved on.
    """
    until = time.monotonic() + MAX_SECONDS
    for _number in range(MAX_ROWS):
        if time.monotonic() > until or (row := claim(build_due())) is None:
            break
        yield row
