"""A template of test sites: a migrated database and collected static files.

Creating both takes seconds of CPU time, so it is done once for each state of the code and then
copied. The database is loaded from a dump of that of the tests: migrating it would take five
seconds more.
"""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import migrated_database

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "var" / "test-sites"
# Both have the file of the dump as their argument.
DUMP_CODE = """
import sys
from pathlib import Path
import django
django.setup()
from tests.support import migrated_database
migrated_database.dump(Path(sys.argv[1]))
"""
# The database stops with this process, its only client.
CREATE_CODE = """
import sys
from pathlib import Path
import django
django.setup()
from django.db import connection
from operations.backup.database import ClientPrograms, get_server_version
from storage import collectstatic as static
if not connection.introspection.table_names():
    ClientPrograms(get_server_version()).restore(Path(sys.argv[1]))
if static.is_outdated():
    static.collect()
"""


def copy_static(target: Path) -> None:
    """Copy the collected static files to `target`, which may exist."""
    shutil.copytree(_template() / "static", target, dirs_exist_ok=True)


def copy_database(target: Path) -> None:
    """Copy the database to the new data folder `target`, with owners and modes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = (_template() / "var/postgres").resolve()
    subprocess.run(["cp", "-a", str(data), str(target)], check=True)


@functools.cache
def _template() -> Path:
    """Create the template in one process while others wait, and delete outdated ones."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    template = TEMPLATES / migrated_database.digest()
    with open(TEMPLATES / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for former in TEMPLATES.iterdir():
            if former.is_dir() and former != template:
                shutil.rmtree((former / "var/postgres").resolve(), ignore_errors=True)
                shutil.rmtree(former)
        template.mkdir(exist_ok=True)
        settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
        dump = template / "database.dump"
        if not dump.exists():
            unfinished = template / "unfinished.dump"
            _run(DUMP_CODE, unfinished, settings)
            unfinished.rename(dump)
        settings.pop("DATABASE_URL", None)
        settings |= {"VAR_DIR": str(template / "var"), "STATIC_ROOT": str(template / "static")}
        _run(CREATE_CODE, dump, settings)
    return template


def _run(code: str, dump: Path, environment: dict[str, str]) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", code, str(dump)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert completed.returncode == 0, completed.stderr
