"""A site of its own for what breaks it: its database, its processes, its files, in one folder."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from config.postgres.server import Server

ROOT = Path(__file__).resolve().parent.parent.parent
PREPARE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from config import static
if static.outdated():
    static.collect()
"""


class Site:
    """Served by `processes` of gunicorn on `port`. `environment` is what its commands run with."""

    def __init__(self, place: Path, processes: int, **settings: str) -> None:
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
            "WEB_CONCURRENCY": str(processes),
            **settings,
        }
        self.run("-c", PREPARE)

    def run(self, *arguments: str) -> str:
        """What it prints; what went wrong ends the test."""
        command = [sys.executable, *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

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

    def end(self, number: int = signal.SIGTERM) -> None:
        """Nobody listens any more, either."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
            self.process.wait()
        self.listener.close()
