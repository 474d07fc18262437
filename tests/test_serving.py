"""`make serve` restarts killed processes, and deploys new versions without downtime."""

import os
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_postgres.server import Server
from tests.support import site_template
from tests.support.patience import PATIENCE
from tests.support.patient_web import PATIENT_WEB
from tests.support.serve_process import ServeProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder with a migrated database, which all tests here serve."""
    with tempfile.TemporaryDirectory(prefix="pullquote-serve-") as name:
        Path(name).chmod(0o755)
        site_template.copy_database(Path(name, "var/postgres"))
        Path(name, "media").mkdir()
        yield Path(name)


@pytest.fixture
def served(place: Path) -> Iterator[ServeProcess]:
    server = ServeProcess(place, **PATIENT_WEB)
    yield server
    if server.process.poll() is None:
        server.end()


def test_reload_deploys_new_version_without_downtime(served: ServeProcess) -> None:
    served.output.wait_for("Serving on port")
    assert (served.get(), served.get("/readyz")) == (200, 200)
    answers: Counter[object] = Counter()
    stop = threading.Event()

    def read() -> None:
        while not stop.wait(0.01):  # Leaves the cores to the processes that start.
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
            served.output.wait_for("The new version serves.")
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert set(answers) == {200}
    assert served.end() == 0
    wait_until_stopped(Server(served.folder / "var/postgres"))
    assert not (served.folder / "var/serve.pid").exists()


def wait_until_stopped(server: Server) -> None:
    """Wait for the last user of a server: on a busy machine a worker ends after the supervisor."""
    until = time.monotonic() + PATIENCE
    while server.get_status() is not None:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_killed_process_is_restarted(served: ServeProcess) -> None:
    served.output.wait_for("Serving on port")
    os.killpg(served.gunicorn_pid(), signal.SIGKILL)
    served.output.wait_for("The web ended and is started again.")
    assert served.get() == 200


def test_failed_reload_keeps_old_version(served: ServeProcess) -> None:
    served.output.wait_for("Serving on port")
    key_file = served.folder / "var/secret-key"
    key = key_file.read_text()
    key_file.write_text("cut")
    served.reload()
    served.output.wait_for("the old one goes on")
    assert served.get() == 200
    key_file.write_text(key)
    served.reload()
    served.output.wait_for("The new version serves.")
    assert served.get() == 200
