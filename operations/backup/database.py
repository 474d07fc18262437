"""What PostgreSQL's own programs do for a backup, and what has to be known of the database."""

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
from operations.backup.streams import BUFFER

# Whoever holds it takes or restores the one backup of this database. Any number.
LOCK = 5_170_226_811
# In place of what a newer or older version of the site had: an empty schema, as a new database
# has it. A table in use is waited for, but not for ever.
EMPTIED = """
SET lock_timeout = '30s';
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema';
"""
# What somebody would miss: words, table.
MISSED = (("accounts", ""), ("posts", "blog_post"), ("comments", "blog_comment"))


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One backup at a time, on all hosts that share the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        [got] = cursor.fetchone()
    if not got:
        raise BackupError("Another backup is being taken or restored; wait until it is done.")
    try:
        yield
    finally:
        # A connection that is lost has given the lock back by itself.
        with contextlib.suppress(Exception), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def version() -> int:
    """17 for a PostgreSQL 17.2."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


class Programs:
    """pg_dump, pg_restore and psql of one version, that of the server or else the next: older ones
    refuse it, and newer ones may say what it does not understand."""

    def __init__(self, at_least: int) -> None:
        found = {major: folder for folder in _folders() if (major := _major(folder)) >= at_least}
        if not found:
            raise BackupError(
                f"There is no pg_dump {at_least} or newer on this machine:"
                f" install PostgreSQL's client programs (postgresql-client-{at_least})."
            )
        self._running: list[subprocess.Popen[bytes]] = []
        self.major = min(found)
        self.folder = found[self.major]
        embedded = settings.DATABASES["default"]["ENGINE"] == "local_postgres"
        client: Any = connection.client_class
        # Also starts the embedded server, which lives as long as this process uses it.
        arguments, environment = client.settings_to_cmd_args_env(connection.settings_dict, [])
        self.arguments = arguments[1:]
        # Names such as PGHOST are meant for another server than the embedded one.
        here = {name: os.environ[name] for name in os.environ if not name.startswith("PG")}
        self.environment = {
            **(here if embedded else os.environ),
            **(environment or {}),
            "LC_ALL": "C.UTF-8",
        }

    def dump(self, out: IO[bytes]) -> None:
        """A snapshot: whoever writes meanwhile writes after it. Compressed by pg_dump (gzip)."""
        options = ["--format=custom", "--no-owner", "--no-privileges"]
        with self._run("pg_dump", *options, *self.arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout
            shutil.copyfileobj(process.stdout, out, BUFFER)

    def restore(self, dump: Path) -> None:
        """All of it or nothing: psql commits at the end of what it reads, and is killed before it
        has read that if anything went wrong."""
        options = ["--no-owner", "--no-privileges", "--file=-"]
        with self._run("pg_restore", *options, str(dump), stdout=subprocess.PIPE) as reading:
            assert reading.stdout
            # What is no dump at all takes no lock on anything.
            if beginning := reading.stdout.read(BUFFER):
                self._load(beginning, reading)

    def _load(self, beginning: bytes, reading: subprocess.Popen[bytes]) -> None:
        options = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
        files = ["--output=/dev/null", "--file=-"]
        with self._run("psql", *options, *files, *self.arguments, stdin=subprocess.PIPE) as writing:
            assert reading.stdout and writing.stdin
            try:
                writing.stdin.write(EMPTIED.encode() + beginning)
                shutil.copyfileobj(reading.stdout, writing.stdin, BUFFER)
                if reading.wait():
                    writing.kill()
                    raise BackupError("pg_restore cannot read the dump; nothing was restored.")
                writing.stdin.close()
            except BrokenPipeError:  # psql ended early, and says why.
                reading.kill()

    def stop(self) -> None:
        """Whatever runs: a pg_dump that waits for a lock would notice nothing else."""
        for process in self._running:
            if process.poll() is None:
                process.kill()

    @contextlib.contextmanager
    def _run(self, name: str, *arguments: str, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
        """Killed when what is done with it fails; what it complains of becomes one line."""
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                [self.folder / name, *arguments],
                env=self.environment,
                stdin=pipes.get("stdin", subprocess.DEVNULL),
                stdout=pipes.get("stdout", subprocess.DEVNULL),
                stderr=said,
            )
            self._running.append(process)
            try:
                yield process
                if process.stdout:
                    process.stdout.close()
                failed = process.wait()
            finally:
                if process.poll() is None:
                    process.kill()
                for pipe in (process.stdin, process.stdout):
                    with contextlib.suppress(OSError):
                        if pipe:
                            pipe.close()
                process.wait()
            if failed:
                said.seek(0)
                words = programs.last_line(said.read().decode(errors="replace"))
                raise BackupError(f"{name} failed: {words}")


def _folders() -> Iterator[Path]:
    """On PATH, Debian's by version, and that of the embedded server: later ones go first."""
    if found := shutil.which("pg_dump"):
        yield Path(found).parent
    yield from Path("/usr/lib/postgresql").glob("*/bin")
    if find_spec(paths.WHEEL):
        with contextlib.suppress(ServerError):
            yield paths.binaries(None)


def _major(folder: Path) -> int:
    """0 where the programs are not there, or do not run."""
    if not all((folder / name).exists() for name in ("pg_dump", "pg_restore", "psql")):
        return 0
    said = subprocess.run([folder / "pg_dump", "--version"], capture_output=True, text=True).stdout
    number = re.search(r"[0-9]+", said)
    return int(number.group()) if number else 0


def missed() -> dict[str, int]:
    """How many of what would be lost; nothing in a database that is new, migrated or not."""
    found = {}
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        for words, table in MISSED:
            table = table or get_user_model()._meta.db_table
            if table in there:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
                [found[words]] = cursor.fetchone()
    return {words: count for words, count in found.items() if count}


def others() -> int:
    """Connections to the database besides this one: the web, the worker, somebody's psql."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]
