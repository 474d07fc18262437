"""`migrate`, beside readers and authors at work. Django's own, whose place it takes, waits for a
lock for as long as it takes, and whoever comes to that table meanwhile waits behind it.
"""

import time
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration
from psycopg2.errors import LockNotAvailable

# How long readers may have to wait behind a table that is about to change. Over PostgreSQL's
# deadlock_timeout, a second, at which an autovacuum makes way for us.
LOCK_MS = 2_000
PAUSES = (1, 2, 4, *[8] * 30)  # seconds between tries: it gives up after five minutes.
OLDEST = """
    SELECT pid, application_name, extract(epoch FROM now() - xact_start)::int
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    ORDER BY xact_start LIMIT 1
"""


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """What was applied before a try fails stays so; the next one goes on from there."""
        self.connection = connections[options["database"]]
        for pause in (*PAUSES, None):
            try:
                super().handle(*args, **options)
                return self._limit(0)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
            if pause:
                self.stderr.write(f"A table is in use, trying again in {pause} s. {self._oldest()}")
                time.sleep(pause)
        raise CommandError(f"A table is in use; migrate again when it is not. {self._oldest()}")

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        """Outside of a transaction half of a migration would stay, such as an index that is not
        valid; and what is done there (CONCURRENTLY) lets nobody wait behind it."""
        if action in ("apply_start", "unapply_start") and migration:
            self._limit(LOCK_MS if migration.atomic else 0)
        super().migration_progress_callback(action, migration, fake)

    def _limit(self, milliseconds: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(milliseconds)])

    def _oldest(self) -> str:
        """Probably who is in the way."""
        with self.connection.cursor() as cursor:
            cursor.execute(OLDEST)
            row = cursor.fetchone()
        if not row:
            return ""
        pid, name, seconds = row
        return f"The oldest transaction: process {pid} {name or '(no name)'}, for {seconds} s."
