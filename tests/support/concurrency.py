"""Run functions concurrently, each with its own database connection."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from tests.support.patience import PATIENCE

TIMEOUT_SECONDS = PATIENCE


def run_concurrently[Result](*functions: Callable[[], Result]) -> list[Result]:
    """Run each function in a thread with its own connection; return the results or raise."""

    def call(function: Callable[[], Result]) -> Result:
        try:
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(functions)) as pool:
        futures = [pool.submit(call, function) for function in functions]
        return [future.result(TIMEOUT_SECONDS) for future in futures]


def wait_until_connection_blocks_another() -> None:
    start = time.monotonic()
    with connection.cursor() as cursor:
        while time.monotonic() - start < TIMEOUT_SECONDS:
            cursor.execute(
                "SELECT count(*) FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            if cursor.fetchone()[0]:
                return
    pytest.fail("This connection blocks no other.")


def while_uncommitted[Result](first: Callable[[], object], second: Callable[[], Result]) -> Result:
    """Start `second` before `first` is committed, so that it has to wait; return its result."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            blocked = pool.submit(run_concurrently, second)
            wait_until_connection_blocks_another()
        return blocked.result(TIMEOUT_SECONDS)[0]
