"""A complete site for a test: gunicorn with its real configuration, files in one folder, and a
database that can be restarted or killed."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from local_postgres.server import NAME, USER, Server
from tests.support import site_template
from tests.support.patience import PATIENCE

ROOT = Path(__file__).resolve().parent.parent.parent
START_TIME_SQL = "SELECT pg_postmaster_start_time()"
SETUP_CODE = """
import django
django.setup()
"""
# For databases that are not copies of the template.
MIGRATE_CODE = f"""{SETUP_CODE}
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from storage import collectstatic as static
if static.is_outdated():
    static.collect()
"""


def run(environment: Mapping[str, str], *arguments: str) -> str:
    """Run Python with these arguments and return its output; a failure fails the test."""
    completed = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert completed.returncode == 0, completed.stderr
    return completed.stdout


class Site:
    """A site in `folder`, not served yet.

    `prepare` is code that creates its content; `output` is its output. All commands run with
    `settings` in their environment.
    """

    def __init__(self, folder: Path, prepare: str = "", **settings: str) -> None:
        self.folder = folder
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(1024)
        self.port = self.listener.getsockname()[1]
        self.server = Server(folder / "var/postgres")
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        self.environment = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SITE_URL": f"http://localhost:{self.port}",
            "VAR_DIR": str(folder / "var"),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            **settings,
        }
        if not (folder / "var/postgres").exists():
            site_template.copy_database(folder / "var/postgres")
            site_template.copy_static(folder / "static")
        self.output = self.run("-c", SETUP_CODE + prepare).strip() if prepare else ""

    def run(self, *arguments: str) -> str:
        return run(self.environment, *arguments)

    def serve(self) -> None:
        fd = self.listener.fileno()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{fd}"]
        with open(self.folder / "web.log", "a") as log:
            self.process = subprocess.Popen(
                [*command, "--log-level", "warning"],
                cwd=ROOT,
                env=self.environment,
                pass_fds=[fd],
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    def query_value(self, sql: str) -> Any:
        """Return the first column of the first row."""
        connection = psycopg2.connect(host=str(self.server.ensure()), user=USER, dbname=NAME)
        try:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchone()[0]
        finally:
            connection.close()

    def restart_database(self) -> None:
        """Stop the database; the next client starts it.

        That happens so fast that `pg_ctl restart`, which waits for the process to disappear, would
        never notice the stop.
        """
        before = self.query_value(START_TIME_SQL)
        is_stopped, error = self.server._run("pg_ctl", "stop", "--mode=fast", "--no-wait")
        assert is_stopped, error
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                if self.query_value(START_TIME_SQL) != before:
                    return
            except psycopg2.OperationalError:
                pass  # It is stopping or starting.
            time.sleep(0.01)  # Leaves the cores to the server.
        pytest.fail("The database was not started again.")

    def kill_database(self) -> None:
        pid = (self.server.data / "postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)

    def kill_workers(self) -> None:
        """Kill all web processes except the gunicorn master, which restarts them."""
        master = self.process.pid
        for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> None:
        """Stop the web processes, close the port and release the database."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait()
        self.listener.close()
        self.server.release()


@contextmanager
def running_site(prepare: str, **settings: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="pullquote-site-") as name:
        Path(name).chmod(0o755)  # As root, PostgreSQL runs with another account.
        site = Site(Path(name), prepare, **settings)
        site.serve()
        try:
            yield site
        finally:
            site.end()
