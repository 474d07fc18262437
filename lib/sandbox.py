"""Run code that reads untrusted files in a process of its own, within limits.

The process has no environment. It calls `limit_resources` before it reads anything.
"""

import contextlib
import json
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PROJECT = Path(__file__).parents[1]
# No secrets in the environment; some Python builds need these to start.
_PASSED_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def run(
    module: str,
    arguments: Sequence[object],
    *,
    packages: Path,
    source: IO[bytes] | int,
    target: IO[bytes] | int,
    errors: IO[bytes] | int = subprocess.DEVNULL,
    max_seconds: float,
) -> int:
    """Call `main` of a module in a new process; return its exit status, that of SIGKILL after
    `max_seconds`.

    `arguments` are passed as JSON in `sys.argv`; `packages` is the folder of installed packages,
    because isolated Python ignores PYTHONPATH.
    """
    program = (
        f"import sys; sys.path[:] = [{str(PROJECT)!r}, *sys.path, {str(packages)!r}]; "
        f"from {module} import main; main()"
    )
    with subprocess.Popen(
        [sys.executable, "-I", "-c", program, *map(json.dumps, arguments)],
        stdin=source,
        stdout=target,
        stderr=errors,
        env={name: os.environ[name] for name in _PASSED_VARIABLES if name in os.environ},
    ) as process:
        # wait(timeout=…) polls every 50 ms, half the time of an upload.
        alarm = threading.Timer(max_seconds, process.kill)
        alarm.start()
        try:
            return process.wait()
        finally:
            alarm.cancel()
            process.kill()  # if this process is interrupted; no effect after its end


def limit_resources(limits: Mapping[str, int]) -> None:
    """Set the limits in the process itself: `preexec_fn` is not safe in a threaded server.

    `memory` is bytes of address space, `seconds` CPU time, `output` the bytes of a file;
    `niceness` is added.
    """
    for name, value in (
        ("RLIMIT_AS", limits["memory"]),
        ("RLIMIT_CPU", limits["seconds"]),
        ("RLIMIT_FSIZE", limits["output"]),
        ("RLIMIT_CORE", 0),
    ):
        # macOS refuses RLIMIT_AS; a lower limit may be set already.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))
    os.nice(limits["niceness"])
