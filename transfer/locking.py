"""Locks of imports: one process works on an import."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import InterfaceError, OperationalError, connection

_LOCK_SQL = "SELECT pg_try_advisory_lock('transfer_import'::regclass::oid::integer, %s)"
_UNLOCK_SQL = "SELECT pg_advisory_unlock('transfer_import'::regclass::oid::integer, %s)"


@contextmanager
def hold_import(pk: int) -> Iterator[bool]:
    """Lock an import until the end of the block; yields False if another process has it.

    The lock ends with the connection as well, so that of a killed process is free at once.
    """
    is_held = _execute(_LOCK_SQL, pk)
    try:
        yield is_held
    finally:
        if is_held:
            with suppress(InterfaceError, OperationalError):  # The connection has ended.
                _execute(_UNLOCK_SQL, pk)


def _execute(sql: str, pk: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(sql, [pk])
        return cursor.fetchone()[0]
