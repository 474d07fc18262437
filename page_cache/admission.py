"""Gate that admits a limited number of requests, and queues a limited number in order."""

import threading
import time
from collections import deque
from collections.abc import Callable

CHECK_INTERVAL = 0.25  # seconds between calls of `check` while waiting


class GateFullError(Exception):
    """The queue is full, or this request has waited for too long."""


class Gate:
    """Admit `slots` holders at once. Up to `queue_length` others wait, first come, first served."""

    def __init__(self, slots: int, queue_length: int) -> None:
        self._free_slots, self._queue_length = slots, queue_length
        self._tickets: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def acquire(self, timeout: float, check: Callable[[], None] = lambda: None) -> None:
        """Acquire a slot within `timeout` seconds.

        `check` is called several times a second while this waits, and may raise to end it. Raises
        GateFullError, at once where the queue is full.
        """
        with self._lock:
            if self._free_slots:
                self._free_slots -= 1
                return
            if len(self._tickets) >= self._queue_length:
                raise GateFullError
            ticket = threading.Event()
            self._tickets.append(ticket)
        try:
            self._wait(ticket, time.monotonic() + timeout, check)
        except BaseException:
            with self._lock:
                if not (is_admitted := ticket.is_set()):
                    self._tickets.remove(ticket)
            if is_admitted:  # Admitted at the moment it gave up.
                self.release()
            raise

    def _wait(self, ticket: threading.Event, deadline: float, check: Callable[[], None]) -> None:
        while not ticket.wait(min(CHECK_INTERVAL, max(0.0, deadline - time.monotonic()))):
            check()
            if time.monotonic() >= deadline:
                raise GateFullError

    def release(self) -> None:
        """Hand the slot to the request that has waited longest."""
        with self._lock:
            if self._tickets:
                self._tickets.popleft().set()
            else:
                self._free_slots += 1
