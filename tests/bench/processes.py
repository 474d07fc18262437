"""What processes computed and hold in memory, from /proc: of a web with all its workers, and of
the server's processes for the connections to a database."""

import os
from pathlib import Path

from local_postgres.server import NAME, Server

TICK = os.sysconf("SC_CLK_TCK")


def with_children(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        # Any of its threads may have had a child.
        for task in _listed(f"/proc/{one}/task"):
            waiting += map(int, _text(task / "children").split())
    return found


def _listed(folder: str) -> list[Path]:
    try:
        return list(Path(folder).iterdir())
    except OSError:  # It ended meanwhile.
        return []


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""


def backends(server: Server, database: str = NAME) -> list[int]:
    """The embedded server's processes that serve `database`, whoever connected. Others of the
    machine have databases of that name as well; a server's processes work in its folder."""
    return [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdigit()
        and f" {database} " in _title(process)
        and _place(process) == server.data
    ]


def _place(process: Path) -> Path | None:
    try:
        return (process / "cwd").readlink()
    except OSError:
        return None


def _title(process: Path) -> str:
    title = _text(process / "cmdline")
    return title if title.startswith("postgres: ") else ""


def computed(pids: list[int]) -> float:
    """Seconds of a processor so far, in the program and in the kernel for it. What ended counts
    nothing, so nothing may end in between."""
    return sum(map(_computed, pids))


def computed_by_all(pid: int) -> float:
    """Seconds of a process and of all that come from it. Those that ended count as well: their
    time is kept by whoever waited for them."""
    stats = (_text(Path(f"/proc/{one}/stat")) for one in with_children(pid))
    times = (stat.rpartition(")")[2].split()[11:15] for stat in stats)
    return sum(sum(map(int, time)) for time in times) / TICK


def _computed(pid: int) -> float:
    fields = _text(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK if fields else 0.0


def megabytes(pids: list[int]) -> float:
    """Resident memory. What several share counts for each a part (PSS), so that the sum is what
    the machine has less."""
    return sum(map(_kilobytes, pids)) / 1024


def _kilobytes(pid: int) -> int:
    lines = _text(Path(f"/proc/{pid}/smaps_rollup")).splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
