"""Several at once, each with a connection to the database of its own."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

SECONDS = 120  # Only ever waited for when something is broken.


def together[Result](*works: Callable[[], Result]) -> list[Result]:
    """Each in a thread with a connection of its own; what one raises is raised here."""

    def closing(work: Callable[[], Result]) -> Result:
        try:
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        running = [pool.submit(closing, work) for work in works]
        return [future.result(SECONDS) for future in running]


def wait_until_somebody_waits_for_this_connection() -> None:
    since = time.monotonic()
    with connection.cursor() as cursor:
        while time.monotonic() - since < SECONDS:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail("Nobody waits.")


def while_uncommitted[Result](first: Callable[[], object], second: Callable[[], Result]) -> Result:
    """What `second` gives, begun after `first` and before that is committed; it has to wait."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            waiting = pool.submit(together, second)
            wait_until_somebody_waits_for_this_connection()
        return waiting.result(SECONDS)[0]
