"""Watch the site's state: one thread in each process polls the database while there are requests,
so that no request has to query it."""

import logging
import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

logger = logging.getLogger(__name__)

CHECK_INTERVAL = 0.25  # seconds; cached pages are at most this, plus one query, out of date
MAX_ANSWER_AGE = 0.75  # seconds; then the database counts as unavailable
IDLE_TIMEOUT = 20.0  # seconds without a request, after which polling ends
FIRST_ANSWER_TIMEOUT = 2.0  # seconds that the first request after that waits
# Seconds that the first requests of a process wait: it has no pages yet that it could serve stale,
# and on a busy machine a new connection may take more than two seconds.
START_TIMEOUT = 10.0
RETRY_DELAY = 1.0  # seconds between attempts while the database is unavailable


@dataclass(frozen=True)
class State:
    """`value` changes with the public content; `since` is when this process first saw it, in
    seconds since the epoch."""

    value: Hashable
    since: float


class StateWatcher:
    """`query_state` costs one query, and may raise anything while the database is unavailable;
    `disconnect` closes its connection. `outage_message` is logged on failure."""

    def __init__(
        self,
        query_state: Callable[[], Hashable],
        disconnect: Callable[[], None],
        first_answer_timeout: float | None = None,
        outage_message: str = "Nobody knows what is new",
    ) -> None:
        self._query_state, self._disconnect, self._first_answer_timeout, self._outage_message = (
            query_state,
            disconnect,
            first_answer_timeout,
            outage_message,
        )
        self._changed = threading.Condition()
        self._stop = threading.Event()
        self._state: State | None = None
        self._answered_at = self._last_requested_at = self._last_query_at = float("-inf")
        self._failed = False
        self._process = 0
        self._thread = threading.Thread()

    def get_state(self) -> State | None:
        """Return a state at most MAX_ANSWER_AGE old; None while the database is unavailable."""
        now = self._last_requested_at = time.monotonic()
        if now - self._answered_at <= MAX_ANSWER_AGE and self._process == os.getpid():
            return self._state
        self._ensure_thread()
        with self._changed:
            first_answer_timeout = self._first_answer_timeout
            if first_answer_timeout is None:
                is_new = self._state is None
                first_answer_timeout = START_TIMEOUT if is_new else FIRST_ANSWER_TIMEOUT
            # Count from the last query, or each request would wait for a hanging database.
            left = max(0.0, self._last_query_at + first_answer_timeout - now)
            self._changed.wait_for(
                lambda: self._failed or self._answered_at > now - MAX_ANSWER_AGE, left
            )
            return self._state if self._answered_at > now - MAX_ANSWER_AGE else None

    def stop(self) -> None:
        """Stop the thread before the process disconnects for good."""
        self._stop.set()
        with self._changed:
            thread = self._thread if self._process == os.getpid() else None
        if thread is not None:
            thread.join()

    def _ensure_thread(self) -> None:
        """Start the thread unless it runs; after a fork it does not."""
        with self._changed:
            if self._process != os.getpid() or not self._thread.is_alive():
                self._process, self._failed = os.getpid(), False
                self._last_query_at = time.monotonic()
                self._thread = threading.Thread(target=self._watch, daemon=True)
                self._thread.start()

    def _watch(self) -> None:
        while not self._stop.is_set():
            self._last_query_at = queried_at = time.monotonic()
            if queried_at - self._last_requested_at > IDLE_TIMEOUT:
                break
            try:
                value = self._query_state()
            except Exception as error:
                self._fail(error)
                self._stop.wait(RETRY_DELAY)
                continue
            with self._changed:
                if self._state is None or self._state.value != value:
                    self._state = State(value, time.time())
                self._answered_at, self._failed = queried_at, False
                self._changed.notify_all()
            self._stop.wait(CHECK_INTERVAL)
        self._disconnect()

    def _fail(self, error: Exception) -> None:
        """Log the first failure of an outage, and wake waiting requests."""
        self._disconnect()
        with self._changed:
            if not self._failed:
                logger.warning("%s: %s", self._outage_message, " ".join(str(error).split()))
            self._failed = True
            self._changed.notify_all()
