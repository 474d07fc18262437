"""CPU time and memory of processes from /proc: of a web server with its workers, and of database
backends."""

import os
from pathlib import Path

from local_postgres.server import NAME, Server

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def with_children(pid: int) -> list[int]:
    pids, queue = [], [pid]
    while queue:
        one = queue.pop()
        pids.append(one)
        # Any of its threads may have child processes.
        for task in _list_folder(f"/proc/{one}/task"):
            queue += map(int, _read_text(task / "children").split())
    return pids


def _list_folder(folder: str) -> list[Path]:
    try:
        return list(Path(folder).iterdir())
    except OSError:  # It has ended.
        return []


def _read_text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def backends(server: Server, database: str = NAME) -> list[int]:
    """Return the embedded server's backends of `database`.

    Other servers on the machine may have a database of that name, so the working directory must
    match.
    """
    return [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit()
        and f" {database} " in _command_line(process)
        and _working_folder(process) == server.data
    ]


def _working_folder(process: Path) -> Path | None:
    try:
        return (process / "cwd").readlink()
    except OSError:
        return None


def _command_line(process: Path) -> str:
    title = _read_text(process / "cmdline")
    return title if title.startswith("postgres: ") else ""


def cpu_seconds(pids: list[int]) -> float:
    """Return the CPU seconds so far, in user and kernel mode. Ended processes count zero, so none
    may end in between."""
    return sum(map(_cpu_seconds, pids))


def total_cpu_seconds(pid: int) -> float:
    """Return the CPU seconds of a process and all its descendants, including those that ended and
    were waited for."""
    stats = (_read_text(Path(f"/proc/{one}/stat")) for one in with_children(pid))
    times = (stat.rpartition(")")[2].split()[11:15] for stat in stats)
    return sum(sum(map(int, time)) for time in times) / TICKS_PER_SECOND


def _cpu_seconds(pid: int) -> float:
    fields = _read_text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND if fields else 0.0


def memory_megabytes(pids: list[int]) -> float:
    """Return the proportional set size (PSS), so that the sum is the memory that the processes
    take."""
    return sum(map(_memory_kilobytes, pids)) / 1024


def _memory_kilobytes(pid: int) -> int:
    lines = _read_text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
