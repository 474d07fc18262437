"""A site of a test's own: gunicorn as it is configured, its files in one folder, and a database
that can be restarted or killed."""

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

ROOT = Path(__file__).resolve().parent.parent.parent
STARTED = "SELECT pg_postmaster_start_time()"
SET_UP = """
import django
django.setup()
"""
# For what runs on a database of another making.
BEFORE = f"""{SET_UP}
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from storage import collectstatic as static
if static.outdated():
    static.collect()
"""


def run(environment: Mapping[str, str], *arguments: str) -> str:
    """What Python prints; what went wrong ends the test."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class Site:
    """In `place`, and not served yet. `said` is what `prepare`, the code which fills it, printed.
    All its commands run with `settings` in their environment."""

    def __init__(self, place: Path, prepare: str = "", **settings: str) -> None:
        self.place = place
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen(1024)
        self.port = self.listener.getsockname()[1]
        self.server = Server(place / "var/postgres")
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        self.environment = {
            **inherited,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SITE_URL": f"http://localhost:{self.port}",
            "VAR_DIR": str(place / "var"),
            "MEDIA_ROOT": str(place / "media"),
            "STATIC_ROOT": str(place / "static"),
            **settings,
        }
        if not (place / "var/postgres").exists():
            site_template.copy_database(place / "var/postgres")
            site_template.copy_static(place / "static")
        self.said = self.run("-c", SET_UP + prepare).strip() if prepare else ""

    def run(self, *arguments: str) -> str:
        return run(self.environment, *arguments)

    def serve(self) -> None:
        fd = self.listener.fileno()
        command = [sys.executable, "-m", "gunicorn", "--bind", f"fd://{fd}"]
        with open(self.place / "web.log", "a") as log:
            self.process = subprocess.Popen(
                [*command, "--log-level", "warning"],
                cwd=ROOT,
                env=self.environment,
                pass_fds=[fd],
                start_new_session=True,
                stdout=log,
                stderr=log,
            )

    def ask(self, question: str) -> Any:
        """One value of the database."""
        connection = psycopg2.connect(host=str(self.server.ensure()), user=USER, dbname=NAME)
        try:
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchone()[0]
        finally:
            connection.close()

    def restart_database(self) -> None:
        """Stops it; whoever needs it next starts it. That is so fast that `pg_ctl restart`, which
        looks for a process that is gone, would never see it stopped."""
        before = self.ask(STARTED)
        done, said = self.server._run("pg_ctl", "stop", "--mode=fast", "--no-wait")
        assert done, said
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                if self.ask(STARTED) != before:
                    return
            except psycopg2.OperationalError:
                continue  # It is just stopping, or starting.
        pytest.fail("The database was not started again.")

    def kill_database(self) -> None:
        pid = (self.server.data / "postmaster.pid").read_text().split()[0]
        os.kill(int(pid), signal.SIGKILL)

    def kill_workers(self) -> None:
        """All processes of the web but the one that starts them again."""
        master = self.process.pid
        for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split():
            os.kill(int(pid), signal.SIGKILL)

    def end(self, number: int = signal.SIGTERM) -> None:
        """Nobody listens any more, either."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait()
        self.listener.close()
        self.server.release()


@contextmanager
def running(prepare: str, **settings: str) -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="pullquote-site-") as name:
        Path(name).chmod(0o755)  # For the account that runs the server for root.
        site = Site(Path(name), prepare, **settings)
        site.serve()
        try:
            yield site
        finally:
            site.end()
