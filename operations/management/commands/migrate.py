"""`manage.py migrate` with a lock timeout and retries, in place of Django's, which waits for a lock
without limit while all later queries on that table wait behind it.
"""

import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations import Migration
from psycopg2.errors import LockNotAvailable

# How long queries may wait behind a migration that waits for a lock. More than PostgreSQL's
# deadlock_timeout, one second, after which an autovacuum yields.
LOCK_TIMEOUT_MS = 2_000
RETRY_DELAYS = (1, 2, 4, *[8] * 30)  # seconds; it gives up after five minutes
# That of a client, if any: an autovacuum may be older, but yields.
OLDEST_TRANSACTION_SQL = """
    SELECT pid, application_name, extract(epoch FROM now() - xact_start)::int
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
    ORDER BY backend_type = 'client backend' DESC, xact_start LIMIT 1
"""


class Command(migrate.Command):
    # `call_command` may give a function that is called after each migration.
    stealth_options = ("on_applied",)
    on_applied: Callable[[], None] | None = None

    def handle(self, *args: Any, **options: Any) -> None:
        """Retry after lock timeouts. Migrations that were applied stay applied."""
        self.connection = connections[options["database"]]
        self.on_applied = options.get("on_applied")
        for pause in (*RETRY_DELAYS, None):
            try:
                super().handle(*args, **options)
                return self._set_lock_timeout(0)
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
            if pause:
                self.stderr.write(
                    f"A table is in use, trying again in {pause} s. {self._describe_lock()}"
                )
                time.sleep(pause)
        raise CommandError(
            f"A table is in use; migrate again when it is not. {self._describe_lock()}"
        )

    def migration_progress_callback(
        self, action: str, migration: Migration | None = None, fake: bool = False
    ) -> None:
        """Set a lock timeout for atomic migrations only. Others would be left half applied, for
        example with an invalid index, and their CONCURRENTLY blocks no queries."""
        if action in ("apply_start", "unapply_start") and migration:
            self._set_lock_timeout(LOCK_TIMEOUT_MS if migration.atomic else 0)
        elif action == "apply_success" and self.on_applied:
            self.on_applied()
        super().migration_progress_callback(action, migration, fake)

    def _set_lock_timeout(self, milliseconds: int) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [str(milliseconds)])

    def _describe_lock(self) -> str:
        """Describe the transaction that probably holds the lock."""
        with self.connection.cursor() as cursor:
            cursor.execute(OLDEST_TRANSACTION_SQL)
            row = cursor.fetchone()
        if not row:
            return ""
        pid, name, seconds = row
        return f"The oldest transaction: process {pid} {name or '(no name)'}, for {seconds} s."
