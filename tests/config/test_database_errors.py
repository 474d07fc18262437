"""An unusable database is reported in one line by every entry point."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
STARTS = {
    "manage.py": ["manage.py", "migrate", "--plan"],
    "gunicorn": ["-m", "gunicorn", "--bind=127.0.0.1:0"],
    "make demo": ["-m", "config.server.demo"],
}


@pytest.fixture
def free_port() -> Iterator[int]:
    """Return a port that is bound but not listening."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        yield unused.getsockname()[1]


@pytest.fixture
def place() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="pullquote-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def start(how: str, place: Path, **settings: str) -> tuple[int, str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    environment = {**os.environ, "DATABASE_URL": "", "PORT": port, "VAR_DIR": str(place)}
    result = subprocess.run(
        [sys.executable, *STARTS[how]],
        cwd=ROOT,
        env={**environment, **settings},
        capture_output=True,
        text=True,
    )
    return result.returncode, result.stdout, result.stderr


@pytest.mark.parametrize("how", STARTS)
def test_unreachable_server_is_reported_in_one_line(how: str, place: Path, free_port: int) -> None:
    url = f"postgres://somebody:hush@127.0.0.1:{free_port}/blog"
    assert start(how, place, DATABASE_URL=url) == (
        2,
        "",
        "pullquote: DATABASE_URL leads to no usable database: connection to server at"
        f' "127.0.0.1", port {free_port} failed: Connection refused.'
        " Start that server, or correct the address.\n",
    )


@pytest.mark.parametrize("how", STARTS)
def test_data_of_another_version_is_reported_in_one_line(how: str, place: Path) -> None:
    data = place / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("15\n")
    assert start(how, place) == (
        2,
        "",
        f"pullquote: The database in {data} was made by PostgreSQL 15, but this is 18: dump it"
        " with version 15 and load it with 18, or move the folder away to begin anew.\n",
    )


@pytest.mark.parametrize("how", ["gunicorn", "make demo"])
def test_wrong_port_is_reported_in_one_line(how: str, place: Path) -> None:
    assert start(how, place, PORT="80x") == (
        2,
        "",
        "pullquote: PORT is '80x'; write a whole number from 1 to 65535.\n",
    )
