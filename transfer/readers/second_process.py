"""A second process for work that Python does on one core only."""

import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from typing import Any


def can_fork() -> bool:
    """Return whether a second process helps, and can be forked: a thread that holds a lock then
    would block it forever."""
    has_cores = (os.cpu_count() or 1) > 1
    return has_cores and "fork" in get_all_start_methods() and threading.active_count() == 1


class SecondProcess[Task, Result]:
    """Calls a function in a forked process, once for each task, in their order; `prepare` before
    the first, for connections and files that two processes cannot share.

    It works ahead: a thread of its own sends the results, of which a pipe holds few. It ends with
    `close`, and when this process is killed. Only so many tasks may wait that a pipe holds them:
    64 KB.
    """

    def __init__(self, work: Callable[[Task], Result], prepare: Callable[[], None]) -> None:
        context = get_context("fork")
        self._connection, theirs = context.Pipe()
        self._process: Any = context.Process(
            target=_serve, args=(work, prepare, theirs, self._connection), daemon=True
        )
        self._process.start()
        theirs.close()
        self.waiting_count = 0

    def send(self, task: Task) -> bool:
        """Enqueue a task; return False if the process has ended."""
        try:
            self._connection.send(task)
        except OSError:
            return False
        self.waiting_count += 1
        return True

    def is_ready(self) -> bool:
        """Return whether `receive` would not wait."""
        return self._connection.poll()

    def receive(self) -> Result:
        """Wait for the next result. Raises EOFError or OSError if the process has ended."""
        self.waiting_count -= 1
        result: Result = self._connection.recv()
        return result

    def close(self) -> None:
        self._connection.close()
        self._process.kill()
        self._process.join()


def _serve(
    work: Callable[[Any], Any],
    prepare: Callable[[], None],
    connection: "Connection[Any, Any]",
    theirs: "Connection[Any, Any]",
) -> None:
    theirs.close()  # Else the end of that process would not be seen.
    # What is raised here is raised again by the first process, which does the same work then.
    with suppress(Exception, KeyboardInterrupt), ThreadPoolExecutor(1) as sender:
        prepare()
        while True:
            result = pickle.dumps(work(connection.recv()), pickle.HIGHEST_PROTOCOL)
            sender.submit(_send, connection, result)


def _send(connection: "Connection[Any, Any]", result: bytes) -> None:
    try:
        connection.send_bytes(result)
    except BaseException:
        os._exit(1)  # The next result would be taken for this one.
