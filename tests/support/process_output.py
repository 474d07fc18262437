"""Read what a process prints, for as long as it runs."""

import subprocess
import threading

import pytest

from tests.support.patience import PATIENCE


class ProcessOutput(threading.Thread):
    """Reads the lines of `process`, which was started with `stdout=PIPE` and `text=True`.

    A pipe that nobody reads is full after 64 KB, about 400 requests in the log of gunicorn, and
    then each process that prints waits.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        super().__init__(daemon=True)
        assert process.stdout
        self.stream = process.stdout
        self.lines: list[str] = []
        self.position = 0
        self.has_ended = False
        self.changed = threading.Condition()
        self.start()

    def run(self) -> None:
        with self.stream:
            for line in self.stream:
                with self.changed:
                    self.lines.append(line)
                    self.changed.notify_all()
        with self.changed:
            self.has_ended = True
            self.changed.notify_all()

    def __str__(self) -> str:
        with self.changed:
            return "".join(self.lines)

    def wait_for(self, text: str) -> None:
        """Wait for a line with `text` after the line of the last call; fail if the output ends."""
        with self.changed:
            while True:
                for number, line in enumerate(self.lines[self.position :], self.position + 1):
                    if text in line:
                        self.position = number
                        return
                if self.has_ended:
                    pytest.fail("The process ended:\n" + "".join(self.lines))
                if not self.changed.wait(PATIENCE):
                    pytest.fail(f"{text!r} was not printed:\n" + "".join(self.lines))

    def wait_for_end(self) -> str:
        """Wait until each process that holds the pipe has ended; return all lines."""
        self.join(PATIENCE)
        if self.is_alive():
            pytest.fail(f"A process did not end:\n{self}")
        return str(self)
