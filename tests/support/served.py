"""What `make serve` starts, for a test."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.site_template import copy_static

ROOT = Path(__file__).resolve().parent.parent.parent


class Served:
    """With its files in `place`; `settings` are further ones of the environment."""

    def __init__(self, place: Path, **settings: str) -> None:
        self.place = place
        copy_static(place / "static")
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
            **settings,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.server.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said: list[str] = []

    def run(self, code: str) -> None:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True)

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
        command = [sys.executable, "-m", "config.server.serve", "--reload"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def web(self) -> int:
        """The process of the web's master."""
        [pid] = [child for child in self._children() if "gunicorn" in _command(child)]
        return pid

    def kill(self) -> None:
        """All of it at once, as where a machine is gone."""
        for pid in (self.process.pid, *self._children()):
            os.killpg(pid, signal.SIGKILL)
        self.process.wait()

    def _children(self) -> list[int]:
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(pid) for pid in Path(path).read_text().split()]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate()
        return self.process.returncode


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
