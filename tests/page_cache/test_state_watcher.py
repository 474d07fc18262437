"""The thread that polls the site's state."""

import threading
from collections.abc import Callable, Iterator
from threading import Condition

import pytest

from page_cache import state_watcher
from page_cache.state_watcher import StateWatcher
from tests.support.patience import PATIENCE


class Database:
    """Returns `value`, or fails if None; `queries` is released with each query."""

    def __init__(self) -> None:
        self.value: int | None = 1
        self.queries = threading.Semaphore(0)
        self.disconnects = 0

    def get_state(self) -> int:
        self.queries.release()
        if self.value is None:
            raise OSError("connection refused")
        return self.value

    def disconnect(self) -> None:
        self.disconnects += 1


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(state_watcher, "CHECK_INTERVAL", 0.001)
    monkeypatch.setattr(state_watcher, "RETRY_DELAY", 0.001)
    monkeypatch.setattr(state_watcher, "FIRST_ANSWER_TIMEOUT", PATIENCE)
    monkeypatch.setattr(state_watcher, "START_TIMEOUT", PATIENCE)
    return Database()


@pytest.fixture
def watcher(database: Database) -> Iterator[StateWatcher]:
    watcher = StateWatcher(database.get_state, database.disconnect)
    yield watcher
    watcher.stop()


def is_seen(
    watcher: StateWatcher,
    database: Database,
    condition_met: Callable[[state_watcher.State | None], bool],
) -> bool:
    """Return whether the condition is met within 100 queries from now on."""
    while database.queries.acquire(blocking=False):
        pass
    for _time in range(100):
        if condition_met(watcher.get_state()):
            return True
        assert database.queries.acquire(timeout=PATIENCE)
    return False


def test_first_request_waits_for_first_answer(watcher: StateWatcher) -> None:
    state = watcher.get_state()
    assert state is not None
    assert state.value == 1


def test_change_is_noticed_by_polling(watcher: StateWatcher, database: Database) -> None:
    watcher.get_state()
    database.value = 2
    assert is_seen(watcher, database, lambda state: state is not None and state.value == 2)


def test_outage_is_logged_once_and_recovers(
    watcher: StateWatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.get_state()
    monkeypatch.setattr(state_watcher, "MAX_ANSWER_AGE", -1.0)  # All answers are too old now.
    database.value = None
    assert is_seen(watcher, database, lambda state: state is None)
    monkeypatch.setattr(state_watcher, "MAX_ANSWER_AGE", 60.0)
    database.value = 3
    assert is_seen(watcher, database, lambda state: state is not None and state.value == 3)
    assert database.disconnects > 0


def test_first_requests_of_a_process_wait_longer(
    watcher: StateWatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(state_watcher, "FIRST_ANSWER_TIMEOUT", 0)
    assert watcher.get_state() is not None  # It has no stale pages.
    monkeypatch.setattr(state_watcher, "MAX_ANSWER_AGE", -PATIENCE)
    assert watcher.get_state() is None


def test_only_first_request_waits_for_hanging_database(
    watcher: StateWatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, hangs, waited = threading.Event(), threading.Event(), []
    monkeypatch.setattr(state_watcher, "START_TIMEOUT", 0.01)

    def hang() -> bool:
        begun.set()
        return hangs.wait()

    def wait_for(condition_met: Callable[[], bool], timeout: float) -> bool:
        waited.append(timeout)
        assert begun.wait(PATIENCE)  # The time counts from the query, which may begin late.
        return Condition.wait_for(condition, condition_met, timeout)

    watcher._query_state = hang
    condition = watcher._changed
    monkeypatch.setattr(condition, "wait_for", wait_for)
    try:
        assert [watcher.get_state() for _ in range(4)] == [None] * 4
    finally:
        hangs.set()
    assert waited[0] > 0
    assert waited[1:] == [0, 0, 0]


def test_polling_stops_without_requests(
    watcher: StateWatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.get_state()
    monkeypatch.setattr(state_watcher, "IDLE_TIMEOUT", -1.0)
    watcher._thread.join(timeout=PATIENCE)
    assert (watcher._thread.is_alive(), database.disconnects) == (False, 1)
    monkeypatch.setattr(state_watcher, "IDLE_TIMEOUT", 60.0)
    monkeypatch.setattr(state_watcher, "MAX_ANSWER_AGE", 0.0)
    assert is_seen(watcher, database, lambda state: state is not None)


def test_forked_process_has_its_own_thread(watcher: StateWatcher) -> None:
    watcher.get_state()
    first = watcher._thread
    watcher._process = -1  # as in a forked process
    assert watcher.get_state() is not None
    assert watcher._thread is not first


def test_stop_disconnects_from_database(database: Database) -> None:
    watcher = StateWatcher(database.get_state, database.disconnect)
    watcher.get_state()
    watcher.stop()
    assert (watcher._thread.is_alive(), database.disconnects) == (False, 1)
