"""Embedded servers in temporary folders.

As root, the server runs as another account; the tests must pass both as root and otherwise.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from local_postgres import paths
from local_postgres.server import (
    NAME,
    USER,
    Server,
    get_database_settings,
    get_server,
)

ROOT = Path(__file__).resolve().parents[2]
# A process that uses the server, prints the server's PID, and exits when its input ends.
USE = """
import sys
from local_postgres.server import get_server
server = get_server(sys.argv[1])
server.ensure()
print((server.data / "postmaster.pid").read_text().split()[0], flush=True)
sys.stdin.read()
"""


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that all accounts can enter, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-test-"))
    folder.chmod(0o755)
    monkeypatch.setattr(paths, "STATE_FOLDER", folder / "state")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """Data of a stopped server, as copying is faster than creating one."""
    folder = Path(tempfile.mkdtemp(prefix="pullquote-test-"))
    folder.chmod(0o755)
    server = Server(folder / "postgres")
    server.ensure()
    server.release()
    yield server.data
    shutil.rmtree(folder)


@pytest.fixture
def make_data(place: Path, template: Path) -> Callable[..., Path]:
    def copy(name: str = "var") -> Path:
        data = place / name / "postgres"
        data.parent.mkdir(parents=True)
        subprocess.run(["cp", "-a", template, data], check=True)
        return data

    return copy


@pytest.fixture
def start(place: Path) -> Iterator[Callable[[Path], Server]]:
    servers = []

    def ensure(folder: Path) -> Server:
        servers.append(Server(folder))
        servers[-1].ensure()
        return servers[-1]

    yield ensure
    for server in servers:
        server.release()


@pytest.fixture
def use(place: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    processes = []

    def run(folder: Path, script: str = USE) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", script, str(folder)]
        processes.append(
            subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        )
        return processes[-1]

    yield run
    for process in processes:
        with process:  # Close its input, and wait.
            pass


@pytest.fixture
def connect(place: Path, django_db_blocker: Any) -> Iterator[Callable[[Path], BaseDatabaseWrapper]]:
    """Django's connection to the test's server."""
    connections = []

    def open_one(folder: Path) -> BaseDatabaseWrapper:
        settings = {"default": {**get_database_settings(folder), "CONN_MAX_AGE": 600}}
        connections.append(ConnectionHandler(settings)["default"])
        return connections[-1]

    with django_db_blocker.unblock():
        yield open_one
        for connection in connections:
            connection.close()
            get_server(connection.settings_dict["DATA_FOLDER"]).release()


@pytest.fixture
def ask() -> Callable[[Server, str], Any]:
    """Query one value from a server's database."""

    def answer(server: Server, question: str) -> Any:
        connection = psycopg2.connect(host=str(server.ensure()), user=USER, dbname=NAME)
        try:
            cursor = connection.cursor()
            cursor.execute(question)
            return cursor.fetchone()[0]
        finally:
            connection.close()

    return answer
