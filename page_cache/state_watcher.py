"""Whether readers would see something new: one thread in each process asks the database for it,
several times a second while there are readers, and no reader waits for that."""

import logging
import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

logger = logging.getLogger(__name__)

EVERY = 0.25  # seconds; no cached page is older than that and the time of the query
FRESH = 0.75  # seconds, for which an answer holds; then the database counts as away
IDLE = 20.0  # seconds without a reader, after which nothing is asked any more
PATIENCE = 2.0  # seconds that the first reader after such a pause waits for the answer
AWAY = 1.0  # seconds between two tries while the database is away


@dataclass(frozen=True)
class State:
    """`value` differs whenever readers could see something else; `since` is when this process
    learned of it, in seconds since the epoch."""

    value: Hashable
    since: float


class Watcher:
    """`ask` costs one query, and raises what it likes while the database is away; `leave` closes
    its connection. `lost` is what is logged when it is away."""

    def __init__(
        self,
        ask: Callable[[], Hashable],
        leave: Callable[[], None],
        patience: float | None = None,
        lost: str = "Nobody knows what is new",
    ) -> None:
        self._ask, self._leave, self._patience, self._lost = ask, leave, patience, lost
        self._known = threading.Condition()
        self._stop = threading.Event()
        self._state: State | None = None
        self._answered_at = self._wanted_at = self._asked_at = float("-inf")
        self._failed = False
        self._process = 0
        self._thread = threading.Thread()

    def state(self) -> State | None:
        """At most FRESH old; None while the database is away."""
        now = self._wanted_at = time.monotonic()
        if now - self._answered_at <= FRESH and self._process == os.getpid():
            return self._state
        self._run()
        with self._known:
            patience = PATIENCE if self._patience is None else self._patience
            # One reader after the other would else wait for a database that hangs.
            left = max(0.0, self._asked_at + patience - now)
            self._known.wait_for(lambda: self._failed or self._answered_at > now - FRESH, left)
            return self._state if self._answered_at > now - FRESH else None

    def stop(self) -> None:
        """Before the process leaves the database for good."""
        self._stop.set()
        with self._known:
            thread = self._thread if self._process == os.getpid() else None
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        """A thread does not outlive the fork that gunicorn makes of a process."""
        with self._known:
            if self._process != os.getpid() or not self._thread.is_alive():
                self._process, self._failed = os.getpid(), False
                self._asked_at = time.monotonic()
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._asked_at = asked_at = time.monotonic()
            if asked_at - self._wanted_at > IDLE:
                break
            try:
                value = self._ask()
            except Exception as error:
                self._fail(error)
                self._stop.wait(AWAY)
                continue
            with self._known:
                if self._state is None or self._state.value != value:
                    self._state = State(value, time.time())
                self._answered_at, self._failed = asked_at, False
                self._known.notify_all()
            self._stop.wait(EVERY)
        self._leave()

    def _fail(self, error: Exception) -> None:
        """Said once, and again after it was there in between."""
        self._leave()
        with self._known:
            if not self._failed:
                logger.warning("%s: %s", self._lost, " ".join(str(error).split()))
            self._failed = True
            self._known.notify_all()
