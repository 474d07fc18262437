"""Run PostgreSQL's programs, and tell its processes from others."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from local_postgres.paths import Account


def run(
    command: list[str], environment: dict[str, str], who: Account | None, say: str = ""
) -> tuple[bool, str]:
    """Did it work, and what did it print? On a terminal a dot a second passes the time."""
    as_whom: dict[str, Any] = {}
    if who:
        as_whom = {"user": who.uid, "group": who.gid, "extra_groups": []}
    # Names such as PGHOST and PGOPTIONS are meant for another server.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # A file for what is printed: the server keeps it open, and a pipe would have no end.
    with (
        tempfile.TemporaryFile("w+") as printed,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=printed,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={**inherited, **environment, "LC_ALL": "C.UTF-8"},
            **as_whom,
        ) as process,
    ):
        try:
            assert process.stdin is not None
            process.stdin.write(say)
            process.stdin.close()
            while not _ended(process, within=1):
                if sys.stderr.isatty():
                    print(".", end="", file=sys.stderr, flush=True)
        except BaseException:
            process.kill()
            raise
        printed.seek(0)
        return process.returncode == 0, printed.read()


def _ended(process: subprocess.Popen[str], within: float) -> bool:
    try:
        process.wait(timeout=within)
    except subprocess.TimeoutExpired:
        return False
    return True


def is_postgres(pid: int, data: Path) -> bool:
    """Is the process the server of `data`? It has its folder of data as its working directory.

    Where that is not shown (no /proc, or another account's process in a container), any server
    counts: better to ask the person at the keyboard than to start a second one on the same data.
    """
    if "postgres" not in _arguments(pid):
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").samefile(data)
    return True


def _arguments(pid: int) -> str:
    """The command line of a process, empty where there is none or only its exit code is left."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True).stdout


def last_line(text: str) -> str:
    """The last complaint in what a program printed, without the date before it."""
    lines = [line for line in text.splitlines() if re.search("FATAL|PANIC|rror|could not", line)]
    line = (lines or text.splitlines() or ["it said nothing"])[-1]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|error): +", "", line).strip()
