"""What befalls a site, each with its end: a name, and what happens between `with` and its end."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from tests.chaos.stack import Stack

LONG = 20.0  # seconds
HOUR = 3600
Calamity = Callable[[Stack], AbstractContextManager[None]]


@contextmanager
def workers_killed(stack: Stack) -> Iterator[None]:
    """Three times, all processes of the web but the one that starts them again."""
    for _ in range(3):
        for pid in stack.children(stack.gunicorn()):
            os.kill(pid, signal.SIGKILL)
        time.sleep(1)
    yield


@contextmanager
def web_killed(stack: Stack) -> Iterator[None]:
    """Gunicorn and all that it started."""
    os.killpg(stack.gunicorn(), signal.SIGKILL)
    yield


@contextmanager
def worker_killed(stack: Stack) -> Iterator[None]:
    """That of the tasks."""
    os.killpg(stack.worker(), signal.SIGKILL)
    yield


@contextmanager
def database_restarted(stack: Stack) -> Iterator[None]:
    stack.stop_database("fast")
    stack.start_database()
    yield


@contextmanager
def database_killed(stack: Stack) -> Iterator[None]:
    os.kill(stack.postmaster(), signal.SIGKILL)
    time.sleep(3)
    stack.start_database()
    yield


@contextmanager
def database_stopped(stack: Stack) -> Iterator[None]:
    stack.stop_database("immediate")
    time.sleep(LONG)
    stack.start_database()
    yield


@contextmanager
def database_frozen(stack: Stack) -> Iterator[None]:
    """Connections stand and nobody answers, as where a disk or a virtual machine hangs."""
    frozen = [stack.postmaster(), *stack.children(stack.postmaster())]
    for pid in frozen:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(LONG)
    for pid in frozen:
        os.kill(pid, signal.SIGCONT)
    yield


@contextmanager
def disk_full(stack: Stack) -> Iterator[None]:
    """That of the uploads."""
    filler = stack.media / "filler"
    with open(filler, "wb") as file:
        try:
            while True:
                file.write(bytes(4096))
                file.flush()
        except OSError:
            pass
    time.sleep(LONG / 2)
    filler.unlink()
    yield


@contextmanager
def clock_stepped(stack: Stack) -> Iterator[None]:
    """An hour ahead, and then back to what it was."""
    stack.serve_again(with_clock=True)
    time.sleep(LONG / 2)
    stack.step_clock(HOUR)
    time.sleep(LONG / 2)
    stack.step_clock(0)
    yield
    stack.serve_again()


@contextmanager
def reloaded(stack: Stack) -> Iterator[None]:
    """A new version comes in."""
    os.kill(stack.serving.pid, signal.SIGHUP)
    time.sleep(2)
    yield


ALL: tuple[Calamity, ...] = (
    *(workers_killed, web_killed, worker_killed, reloaded),
    *(database_restarted, database_killed, database_stopped, database_frozen),
    *(disk_full, clock_stepped),
)
