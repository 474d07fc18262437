"""`make demo`: the process that prepares and serves the demo."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg2
import pytest

from config.schedule import SCHEDULE
from local_postgres.server import NAME, USER, Server
from tests.support.patience import PATIENCE
from tests.support.ports import free_port
from tests.support.process_output import ProcessOutput

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent
PREPARATIONS = ("Creating the database", "Creating the tables", "Writing", "Collecting")


class Demo:
    def __init__(self, folder: Path, is_patient: bool = False, **settings: str) -> None:
        patient = ["tests.support.patient_web"] if is_patient else []
        self.port = free_port()
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", *patient, "config.server.demo"],
            cwd=ROOT,
            env={
                **inherited,
                "PORT": str(self.port),
                "VAR_DIR": str(folder / "var"),
                "MEDIA_ROOT": str(folder / "media"),
                "STATIC_ROOT": str(folder / "static"),
                **settings,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.output = ProcessOutput(self.process)

    def wait_until_served(self) -> None:
        self.output.wait_for("Read it at")

    def get(self, path: str) -> int:
        address = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(address, timeout=PATIENCE) as answer:
            return int(answer.status)

    def stop(self, signal_number: int = signal.SIGINT) -> int:
        """Send a signal to the whole process group, as a terminal does on Ctrl-C."""
        os.killpg(self.process.pid, signal_number)
        self.output.wait_for_end()
        return self.process.wait()


class First(NamedTuple):
    """A demo that was created, served and stopped, with the responses meanwhile."""

    folder: Path
    demo: Demo
    statuses: list[int]
    exit_code: int


@pytest.fixture(scope="module")
def first() -> Iterator[First]:
    # The account of the database server could not read a folder of pytest.
    with tempfile.TemporaryDirectory(prefix="pullquote-demo-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        demo = Demo(folder)
        demo.wait_until_served()
        statuses = [demo.get("/"), demo.get("/admin/login/")]
        yield First(folder, demo, statuses, demo.stop())


@contextmanager
def connect(folder: Path) -> Iterator[Any]:
    """Connect to the database of a demo, in one transaction; yields a cursor."""
    server = Server(folder / "var/postgres")
    try:
        connection = psycopg2.connect(host=str(server.ensure()), user=USER, dbname=NAME)
        with closing(connection), connection, connection.cursor() as cursor:
            yield cursor
    finally:
        server.release()


def postpone_tasks(folder: Path) -> None:
    """Leave the next worker nothing to do: how far it comes depends on the machine, and tasks write
    to many tables, such as those of the dataset and of the words for suggestions."""
    with connect(folder) as cursor:
        cursor.execute("DELETE FROM django_tasks_database_dbtaskresult")
        cursor.execute(
            "INSERT INTO clock_periodictask (name, due_at)"
            " SELECT unnest(%s), now() + interval '1 day'"
            " ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at",
            [list(SCHEDULE)],
        )


def count_rows(folder: Path) -> dict[str, int]:
    """Count the rows of each table."""
    with connect(folder) as cursor:
        # The worker may still write to these tables: tasks, periodic tasks, queued e-mails, changes
        # of cached pages.
        ignored = "%task%|clock_periodictask|mail_queuedemail|page_cache_change"
        cursor.execute(
            "SELECT relname FROM pg_stat_user_tables WHERE relname NOT SIMILAR TO %s", [ignored]
        )
        counts = {}
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
        return counts


def test_demo_stops_completely_and_restarts_unchanged(first: First) -> None:
    folder, output = first.folder, str(first.demo.output)
    assert [message for message in PREPARATIONS if message in output] == list(PREPARATIONS)
    assert f"E-mails are files in {folder / 'var/mail'}/.\n" in output
    assert first.statuses == [200, 200]
    assert first.exit_code == 0
    with pytest.raises(ProcessLookupError):
        os.killpg(first.demo.process.pid, 0)
    assert Server(folder / "var/postgres").get_status() is None
    postpone_tasks(folder)
    before = count_rows(folder)
    assert before["blog_post"] >= 24

    second = Demo(folder)
    second.wait_until_served()
    assert [message for message in PREPARATIONS if message in str(second.output)] == []
    assert "password" in str(second.output)
    assert second.get("/") == 200
    assert second.stop(signal.SIGTERM) == 0
    assert Server(folder / "var/postgres").get_status() is None
    assert count_rows(folder) == before


def test_killed_demo_leaves_no_processes(first: First) -> None:
    demo = Demo(first.folder)
    demo.wait_until_served()
    assert demo.get("/") == 200
    demo.process.kill()
    # The output ends when the last process exits, including the worker.
    demo.output.wait_for_end()
    demo.process.wait()
    assert Server(first.folder / "var/postgres").get_status() is None


def test_port_in_use_is_reported_before_preparation(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        demo = Demo(tmp_path, PORT=str(port))
        output = demo.output.wait_for_end()
    assert output == (
        f"pullquote: port {port} cannot be used (Address already in use); set PORT to another.\n"
    )
    assert demo.process.wait() == 2
    assert list(tmp_path.iterdir()) == []
