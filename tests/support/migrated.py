"""The database that the migrations make: made once, and copied by each process that tests.

The migrations take two seconds of a processor, a copy a tenth of one. Its name holds a digest of
all that the migrations read, so whatever changes there makes another, in place of the last.
"""

import ast
import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "blog", "clock", "mail", "operations", "page_cache")
PACKAGES = (*APPS, "config", "imaging", "lib", "local_postgres", "storage")
PATTERNS = (
    "migrations/*.py",
    "sql/*.sql",
    "models/*.py",
    "**/models.py",
    "**/*_models.py",
    "apps.py",
)
LOCK = 8_204_119_403  # Any number: whoever holds it makes the database, the others wait.
UNFINISHED = "migrated_unfinished"


def copy() -> str:
    """Connect to a fresh copy, under the name that pytest-django chose; gives the former name."""
    before = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["TEMPLATE"] = _template()
    name = connection.creation._create_test_db(verbosity=0, autoclobber=True)
    _connect_to(name)
    with connection.cursor() as cursor:  # For connections from now on: nobody waits for a disk.
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    connection.close()
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
    name = f"migrated_{digest()}"
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


@functools.cache
def digest() -> str:
    """Of the packages, and of the migrations, models and settings with all that they import. A
    change elsewhere, as in a view, makes the same tables."""
    found = hashlib.sha256()
    for file in sorted([*_read_by_migrations(), ROOT / "requirements.txt"]):
        found.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return found.hexdigest()[:20]


def _read_by_migrations() -> set[Path]:
    waiting = [ROOT / "config/settings.py"]
    for package in APPS:
        for pattern in PATTERNS:
            waiting += (ROOT / package).glob(pattern)
    files: set[Path] = set()
    while waiting:
        if (file := waiting.pop()) not in files:
            files.add(file)
            if file.suffix == ".py":
                waiting += _imported_by(file)
    return files


def _imported_by(file: Path) -> Iterator[Path]:
    """The project's modules, those imported within functions too, and their packages."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            for length in range(1, len(parts) + 1) if parts[0] in PACKAGES else ():
                module = ROOT.joinpath(*parts[:length])
                for path in (module.with_suffix(".py"), module / "__init__.py"):
                    if path.is_file():
                        yield path
