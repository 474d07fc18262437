"""Start a program in a network of its own, and stop it with all that it has started."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lib.sandbox import PROJECT

# Bytes of memory of all processes together; of each, seconds of processor time and bytes of a file.
LIMITS = {"memory": 1_000_000_000, "seconds": 40, "file": 300_000_000, "niceness": 10}
START_SECONDS, STOP_SECONDS = 20, 20
_MAX_MESSAGE = 1000


class CageError(Exception):
    """The kernel gives this process no network of its own."""


@dataclass
class Cage:
    """A running program. `listener` accepts its connections, although it listens in the cage.

    `to_program` and `from_program` are the ends of its pipes. It ends when `control` is closed,
    however this process ends.
    """

    process: subprocess.Popen[bytes]
    control: socket.socket
    listener: socket.socket
    to_program: int
    from_program: int

    def kill(self) -> None:
        """End the program and everything in its namespaces; safe in another thread."""
        with suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End the program, and wait until the kernel has cleared everything away."""
        self.kill()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.control.close()
        self.listener.close()
        os.close(self.to_program)
        os.close(self.from_program)


def start(command: Sequence[str], home: Path) -> Cage:
    """Start a program in namespaces of its own: its network has one address, which `listener`
    serves. There is no other way out, for TCP or UDP.

    `{port}` in the command is the port of the listener; `home` is the only folder that the program
    is told of. It gets no other environment. Raises CageError.
    """
    control, theirs = socket.socketpair()
    read_end, to_program = os.pipe()
    from_program, write_end = os.pipe()
    job = {
        "control": theirs.fileno(),
        "pipes": [read_end, write_end],
        "limits": LIMITS,
        "command": list(command),
    }
    program = (
        f"import sys; sys.path.insert(0, {str(PROJECT)!r}); "
        "from blog.evidence.browser.cage_process import main; main()"
    )
    environment = {"HOME": str(home), "TMPDIR": str(home), "PATH": os.defpath, "LANG": "C.UTF-8"}
    control.settimeout(START_SECONDS)
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", program, json.dumps(job)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env=environment,
            pass_fds=(theirs.fileno(), read_end, write_end),
            start_new_session=True,
        )
    os.close(read_end)
    os.close(write_end)
    try:
        message, fds, _flags, _address = socket.recv_fds(control, _MAX_MESSAGE, 1)
    except OSError as error:
        message, fds = str(error).encode(), []
    if fds:
        listener = socket.socket(fileno=fds[0])
        return Cage(process, control, listener, to_program, from_program)
    process.kill()
    process.wait()
    control.close()
    os.close(to_program)
    os.close(from_program)
    raise CageError(message.decode(errors="replace") or "the process ended")


def find_obstacle(home: Path) -> str:
    """Return why no program can be enclosed here; '' if one can."""
    try:
        start(["/bin/true"], home).close()
    except (CageError, OSError) as error:
        return str(error) or type(error).__name__
    return ""
