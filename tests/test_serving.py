"""`make serve`: what is killed comes back, and a new version comes in with nobody refused."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.postgres.server import Server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parent.parent


class Served:
    def __init__(self, place: Path) -> None:
        self.place = place
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        self.environment = {
            **inherited,
            "PORT": str(self.port),
            "SITE_URL": f"http://localhost:{self.port}",
            "VAR_DIR": str(place / "var"),
            "MEDIA_ROOT": str(place / "media"),
            "STATIC_ROOT": str(place / "static"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []

    def wait_for(self, words: str) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.said.append(line)
            if words in line:
                return
        pytest.fail("It ended:\n" + "".join(self.said))

    def get(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def reload(self) -> None:
        command = [sys.executable, "-m", "config.serve", "--reload"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def web(self) -> int:
        """The process of the web's master."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        [pid] = [
            child
            for child in children.split()
            if b"gunicorn" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]
        return int(pid)

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()
        return self.process.returncode


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """The tables and the static files are made once for all tests here."""
    with tempfile.TemporaryDirectory(prefix="pullquote-serve-") as name:
        Path(name).chmod(0o755)
        Path(name, "media").mkdir()
        yield Path(name)


@pytest.fixture
def served(place: Path) -> Iterator[Served]:
    made = Served(place)
    yield made
    if made.process.poll() is None:
        made.end()


def test_a_new_version_comes_in_while_readers_are_served(served: Served) -> None:
    served.wait_for("Serving on port")
    assert (served.get(), served.get("/readyz")) == (200, 200)
    answers: Counter[object] = Counter()
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                answers[served.get()] += 1
            except OSError as error:
                answers[repr(error)] += 1

    readers = [threading.Thread(target=read) for _number in range(4)]
    for reader in readers:
        reader.start()
    try:
        for _time in range(2):
            served.reload()
            served.wait_for("The new version serves.")
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert set(answers) == {200}
    assert served.end() == 0
    assert Server(served.place / "var/postgres").status() is None
    assert not (served.place / "var/serve.pid").exists()


def test_what_is_killed_comes_back(served: Served) -> None:
    served.wait_for("Serving on port")
    os.killpg(served.web(), signal.SIGKILL)
    served.wait_for("The web ended and is started again.")
    assert served.get() == 200


def test_a_version_that_cannot_start_changes_nothing(served: Served) -> None:
    served.wait_for("Serving on port")
    kept = served.place / "var/secret-key"
    words = kept.read_text()
    kept.write_text("cut")
    served.reload()
    served.wait_for("the old one goes on")
    assert served.get() == 200
    kept.write_text(words)
    served.reload()
    served.wait_for("The new version serves.")
    assert served.get() == 200
