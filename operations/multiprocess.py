"""Where the processes of one web keep their numbers: files in memory, gone with their master."""

import os
import shutil
import tempfile
from pathlib import Path

VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
IN_MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
PREFIX = "pullquote-metrics-"


def begin() -> None:
    """Before anything imports prometheus_client, which looks for the folder once."""
    if VARIABLE in os.environ:
        return
    for left in Path(IN_MEMORY or tempfile.gettempdir()).glob(f"{PREFIX}*"):
        master = left.name.removeprefix(PREFIX).partition("-")[0]
        if Path("/proc/self").exists() and not Path("/proc", master).exists():  # Killed.
            shutil.rmtree(left, ignore_errors=True)
    os.environ[VARIABLE] = tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=IN_MEMORY)


def forget(pid: int) -> None:
    """A process ended; what it counted still counts."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)


def end() -> None:
    shutil.rmtree(os.environ[VARIABLE], ignore_errors=True)
