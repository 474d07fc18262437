"""A browser in the network of this machine, for tests of what its flags alone keep in."""

import os
import signal
import socket
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from blog.evidence.browser.cage import Cage


class Uncaged(Cage):
    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def start(command: Sequence[str], home: Path) -> Cage:
    """Start as `cage.start` does, but without namespaces."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = str(listener.getsockname()[1])
    executable, *flags = [part.replace("{port}", port) for part in command]
    read_end, to_program = os.pipe()
    from_program, write_end = os.pipe()
    redirect = f'exec "$@" 3<&{read_end} 4>&{write_end}'
    process = subprocess.Popen(
        ["bash", "-c", redirect, "bash", executable, "--no-sandbox", *flags],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"HOME": str(home), "TMPDIR": str(home), "PATH": os.environ["PATH"]},
        pass_fds=(read_end, write_end),
        start_new_session=True,
    )
    os.close(read_end)
    os.close(write_end)
    return Uncaged(process, socket.socket(), listener, to_program, from_program)
