"""A migrated template database, which each test process copies.

The migrations take five seconds of CPU time, a copy a tenth of a second. The template's name
contains a digest of all files that affect the schema, so a change of them replaces the template.
"""

import ast
import functools
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from django.core.management import call_command
from django.db import connection

from tests.support.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "blog", "clock", "mail", "operations", "page_cache", "transfer")
PACKAGES = (*APPS, "config", "imaging", "lib", "local_postgres", "storage")
PATTERNS = (
    "migrations/*.py",
    "sql/*.sql",
    "models/*.py",
    "**/models.py",
    "**/*_models.py",
    "apps.py",
)
LOCK_ID = 8_204_119_403  # Arbitrary. The process that holds the lock creates the template.
UNFINISHED_NAME = "migrated_unfinished"
DUMPED_NAME = f"dumped_{os.getpid()}"


def copy() -> str:
    """Connect to a new copy, with pytest-django's name for it; return the former name."""
    former_name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["TEMPLATE"] = template()
    name = connection.creation._create_test_db(verbosity=0, autoclobber=True)
    _connect_to(name)
    with connection.cursor() as cursor:  # For new connections: commits need not wait for the disk.
        cursor.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    connection.close()
    return former_name


def drop(former_name: str) -> None:
    """Drop the copy, and terminate backends of closed connections that are still exiting:
    PostgreSQL itself waits for them for five seconds only."""
    connection.close()  # Some tests break it.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()",
            [1000 * PATIENCE],
        )
    connection.creation.destroy_test_db(former_name, verbosity=0)


def dump(file: Path) -> None:
    """Write a dump of the template. It is read from a copy: nobody can copy a database that has a
    connection."""
    from operations.backup.database import ClientPrograms, get_server_version

    name = template()
    former_name = connection.settings_dict["NAME"]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {DUMPED_NAME}")
        cursor.execute(f"CREATE DATABASE {DUMPED_NAME} TEMPLATE {name}")
        _connect_to(DUMPED_NAME)
        with file.open("wb") as output:
            ClientPrograms(get_server_version()).dump(output)
        _connect_to(former_name)
        cursor.execute(f"DROP DATABASE {DUMPED_NAME}")


def template() -> str:
    """Return the name of the template database, which is created where missing."""
    name = f"migrated_{digest()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_ID])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, 'migrated_')")
        templates = {row[0] for row in cursor.fetchall()}
        if name not in templates:
            for outdated in templates:
                cursor.execute(f"DROP DATABASE {outdated}")
            cursor.execute(f"CREATE DATABASE {UNFINISHED_NAME}")
            former_name = connection.settings_dict["NAME"]
            _connect_to(UNFINISHED_NAME)
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable")
            _connect_to(former_name)
            cursor.execute(f"ALTER DATABASE {UNFINISHED_NAME} RENAME TO {name}")
    return name


def _connect_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


@functools.cache
def digest() -> str:
    """Hash the requirements, and the migrations, models and settings with all their imports."""
    hasher = hashlib.sha256()
    for file in sorted([*_schema_files(), ROOT / "requirements.txt"]):
        hasher.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    return hasher.hexdigest()[:20]


def _schema_files() -> set[Path]:
    queue = [ROOT / "config/settings.py"]
    for package in APPS:
        for pattern in PATTERNS:
            queue += (ROOT / package).glob(pattern)
    files: set[Path] = set()
    while queue:
        if (file := queue.pop()) not in files:
            files.add(file)
            if file.suffix == ".py":
                queue += _imported_files(file)
    return files


def _imported_files(file: Path) -> Iterator[Path]:
    """Yield the project's modules and packages that a file imports, also inside functions."""
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


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    template()
