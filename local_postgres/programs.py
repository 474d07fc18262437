"""Run PostgreSQL's programs, and identify its processes."""

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
    command: list[str],
    environment: dict[str, str],
    account: Account | None,
    stdin_text: str = "",
    must_finish: bool = False,
) -> tuple[bool, str]:
    """Run a program; return whether it succeeded, and its output. Prints a dot a second on a
    terminal.

    When this process is interrupted meanwhile, by Ctrl-C or `sys.exit` in a signal handler, the
    program is killed; with `must_finish`, the exception waits until it has ended.
    """
    user_options: dict[str, Any] = {}
    if account:
        user_options = {"user": account.uid, "group": account.gid, "extra_groups": []}
    # Variables such as PGHOST and PGOPTIONS are for another server.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    # A file for the output: the server keeps it open, so a pipe would never reach its end.
    with (
        tempfile.TemporaryFile("w+") as output,
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={**inherited, **environment, "LC_ALL": "C.UTF-8"},
            **user_options,
        ) as process,
    ):
        try:
            assert process.stdin is not None
            process.stdin.write(stdin_text)
            process.stdin.close()
            while not _has_ended(process, within=1):
                if sys.stderr.isatty():
                    print(".", end="", file=sys.stderr, flush=True)
        except BaseException:
            if not must_finish:
                process.kill()
            raise
        output.seek(0)
        return process.returncode == 0, output.read()


def _has_ended(process: subprocess.Popen[str], within: float) -> bool:
    try:
        process.wait(timeout=within)
    except subprocess.TimeoutExpired:
        return False
    return True


def is_postgres(pid: int, data: Path) -> bool:
    """Return whether the process is the server of `data`, which is its working directory.

    Where that is unknown (no /proc, or another account's process in a container), any server
    counts: an error message is better than a second server on the same data.
    """
    if "postgres" not in _get_command_line(pid):
        return False
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cwd").samefile(data)
    return True


def _get_command_line(pid: int) -> str:
    """Return the command line of a process; '' if it does not exist or is a zombie."""
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
        except OSError:
            return ""
    command = ["ps", "-ww", "-o", "args=", "-p", str(pid)]
    return subprocess.run(command, capture_output=True, text=True).stdout


def find_last_error(text: str) -> str:
    """Return the last error in a program's output, without its date."""
    lines = [line for line in text.splitlines() if re.search("FATAL|PANIC|rror|could not", line)]
    line = (lines or text.splitlines() or ["it said nothing"])[-1]
    return re.sub(r"^.*?(FATAL|PANIC|ERROR|error): +", "", line).strip()
