"""Folder in memory for the metrics of all processes of one web, deleted with the master."""

import os
import shutil
import tempfile
from pathlib import Path

FOLDER_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
MEMORY_FOLDER = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
FOLDER_PREFIX = "pullquote-metrics-"


def create_folder() -> None:
    """Create the folder. Call it before prometheus_client is imported, which reads the variable."""
    if FOLDER_VARIABLE in os.environ:
        return
    for old in Path(MEMORY_FOLDER or tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*"):
        master = old.name.removeprefix(FOLDER_PREFIX).partition("-")[0]
        if Path("/proc/self").exists() and not Path("/proc", master).exists():  # was killed
            shutil.rmtree(old, ignore_errors=True)
    os.environ[FOLDER_VARIABLE] = tempfile.mkdtemp(
        prefix=f"{FOLDER_PREFIX}{os.getpid()}-", dir=MEMORY_FOLDER
    )


def mark_dead(pid: int) -> None:
    """Mark a process as ended; its counters still count."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(pid)


def delete_folder() -> None:
    shutil.rmtree(os.environ[FOLDER_VARIABLE], ignore_errors=True)
