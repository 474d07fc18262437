"""A site as it is served: `make serve`, nginx in front of it as `deploy/nginx.conf` has it, a
database that nobody starts but we, and a disk of its own for uploads."""

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg2

from config.postgres.server import NAME, USER, Server

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 90  # seconds
MEDIA = "24m"
FAKETIME = Path("/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
PREPARE = """
import django
django.setup()
from django.core.management import call_command
from config import static
call_command("migrate", verbosity=0, interactive=False)
static.collect()
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Stack:
    """In `place`. `said` is the last word that `prepare`, the code which fills it, printed."""

    def __init__(self, place: Path, prepare: str) -> None:
        self.place = place
        self.undo = ExitStack()
        try:
            self._begin(place, prepare)
        except BaseException:
            self.undo.close()
            raise

    def _begin(self, place: Path, prepare: str) -> None:
        self.port, self.web_port = free_port(), free_port()
        self.server = Server(place / "var/postgres")
        self.undo.callback(self.server.release)
        sockets = self.server.ensure()
        self.media = place / "media"
        self.media.mkdir()
        self.has_own_disk = self._mount()
        self.clock = place / "clock"
        self.has_own_clock = FAKETIME.exists()
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"postgres://{USER}@/{NAME}?host={sockets}&port=5432",
            "SITE_URL": f"https://localhost:{self.port}",
            "TRUSTED_PROXIES": "2",  # nginx, and who says where a reader comes from.
            "VAR_DIR": str(place / "var"),
            "MEDIA_ROOT": str(self.media),
            "STATIC_ROOT": str(place / "static"),
            "PORT": str(self.web_port),
        }
        self.said = self.run("-c", PREPARE + prepare).split()
        self._serve()
        self._begin_nginx()

    def _mount(self) -> bool:
        """Only root may."""
        mount = ["mount", "-t", "tmpfs", "-o", f"size={MEDIA}", "tmpfs", str(self.media)]
        if os.geteuid() or subprocess.run(mount).returncode:
            return False
        self.undo.callback(subprocess.run, ["umount", str(self.media)], check=True)
        return True

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _serve(self) -> None:
        clock = {}
        if self.has_own_clock:
            self.step_clock(0)
            clock = {
                "LD_PRELOAD": str(FAKETIME),
                "FAKETIME_TIMESTAMP_FILE": str(self.clock),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            }
        log = open(self.place / "web.log", "a")  # noqa: SIM115  (`undo` closes it)
        self.undo.callback(log.close)
        self.serving = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            cwd=ROOT,
            env=self.environment | clock,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        self.undo.callback(self._end_serving)

    def step_clock(self, seconds: int) -> None:
        """How far that of the web and of its worker is ahead of the world's."""
        new = self.clock.with_name("clock.new")
        new.write_text(f"{seconds:+d}\n")
        new.rename(self.clock)

    def _begin_nginx(self) -> None:
        folder = self.place / "nginx"
        folder.mkdir()
        key, certificate = folder / "key.pem", folder / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
            + ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)],
            check=True,
            stderr=subprocess.DEVNULL,
        )
        site = (ROOT / "deploy/nginx.conf").read_text()
        for pattern, text in (
            (r"server_name [^;]+;", "server_name localhost;"),
            (r"ssl_certificate [^;]+;", f"ssl_certificate {certificate};"),
            (r"ssl_certificate_key [^;]+;", f"ssl_certificate_key {key};"),
            (r"127\.0\.0\.1:8000", f"127.0.0.1:{self.web_port}"),
            (r"/var/cache/nginx/pullquote", f"{folder}/cache"),
            (r"/srv/pullquote/staticfiles", f"{self.place}/static"),
            (r"/srv/pullquote/media", str(self.media)),
            (r"listen 443 ssl", f"listen 127.0.0.1:{self.port} ssl"),
            (r"\n +listen \[::\][^;]*;", ""),
            (r"listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ):
            site = re.sub(pattern, text, site)
        main = folder / "nginx.conf"
        main.write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log warn;\n"
            "worker_processes 1; events { worker_connections 1024; }\n"
            f"http {{ access_log off; include /etc/nginx/mime.types;\n{site}\n}}\n"
        )
        nginx = subprocess.Popen(["nginx", "-c", str(main)], start_new_session=True)
        self.undo.callback(nginx.wait)
        self.undo.callback(nginx.terminate)

    # Who runs.

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
        return self._serving("config.worker")

    # The database.

    def postmaster(self) -> int:
        return int((self.server.data / "postmaster.pid").read_text().split()[0])

    def stop_database(self, mode: str) -> None:
        done, said = self.server._run("pg_ctl", "stop", f"--mode={mode}")
        assert done, said

    def start_database(self) -> None:
        self.server.ensure()

    def ask(self, question: str) -> list[tuple]:
        host = str(self.server.ensure())
        connection = psycopg2.connect(host=host, user=USER, dbname=NAME)
        try:
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchall()
        finally:
            connection.close()

    def complaints(self) -> str:
        """Where the web failed in a way that it did not expect."""
        log = (self.place / "web.log").read_text()
        return "\n".join(
            re.findall(r"^Internal Server Error.*?(?=^\S.*\n(?!Traceback))", log, re.M | re.S)[:3]
        )

    def _end_serving(self) -> None:
        self.serving.terminate()
        try:
            self.serving.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.serving.pid, signal.SIGKILL)
            self.serving.wait()

    def end(self) -> None:
        self.undo.close()
