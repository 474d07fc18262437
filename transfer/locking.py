"""Locks of imports and exports: one process works on each."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection

_LOCK_SQL = "SELECT pg_try_advisory_lock(%s::regclass::oid::integer, %s)"
_UNLOCK_SQL = "SELECT pg_advisory_unlock(%s::regclass::oid::integer, %s)"


@contextmanager
def hold_import(pk: int) -> Iterator[bool]:
    """Lock an import until the end of the block; yields False if another process has it.

    The lock ends with the connection as well, so that of a killed process is free at once.
    """
    with _hold("transfer_import", pk) as is_held:
        yield is_held


@contextmanager
def hold_export(pk: int) -> Iterator[bool]:
    """Lock an export as `hold_import` does an import."""
    with _hold("transfer_export", pk) as is_held:
        yield is_held


@contextmanager
def _hold(table: str, pk: int) -> Iterator[bool]:
    is_held = _execute(_LOCK_SQL, table, pk)
    try:
        yield is_held
    finally:
        if is_held:
            with suppress(InterfaceError, OperationalError):  # The connection has ended.
                _execute(_UNLOCK_SQL, table, pk)


def _execute(sql: str, table: str, pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [table, pk])
        return cursor.fetchone()[0]
