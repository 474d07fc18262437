"""A real Valkey server for a test, which can be killed, stopped and restarted."""

import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import redis

from tests.support.patience import PATIENCE
from tests.support.ports import free_port

PROGRAM = shutil.which("valkey-server") or shutil.which("redis-server")


class Server:
    def __init__(self, folder: str) -> None:
        if not PROGRAM:
            pytest.skip("There is no valkey-server.")
        self._command = [PROGRAM, "--dir", folder, "--save", "", "--bind", "127.0.0.1"]
        self.port = free_port()
        self.start()

    @property
    def address(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def patient_address(self) -> str:
        """The address with timeouts that a server on a busy machine does not exceed."""
        return f"{self.address}?socket_timeout={PATIENCE}&socket_connect_timeout={PATIENCE}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [*self._command, "--port", str(self.port)], stdout=subprocess.DEVNULL
        )
        while True:
            try:
                self.client().ping()
                return
            except redis.ConnectionError:
                assert self.process.poll() is None, "Valkey did not start."

    def client(self) -> redis.Redis:
        return redis.Redis(
            port=self.port,
            decode_responses=True,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
        )

    def send_signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        if number == signal.SIGKILL:
            self.process.wait()


@contextmanager
def running() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="pullquote-valkey-") as folder:
        server = Server(folder)
        try:
            yield server
        finally:
            server.process.kill()
            server.process.wait()
