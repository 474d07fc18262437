"""A template of test sites: a migrated database and collected static files.

Creating both takes 8 s of CPU time, so it is done once for each state of the code and then copied.
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
# The database stops with this process, its only client.
CREATE_CODE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
if executor.migration_plan(executor.loader.graph.leaf_nodes()):
    call_command("migrate", verbosity=0, interactive=False)
from storage import collectstatic as static
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
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        settings = {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(template / "var"),
            "STATIC_ROOT": str(template / "static"),
        }
        completed = subprocess.run(
            [sys.executable, "-c", CREATE_CODE],
            cwd=ROOT,
            env={**inherited, **settings},
            capture_output=True,
            text=True,
        )
        assert completed.returncode == 0, completed.stderr
    return template
