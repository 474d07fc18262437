"""The database that the migrations make: made once, and copied by each process that tests.

The migrations take some seconds of a processor, a copy a tenth of one. Its name holds a digest of
all that the migrations may read, so whatever changes there makes another, in place of the last.
"""

import hashlib
from pathlib import Path

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
READ = ("accounts", "blog", "clock", "config", "mail", "operations", "page_cache")
LOCK = 8_204_119_403  # Any number: whoever holds it makes the database, the others wait.
UNFINISHED = "migrated_unfinished"


def copy() -> str:
    """Connect to a fresh copy, under the name that pytest-django chose; gives the former name."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["TEMPLATE"] = _template()
    name = connection.creation._create_test_db(verbosity=0, autoclobber=True)
    _connect_to(name)
    return before


def drop(before: str) -> None:
    """A test that used connections of its own has closed them, but their backends may still be
    leaving when the database is dropped."""
    connection.close()  # The one of the last test may be gone: some break connections.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.creation.destroy_test_db(before, verbosity=0)


def _template() -> str:
    name = f"migrated_{_digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, 'migrated_')")
        found = {row[0] for row in cursor.fetchall()}
        if name not in found:
            for former in found:
                cursor.execute(f"DROP DATABASE {former}")
            cursor.execute(f"CREATE DATABASE {UNFINISHED}")
            before = connection.settings_dict["NAME"]
            _connect_to(UNFINISHED)
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable")
            _connect_to(before)
            cursor.execute(f"ALTER DATABASE {UNFINISHED} RENAME TO {name}")
    return name


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def _digest() -> str:
    """Of the project's code, and of the packages that it stands on."""
    files = [file for folder in READ for file in (ROOT / folder).rglob("*.py")]
    digest = hashlib.sha256()
    for file in sorted([*files, ROOT / "requirements.txt"]):
        digest.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return digest.hexdigest()[:20]
