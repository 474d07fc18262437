"""Say what is being done, and on a terminal that it still is."""

import contextlib
import sys
import threading
from collections.abc import Iterator


@contextlib.contextmanager
def step(doing: str) -> Iterator[None]:
    """'Doing …', and a dot every second where someone is watching. Ends its line in any case."""
    print(f"{doing} …", end="", flush=True)
    done = threading.Event()

    def tick() -> None:
        while not done.wait(timeout=1):
            print(".", end="", flush=True)

    ticking = threading.Thread(target=tick, daemon=True)
    if sys.stdout.isatty():
        ticking.start()
    try:
        yield
    finally:
        done.set()
        if ticking.ident:
            ticking.join()
        print(flush=True)
