"""A podman service in place of the Docker engine, for one run, with its own storage.

It needs podman, docker-compose and debootstrap, and root. Images, containers, volumes and networks
are in one folder that is deleted in the end, however the run went. No image is pulled: the images
of the Dockerfile and docker-compose.yml are built from Debian packages.
"""

import contextlib
import http.client
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.chaos import base_images

ROOT = Path(__file__).resolve().parent.parent.parent
REQUIRED_PROGRAMS = ("podman", "docker-compose", "debootstrap")
HEALTH_CHECK_INTERVAL = 2.0  # Seconds between health checks.
STORAGE = """[storage]
driver = "overlay"
graphroot = "{folder}/graph"
runroot = "{folder}/run"
"""
# Docker's defaults where podman differs, and settings for machines without systemd.
CONTAINERS = """[containers]
default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "{folder}/tmp"
{runtime}
[network]
network_config_dir = "{folder}/networks"
"""


class CommandFailed(Exception):
    """A command exited with an unexpected status."""


class SocketConnection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "podman.sock"
        files = min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        processes = min(90_000, resource.getrlimit(resource.RLIMIT_NPROC)[1])
        if min(files, processes) < 0:
            files, processes = 20_000, 90_000  # Without a limit, which is -1.
        runtime = 'runtime = "runc"' if shutil.which("runc") else ""
        (folder / "storage.conf").write_text(STORAGE.format(folder=folder))
        (folder / "containers.conf").write_text(
            CONTAINERS.format(folder=folder, files=files, processes=processes, runtime=runtime)
        )
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "CONTAINERS_CONF": str(folder / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(folder / "storage.conf"),
            "DOCKER_HOST": f"unix://{self.socket}",
            "DOCKER_BUILDKIT": "0",  # BuildKit would have to pull its own image.
            "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
        }
        self.stop = threading.Event()
        self.nurse = threading.Thread(target=self._run_health_checks)

    def begin(self) -> None:
        with open(self.folder / "engine.log", "w") as log:
            self.service = subprocess.Popen(
                ["podman", "system", "service", "--time=0", self.environment["DOCKER_HOST"]],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.nurse.start()

    def podman(self, *arguments: str, **options: Any) -> str:
        return run(["podman", *arguments], env=self.environment, **options)

    def _run_health_checks(self) -> None:
        """Run the health checks, which podman leaves to systemd's timers."""
        while not self.stop.wait(HEALTH_CHECK_INTERVAL):
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                for container in self.get("/containers/json"):
                    self.get(f"/containers/{container['Id']}/healthcheck")

    def get(self, path: str) -> Any:
        connection = SocketConnection(self.socket)
        try:
            connection.request("GET", f"/v5.0.0/libpod{path}")
            return json.load(connection.getresponse())
        finally:
            connection.close()

    def end(self) -> None:
        self.stop.set()
        if self.nurse.is_alive():
            self.nurse.join()
        with contextlib.suppress(CommandFailed):
            self.podman("rm", "--all", "--force", "--time=0")
        with contextlib.suppress(CommandFailed):
            self.podman("system", "reset", "--force")
        self.service.terminate()
        self.service.wait()


def run(command: list[str], **options: Any) -> str:
    """Run a command and return its output; raises CommandFailed unless it exits with 0."""
    completed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)
    if completed.returncode:
        raise CommandFailed(
            f"{' '.join(command)}: {completed.returncode}\n{completed.stdout}{completed.stderr}"
        )
    return completed.stdout


@contextlib.contextmanager
def engine() -> Iterator[Engine]:
    """Start an engine with the base images of the project's own."""
    if missing := [name for name in REQUIRED_PROGRAMS if not shutil.which(name)]:
        sys.exit(f"These are missing: {', '.join(missing)}.")
    if os.geteuid():
        sys.exit("debootstrap has to be root.")
    with tempfile.TemporaryDirectory(prefix="pullquote-", ignore_cleanup_errors=True) as name:
        started = Engine(Path(name))
        started.begin()
        try:
            base_images.import_base_images(started.podman, ROOT / "var/containers")
            yield started
        finally:
            started.end()
