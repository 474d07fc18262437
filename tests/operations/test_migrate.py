"""The `migrate` command times out on locks and retries."""

import io
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations import Migration

from clock.models import PeriodicTask
from operations.management.commands import migrate
from tests.support.patience import PATIENCE


class Reader:
    """Another transaction that has read the scheduler's table."""

    def __init__(self) -> None:
        self.connection = connection.copy()
        self.connection.set_autocommit(False)
        self.read()

    def read(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', 'a reader', false)")
            cursor.execute("SELECT count(*) FROM clock_periodictask")

    def close(self) -> None:
        self.connection.rollback()  # A server process releases its locks some time after the end.
        self.connection.close()


@pytest.fixture
def reader(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT_MS", 20)
    monkeypatch.setattr(migrate, "RETRY_DELAYS", (1,))
    reader = Reader()
    yield reader
    reader.close()
    call_command("migrate", "clock", verbosity=0)


def get_lock_timeout() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        return cursor.fetchone()[0]


@pytest.mark.slow
def test_migrate_times_out_on_lock_and_retries(
    reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def between_tries(seconds: float) -> None:
        another = Reader()  # It would block behind a migration that waits without limit.
        another.close()
        reader.close()

    # Autovacuum may have the table as well.
    monkeypatch.setattr(migrate, "RETRY_DELAYS", (1,) * PATIENCE)
    monkeypatch.setattr(migrate.time, "sleep", between_tries)
    call_command("migrate", "clock", "zero", verbosity=0, stderr=(stderr := io.StringIO()))
    assert PeriodicTask._meta.db_table not in connection.introspection.table_names()
    assert "A table is in use, trying again in 1 s. The oldest transaction: process " in (
        stderr.getvalue()
    )
    assert " a reader, for " in stderr.getvalue()
    assert get_lock_timeout() == "0"


@pytest.mark.slow
def test_migrate_gives_up_without_changes(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[float] = []
    monkeypatch.setattr(migrate.time, "sleep", tries.append)
    with pytest.raises(CommandError, match="A table is in use; migrate again when it is not"):
        call_command("migrate", "clock", "zero", verbosity=0, stderr=io.StringIO())
    assert tries == [1]
    assert PeriodicTask.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("atomic", "expected"), [(True, "2s"), (False, "0")])
def test_lock_timeout_is_set_for_atomic_migrations_only(atomic: bool, expected: str) -> None:
    command = migrate.Command(stdout=io.StringIO())
    command.connection, command.verbosity = connection, 0
    migration = Migration("0999_row", "clock")
    migration.atomic = atomic
    command.migration_progress_callback("apply_start", migration)
    assert get_lock_timeout() == expected


@pytest.mark.parametrize("verbosity", [0, 1])
def test_migrate_reports_each_applied_migration(verbosity: int) -> None:
    applied: list[int] = []
    command = migrate.Command(stdout=io.StringIO())
    command.verbosity, command.on_applied = verbosity, lambda: applied.append(1)
    for action in ("render_start", "apply_success", "unapply_success", "apply_success"):
        command.migration_progress_callback(action, Migration("0999_row", "clock"))
    assert len(applied) == 2
