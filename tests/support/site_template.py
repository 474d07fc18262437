"""What sites of tests begin with, made once for each state of the code and copied: a database with
its tables, and the collected static files. To make both takes 8 s of CPU time."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support import migrated

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "var" / "test-sites"
# The database stops with this process, the only one that uses it.
MAKE = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
if executor.migration_plan(executor.loader.graph.leaf_nodes()):
    call_command("migrate", verbosity=0, interactive=False)
from storage import collectstatic as static
if static.outdated():
    static.collect()
"""


def copy_static(target: Path) -> None:
    """Into `target`, which may exist: whoever serves from there has nothing to collect."""
    shutil.copytree(_template() / "static", target, dirs_exist_ok=True)


def copy_database(target: Path) -> None:
    """To `target`, a folder of data that does not exist yet; owners and modes stay."""
    target.parent.mkdir(parents=True, exist_ok=True)
    data = (_template() / "var/postgres").resolve()
    subprocess.run(["cp", "-a", str(data), str(target)], check=True)


@functools.cache
def _template() -> Path:
    """One process makes it, the others wait. Those of former code go."""
    TEMPLATES.mkdir(parents=True, exist_ok=True)
    template = TEMPLATES / migrated.digest()
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
        done = subprocess.run(
            [sys.executable, "-c", MAKE],
            cwd=ROOT,
            env={**inherited, **settings},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    return template
