"""Podman in the place of Docker's engine, for the time of one run and with a store of its own.

It needs podman, docker-compose and debootstrap, and root. Images, containers, volumes and networks
are in one folder, and all of that is gone in the end, however the run went. No image is fetched:
what the Dockerfile and docker-compose.yml call by name is made here from Debian's packages.
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
NEEDED = ("podman", "docker-compose", "debootstrap")
PAUSE = 2.0  # seconds between two looks at everybody's health
STORAGE = """[storage]
driver = "overlay"
graphroot = "{place}/graph"
runroot = "{place}/run"
"""
# Docker's defaults where podman's are others, and what a machine without systemd needs.
CONTAINERS = """[containers]
default_ulimits = ["nofile={files}:{files}", "nproc={processes}:{processes}"]
log_driver = "k8s-file"
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
tmp_dir = "{place}/tmp"
{runtime}
[network]
network_config_dir = "{place}/networks"
"""


class Failed(Exception):
    """A command ended with what it should not."""


class OverSocket(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self.path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Engine:
    def __init__(self, place: Path) -> None:
        self.place, self.socket = place, place / "podman.sock"
        files = min(20_000, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
        processes = min(90_000, resource.getrlimit(resource.RLIMIT_NPROC)[1])
        if min(files, processes) < 0:
            files, processes = 20_000, 90_000  # Without a limit, that is -1.
        runtime = 'runtime = "runc"' if shutil.which("runc") else ""
        (place / "storage.conf").write_text(STORAGE.format(place=place))
        (place / "containers.conf").write_text(
            CONTAINERS.format(place=place, files=files, processes=processes, runtime=runtime)
        )
        self.environment = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            "CONTAINERS_CONF": str(place / "containers.conf"),
            "CONTAINERS_STORAGE_CONF": str(place / "storage.conf"),
            "DOCKER_HOST": f"unix://{self.socket}",
            "DOCKER_BUILDKIT": "0",  # Its own image would have to be fetched.
            "PODMAN_IGNORE_CGROUPSV1_WARNING": "1",
        }
        self.stop = threading.Event()
        self.nurse = threading.Thread(target=self._look_after)

    def begin(self) -> None:
        with open(self.place / "engine.log", "w") as log:
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

    def _look_after(self) -> None:
        """Podman leaves health checks to systemd's timers; this is for machines without."""
        while not self.stop.wait(PAUSE):
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                for one in self.ask("/containers/json"):
                    self.ask(f"/containers/{one['Id']}/healthcheck")

    def ask(self, path: str) -> Any:
        connection = OverSocket(self.socket)
        try:
            connection.request("GET", f"/v5.0.0/libpod{path}")
            return json.load(connection.getresponse())
        finally:
            connection.close()

    def end(self) -> None:
        self.stop.set()
        if self.nurse.is_alive():
            self.nurse.join()
        with contextlib.suppress(Failed):
            self.podman("rm", "--all", "--force", "--time=0")
        with contextlib.suppress(Failed):
            self.podman("system", "reset", "--force")
        self.service.terminate()
        self.service.wait()


def run(command: list[str], **options: Any) -> str:
    """What it prints; Failed with what it said if it ends with anything but 0."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, **options)
    if done.returncode:
        raise Failed(f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


@contextlib.contextmanager
def engine() -> Iterator[Engine]:
    """Running, with the images that the project's own are built on."""
    if missing := [name for name in NEEDED if not shutil.which(name)]:
        sys.exit(f"These are missing: {', '.join(missing)}.")
    if os.geteuid():
        sys.exit("debootstrap has to be root.")
    with tempfile.TemporaryDirectory(prefix="pullquote-", ignore_cleanup_errors=True) as name:
        started = Engine(Path(name))
        started.begin()
        try:
            base_images.make(started.podman, ROOT / "var/containers")
            yield started
        finally:
            started.end()
