"""Dump and restore the database with PostgreSQL's client programs."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection

from local_postgres import paths, programs
from local_postgres.errors import ServerError
from operations.backup import BackupError
from operations.backup.streams import BUFFER_BYTES

# Advisory lock of backups and restores of this database. An arbitrary number.
LOCK_ID = 5_170_226_811
# Replaces the schema of any version of the site by that of an empty database. The lock timeout
# limits the wait for tables in use.
EMPTY_SCHEMA_SQL = """
SET lock_timeout = '30s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""
# Content that a restore would overwrite: label and table.
COUNTED_TABLES = (("accounts", ""), ("posts", "blog_post"), ("comments", "blog_comment"))


@contextlib.contextmanager
def lock_backups() -> Iterator[None]:
    """Allow one backup or restore at a time, on all hosts that share the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_ID])
        [is_locked] = cursor.fetchone()
    if not is_locked:
        raise BackupError("Another backup is being taken or restored; wait until it is done.")
    try:
        yield
    finally:
        # A lost connection has released the lock already.
        with contextlib.suppress(Exception), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_ID])


def get_server_version() -> int:
    """Return the server's major version: 17 for PostgreSQL 17.2."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


class ClientPrograms:
    """pg_dump, pg_restore and psql of the lowest version from `min_major` on: older ones refuse the
    server, and newer ones may use syntax that it does not support."""

    def __init__(self, min_major: int) -> None:
        folders = {_get_major_version(folder): folder for folder in _find_program_folders()}
        folders = {major: folder for major, folder in folders.items() if major >= min_major}
        if not folders:
            raise BackupError(
                f"There is no pg_dump {min_major} or newer on this machine:"
                f" install PostgreSQL's client programs (postgresql-client-{min_major})."
            )
        self._running: list[subprocess.Popen[bytes]] = []
        self.major = min(folders)
        self.folder = folders[self.major]
        is_embedded = settings.DATABASES["default"]["ENGINE"] == "local_postgres"
        client: Any = connection.client_class
        # Also starts the embedded server, which runs as long as this process uses it.
        arguments, environment = client.settings_to_cmd_args_env(connection.settings_dict, [])
        self.arguments = arguments[1:]
        # Variables such as PGHOST are not for the embedded server.
        without_pg = {name: os.environ[name] for name in os.environ if not name.startswith("PG")}
        self.environment = {
            **(without_pg if is_embedded else os.environ),
            **(environment or {}),
            "LC_ALL": "C.UTF-8",
        }

    def dump(self, out: IO[bytes]) -> None:
        """Write a dump of a consistent snapshot to `out`, compressed by pg_dump (gzip)."""
        options = ["--format=custom", "--no-owner", "--no-privileges"]
        with self._run("pg_dump", *options, *self.arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout
            shutil.copyfileobj(process.stdout, out, BUFFER_BYTES)

    def restore(self, dump: Path) -> None:
        """Restore the dump in one transaction: psql commits at the end of its input, and is killed
        before that on any error."""
        options = ["--no-owner", "--no-privileges", "--file=-"]
        with self._run("pg_restore", *options, str(dump), stdout=subprocess.PIPE) as reading:
            assert reading.stdout
            # A file that is no dump locks no table.
            if beginning := reading.stdout.read(BUFFER_BYTES):
                self._load(beginning, reading)

    def _load(self, beginning: bytes, reading: subprocess.Popen[bytes]) -> None:
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        files = ["--output=/dev/null", "--file=-"]
        with self._run("psql", *options, *files, *self.arguments, stdin=subprocess.PIPE) as writing:
            assert reading.stdout and writing.stdin
            try:
                writing.stdin.write(EMPTY_SCHEMA_SQL.encode() + beginning)
                shutil.copyfileobj(reading.stdout, writing.stdin, BUFFER_BYTES)
                if reading.wait():
                    writing.kill()
                    raise BackupError("pg_restore cannot read the dump; nothing was restored.")
                writing.stdin.close()
            except BrokenPipeError:  # psql ended early; `_run` reports why.
                reading.kill()

    def stop(self) -> None:
        """Kill all running programs: a pg_dump that waits for a lock would not end otherwise."""
        for process in self._running:
            if process.poll() is None:
                process.kill()

    @contextlib.contextmanager
    def _run(self, name: str, *arguments: str, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
        """Run a program, and kill it if the block raises. Raises BackupError with the last line of
        its standard error if it fails."""
        with tempfile.TemporaryFile() as stderr:
            process = subprocess.Popen(
                [self.folder / name, *arguments],
                env=self.environment,
                stdin=pipes.get("stdin", subprocess.DEVNULL),
                stdout=pipes.get("stdout", subprocess.DEVNULL),
                stderr=stderr,
            )
            self._running.append(process)
            try:
                yield process
                if process.stdout:
                    process.stdout.close()
                exit_status = process.wait()
            finally:
                if process.poll() is None:
                    process.kill()
                for pipe in (process.stdin, process.stdout):
                    with contextlib.suppress(OSError):
                        if pipe:
                            pipe.close()
                process.wait()
            if exit_status:
                stderr.seek(0)
                message = programs.find_last_error(stderr.read().decode(errors="replace"))
                raise BackupError(f"{name} failed: {message}")


def _find_program_folders() -> Iterator[Path]:
    """Yield folders of client programs: on PATH, Debian's, and those of the embedded server."""
    if program := shutil.which("pg_dump"):
        yield Path(program).parent
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    if find_spec(paths.PACKAGE):
        with contextlib.suppress(ServerError):
            yield paths.find_binaries(None)


def _get_major_version(folder: Path) -> int:
    """Return the major version of a folder's programs; 0 if they are missing or fail."""
    if not all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")):
        return 0
    command = [str(folder / "pg_dump"), "--version"]
    number = re.search(r"[0-9]+", subprocess.run(command, capture_output=True, text=True).stdout)
    return int(number.group()) if number else 0


def count_content() -> dict[str, int]:
    """Count accounts, posts and comments, by label; empty for a new database, migrated or not."""
    counts = {}
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for label, table in COUNTED_TABLES:
            table = table or get_user_model()._meta.db_table
            if table in tables:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
                [counts[label]] = cursor.fetchone()
    return {label: count for label, count in counts.items() if count}


def count_other_connections() -> int:
    """Count connections to the database besides this one: web, worker, psql."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]
