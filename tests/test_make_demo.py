"""`make demo` after its environment is installed: the process that prepares and serves."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from local_postgres.server import NAME, USER, Server
from tests.support.site_template import copy_static

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
PREPARATIONS = ("Creating the database", "Creating the tables", "Writing", "Collecting")


@pytest.fixture
def place() -> Iterator[Path]:
    """Open to the account that runs the server for root, as pytest's own folders are not."""
    with tempfile.TemporaryDirectory(prefix="pullquote-demo-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


class Demo:
    def __init__(self, place: Path, **settings: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.server.demo"],
            cwd=ROOT,
            env={
                **inherited,
                "PORT": str(self.port),
                "VAR_DIR": str(place / "var"),
                "MEDIA_ROOT": str(place / "media"),
                "STATIC_ROOT": str(place / "static"),
                **settings,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""

    def wait_until_served(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said += line
            if line.startswith("Read it at"):
                return
        pytest.fail(f"The demo ended before it served:\n{self.said}")

    def get(self, path: str) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return int(answer.status)

    def end(self, number: int = signal.SIGINT) -> int:
        """To the whole group, as a terminal does on Ctrl-C."""
        os.killpg(self.process.pid, number)
        self.process.communicate()
        return self.process.returncode


def rows(place: Path) -> dict[str, int]:
    """How many rows every table of the demo has."""
    server = Server(place / "var/postgres")
    connection = psycopg2.connect(host=str(server.ensure()), user=USER, dbname=NAME)
    try:
        cursor = connection.cursor()
        # But for what a worker writes, however far it came: its orders, what the clock says, and
        # that readers see the sizes of a picture that it has made.
        written = "%task%|clock_periodictask|mail_queuedemail|page_cache_change"
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE relname NOT SIMILAR TO %s", [written]
        )
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
        return counts
    finally:
        connection.close()
        server.release()


def test_demo_serves_stops_whole_and_finds_everything_as_it_was(place: Path) -> None:
    first = Demo(place)
    first.wait_until_served()
    assert [words for words in PREPARATIONS if words in first.said] == list(PREPARATIONS)
    assert f"E-mails are files in {place / 'var/mail'}/.\n" in first.said
    assert first.get("/") == 200
    assert first.get("/admin/login/") == 200
    assert first.end() == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(first.process.pid, 0)
    assert Server(place / "var/postgres").status() is None
    before = rows(place)
    assert before["blog_post"] >= 24

    second = Demo(place)
    second.wait_until_served()
    assert [words for words in PREPARATIONS if words in second.said] == []
    assert "password" in second.said
    assert second.get("/") == 200
    assert second.end(signal.SIGTERM) == 0
    assert Server(place / "var/postgres").status() is None
    assert rows(place) == before


def test_nothing_outlives_a_demo_that_is_killed(place: Path) -> None:
    copy_static(place / "static")
    demo = Demo(place)
    demo.wait_until_served()
    assert demo.get("/") == 200
    demo.process.kill()
    # Its output ends when the last process that writes to it does, the worker among them.
    demo.process.communicate()
    assert Server(place / "var/postgres").status() is None


def test_port_in_use_is_said_before_anything_is_done(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        demo = Demo(tmp_path, PORT=str(port))
        said, _ = demo.process.communicate()
    assert said == (
        f"pullquote: port {port} cannot be used (Address already in use); set PORT to another.\n"
    )
    assert demo.process.returncode == 2
    assert list(tmp_path.iterdir()) == []
