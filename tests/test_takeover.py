"""A second web takes over the socket of the first, as in an upgrade of containers."""

import contextlib
import http.client
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import database
from tests.support.patience import PATIENCE
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


class Web:
    def __init__(self, shown: Path, media: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--log-level", "warning"],
            cwd=ROOT,
            env=database.environment()
            | {"WEB_SOCKET": str(shown), "PORT": str(free_port()), "MEDIA_ROOT": str(media)}
            | {"STATIC_ROOT": str(shown.parent / "static")}
            | {"WEB_CONCURRENCY": "1", "TRUSTED_PROXIES": "1", "GUNICORN_CMD_ARGS": ""},
            stderr=subprocess.PIPE,
            text=True,
        )

    def end(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        errors = self.process.communicate(timeout=PATIENCE)[1]
        # A busy machine is no error: the web logs requests that took seconds.
        return self.process.returncode, re.sub(r"(?m)^[A-Z]+ /.* after \d+\.\d+ s\n", "", errors)


def wait_for(condition: Callable[[], bool], web: Web) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert web.process.poll() is None, web.end()
        assert time.monotonic() < until
        time.sleep(0.05)


def ask(path: Path) -> int:
    connection = http.client.HTTPConnection("localhost", timeout=PATIENCE)
    connection.sock = socket.socket(socket.AF_UNIX)
    with contextlib.closing(connection):
        connection.sock.connect(str(path))
        connection.request("GET", "/healthz")
        return connection.getresponse().status


@pytest.fixture
def shown() -> Iterator[Path]:
    """Run in a folder with a path short enough for a socket."""
    with tempfile.TemporaryDirectory() as name:
        Path(name, "static").mkdir()
        yield Path(name, "web.sock")


@pytest.fixture
def start(shown: Path) -> Iterator[Callable[[Path], Web]]:
    webs: list[Web] = []

    def begin(media: Path) -> Web:
        webs.append(Web(shown, media))
        return webs[-1]

    yield begin
    for web in webs:
        if web.process.poll() is None:
            web.end()


def test_new_web_takes_over_socket_and_old_one_leaves_it(shown, start, tmp_path):
    first = start(tmp_path)
    wait_for(shown.exists, first)
    was = shown.stat().st_ino
    second = start(tmp_path)
    wait_for(lambda: shown.stat().st_ino != was, second)
    assert first.end() == (0, "")
    assert ask(shown) == 200
    assert second.end() == (0, "")
    with pytest.raises(ConnectionRefusedError):
        ask(shown)


def test_unready_web_does_not_take_over_socket(shown, start, tmp_path):
    first = start(tmp_path)
    wait_for(shown.exists, first)
    was = shown.stat().st_ino
    second = start(tmp_path / "not-there")
    errors = second.process.communicate(timeout=PATIENCE)[1]
    assert "pullquote: this web cannot serve: storage: FileNotFoundError\n" in errors
    assert (shown.stat().st_ino, ask(shown)) == (was, 200)
    assert first.end() == (0, "")
