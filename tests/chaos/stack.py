"""A complete site: `make serve`, nginx with `deploy/nginx.conf`, a database under the control of
the test, a replica, Valkey, and a separate disk for uploads."""

import os
import re
import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg2

from local_postgres.server import NAME, USER, Server
from tests.deploy.nginx import HOST, Nginx
from tests.support import valkey
from tests.support.ports import free_port
from tests.support.replica import Replica
from tests.support.site import MIGRATE_CODE, ROOT, run

STOP_TIMEOUT = 90  # Seconds.
MEDIA_SIZE = "24m"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")


class Stack:
    """A site in `folder`.

    `prepare` is code that creates the content, `output` the words that it printed; `wrong_answers`
    lists wrong responses; `connections` is the limit of each nginx process.
    """

    def __init__(self, folder: Path, prepare: str, connections: int = 1024) -> None:
        self.folder, self.connections = folder, connections
        self.wrong_answers: list[str] = []
        self.undo = ExitStack()
        try:
            self._begin(folder, prepare)
        except BaseException:
            self.undo.close()
            raise

    def _begin(self, folder: Path, prepare: str) -> None:
        self.web_port = free_port()
        self.server = Server(folder / "var/postgres")
        self.undo.callback(self.server.release)
        sockets = self.server.ensure()
        self.media = folder / "media"
        self.media.mkdir()
        self.has_own_disk = self._mount()
        self.clock = folder / "clock"
        self.has_own_clock = FAKETIME.exists()
        self.replica = Replica(folder)
        self.valkey = self.undo.enter_context(valkey.running()) if valkey.PROGRAM else None
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgres://{USER}@/{NAME}?host={sockets}&port=5432",
            "REPLICA_URLS": self.replica.url,
            "VALKEY_URL": self.valkey.address if self.valkey else "",
            "SITE_URL": f"https://{HOST}",
            "TRUSTED_PROXIES": "2",  # nginx and the proxy that sets the client IP.
            "VAR_DIR": str(folder / "var"),
            "MEDIA_ROOT": str(self.media),
            "STATIC_ROOT": str(folder / "static"),
            "PORT": str(self.web_port),
        }
        self.output = run(self.environment, "-c", MIGRATE_CODE + prepare).split()
        self.undo.callback(self.replica.remove)
        self.replica.follow(self.server)
        self._serve()
        self.undo.callback(self._end_serving)
        web = f"127.0.0.1:{self.web_port}"
        self.nginx = Nginx(folder, web, connections=self.connections)
        self.undo.callback(self.nginx.end)
        self.port = self.nginx.port

    def _mount(self) -> bool:
        """Mount a tmpfs for the uploads, which requires root."""
        mount = ["mount", "-t", "tmpfs", "-o", f"size={MEDIA_SIZE}", "tmpfs", str(self.media)]
        if os.geteuid() or subprocess.run(mount).returncode:
            return False
        self.undo.callback(subprocess.run, ["umount", str(self.media)], check=True)
        return True

    def _serve(self, with_clock: bool = False) -> None:
        clock = {}
        if with_clock:
            self.step_clock(0)
            clock = {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME_TIMESTAMP_FILE": str(self.clock),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
        log = open(self.folder / "web.log", "a")  # noqa: SIM115  (`undo` closes it)
        self.undo.callback(log.close)
        self.serving = subprocess.Popen(
            [sys.executable, "-m", "config.server.serve"],
            cwd=ROOT,
            env=self.environment | clock,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )

    def serve_again(self, with_clock: bool = False) -> None:
        """Restart the server, with its own clock if needed, which makes every time call slow."""
        self._end_serving()
        self._serve(with_clock)

    def step_clock(self, seconds: int) -> None:
        """Set the offset of the clock of the web server and the worker in seconds."""
        new = self.clock.with_name("clock.new")
        new.write_text(f"{seconds:+d}\n")
        new.rename(self.clock)

    # Processes.

    def children(self, pid: int) -> list[int]:
        try:
            return [int(c) for c in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        except FileNotFoundError:
            return []

    def _serving(self, module: str) -> int:
        for pid in self.children(self.serving.pid):
            if module in Path(f"/proc/{pid}/cmdline").read_text():
                return pid
        raise ProcessLookupError(module)

    def gunicorn(self) -> int:
        return self._serving("gunicorn")

    def worker(self) -> int:
        return self._serving("config.server.worker")

    # The database.

    def postmaster(self) -> int:
        return int((self.server.data / "postmaster.pid").read_text().split()[0])

    def stop_database(self, mode: str) -> None:
        is_stopped, error = self.server._run("pg_ctl", "stop", f"--mode={mode}")
        assert is_stopped, error

    def start_database(self) -> None:
        self.server.ensure()

    def query_rows(self, sql: str) -> list[tuple]:
        host = str(self.server.ensure())
        connection = psycopg2.connect(host=host, user=USER, dbname=NAME)
        try:
            cursor = connection.cursor()
            cursor.execute(sql)
            return cursor.fetchall()
        finally:
            connection.close()

    def internal_errors(self) -> str:
        """Return tracebacks of unexpected errors in the web server."""
        log = (self.folder / "web.log").read_text()
        return "\n".join(
            re.findall(r"^Internal Server Error.*?(?=^\S.*\n(?!Traceback))", log, re.M | re.S)[:3]
        )

    def _end_serving(self) -> None:
        self.serving.terminate()
        try:
            self.serving.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            os.killpg(self.serving.pid, signal.SIGKILL)
            self.serving.wait()

    def end(self) -> None:
        self.undo.close()
