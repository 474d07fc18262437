"""Progress output of commands."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def show_step(description: str) -> Iterator[Callable[[str], None]]:
    """Print the description, on a terminal a dot every second, and a newline at the end.

    Yields a function that prints how far the step is, such as a number, on the same line.
    """
    print(f"{description} …", end="", flush=True)
    done = threading.Event()

    def tick() -> None:
        while not done.wait(timeout=1):
            print(".", end="", flush=True)

    ticking = threading.Thread(target=tick, daemon=True)
    if sys.stdout.isatty():
        ticking.start()
    try:
        yield lambda progress: print(f" {progress}", end="", flush=True)
    finally:
        done.set()
        if ticking.ident:
            ticking.join()
        print(flush=True)
