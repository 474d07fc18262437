"""Gate with few slots and a short queue."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from page_cache import admission
from page_cache.admission import Gate, GateFullError
from tests.support.patience import PATIENCE


def wait_for_queue(gate: Gate, count: int) -> None:
    """Wait until `count` threads are queued."""
    while len(gate._tickets) < count:
        threading.Event().wait(0.001)


def test_gate_with_free_slots_admits_at_once():
    gate = Gate(2, 0)
    gate.acquire(0)
    gate.acquire(0)
    with pytest.raises(GateFullError):
        gate.acquire(PATIENCE)
    gate.release()
    gate.acquire(0)


def test_gate_admits_in_the_order_of_arrival():
    gate, order = Gate(1, 9), []
    gate.acquire(0)

    def enter(name: int) -> None:
        gate.acquire(PATIENCE)
        order.append(name)
        gate.release()

    with ThreadPoolExecutor(9) as pool:
        for name in range(9):
            pool.submit(enter, name)
            wait_for_queue(gate, name + 1)
        gate.release()
    assert order == list(range(9))


def test_gate_after_a_timeout_keeps_its_slots_and_its_queue():
    gate = Gate(1, 1)
    gate.acquire(0)
    for _time in range(3):
        with pytest.raises(GateFullError):
            gate.acquire(0.001)
    gate.release()
    gate.acquire(0)


def test_check_that_raises_ends_the_wait(monkeypatch):
    monkeypatch.setattr(admission, "CHECK_INTERVAL", 0.001)
    gate = Gate(1, 1)
    gate.acquire(0)

    def check() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        gate.acquire(PATIENCE, check)
    gate.release()
    gate.acquire(0)


def test_slot_handed_over_while_giving_up_is_passed_on(monkeypatch):
    monkeypatch.setattr(admission, "CHECK_INTERVAL", 0.001)
    gate = Gate(1, 1)
    gate.acquire(0)

    def check() -> None:
        gate.release()  # The holder leaves at the same moment.
        raise LookupError

    with pytest.raises(LookupError):
        gate.acquire(PATIENCE, check)
    gate.acquire(0)


def test_gate_under_many_threads_never_admits_more_than_its_slots():
    gate, inside, counts = Gate(3, 100), [], []

    def enter(_name: int) -> None:
        gate.acquire(PATIENCE)
        inside.append(1)
        counts.append(len(inside))
        inside.pop()
        gate.release()

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(enter, range(2000)))
    assert max(counts) <= 3
    for _slot in range(3):
        gate.acquire(0)
