"""Run the server of `make serve` in a test."""

import http.client
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.patience import PATIENCE
from tests.support.ports import free_port
from tests.support.process_output import ProcessOutput
from tests.support.site_template import copy_static

ROOT = Path(__file__).resolve().parent.parent.parent


class ServeProcess:
    """A running server with its files in `folder` and `settings` in its environment."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        copy_static(folder / "static")
        self.port = free_port()
        inherited = {key: os.environ[key] for key in os.environ if key != "DATABASE_URL"}
        self.environment = {
            **inherited,
            "PORT": str(self.port),
            "SITE_URL": f"http://localhost:{self.port}",
            "VAR_DIR": str(folder / "var"),
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            **settings,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.patient_web", "config.server.serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.output = ProcessOutput(self.process)

    def run(self, code: str) -> None:
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=self.environment, check=True)

    def get(self, path: str = "/") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
            return connection.getresponse().status
        finally:
            connection.close()

    def reload(self) -> None:
        command = [sys.executable, "-m", "config.server.serve", "--reload"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def gunicorn_pid(self) -> int:
        """Return the process ID of the gunicorn master."""
        [pid] = [child for child in self._children() if "gunicorn" in _command(child)]
        return pid

    def kill(self) -> None:
        """Kill all processes at once, as in a power failure."""
        for pid in (self.process.pid, *self._children()):
            os.killpg(pid, signal.SIGKILL)
        self.process.wait()

    def _children(self) -> list[int]:
        path = f"/proc/{self.process.pid}/task/{self.process.pid}/children"
        return [int(pid) for pid in Path(path).read_text().split()]

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        self.output.wait_for_end()
        return self.process.wait()


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()
