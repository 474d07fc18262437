"""A gate that lets a bounded number of requests in, and a bounded number wait, in order."""

import threading
import time
from collections import deque
from collections.abc import Callable

CHECK_INTERVAL = 0.25  # seconds between two looks whether waiting still makes sense


class GateFullError(Exception):
    """Too many wait already, or this request has waited for too long."""


class Gate:
    """Admit `slots` holders at once. Up to `queue_length` others wait, first come, first served."""

    def __init__(self, slots: int, queue_length: int) -> None:
        self._free_slots, self._queue_length = slots, queue_length
        self._tickets: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def acquire(self, timeout: float, check: Callable[[], None] = lambda: None) -> None:
        """Take a slot, within `timeout` seconds.

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
            if is_admitted:  # In the very moment in which it gave up.
                self.release()
            raise

    def _wait(self, ticket: threading.Event, deadline: float, check: Callable[[], None]) -> None:
        while not ticket.wait(min(CHECK_INTERVAL, max(0.0, deadline - time.monotonic()))):
            check()
            if time.monotonic() >= deadline:
                raise GateFullError

    def release(self) -> None:
        """Hand the slot to whoever has waited longest."""
        with self._lock:
            if self._tickets:
                self._tickets.popleft().set()
            else:
                self._free_slots += 1
