"""The thread that asks whether readers would see something new."""

import threading
from collections.abc import Callable, Iterator
from threading import Condition

import pytest

from page_cache import state_watcher
from page_cache.state_watcher import StateWatcher


class Database:
    """Answers with `value`, or not at all; `asked` is set with each question."""

    def __init__(self) -> None:
        self.value: int | None = 1
        self.asked = threading.Semaphore(0)
        self.left = 0

    def ask(self) -> int:
        self.asked.release()
        if self.value is None:
            raise OSError("connection refused")
        return self.value

    def leave(self) -> None:
        self.left += 1


@pytest.fixture
def database(monkeypatch: pytest.MonkeyPatch) -> Database:
    monkeypatch.setattr(state_watcher, "CHECK_INTERVAL", 0.001)
    monkeypatch.setattr(state_watcher, "RETRY_DELAY", 0.001)
    monkeypatch.setattr(state_watcher, "FIRST_ANSWER_TIMEOUT", 30)
    return Database()


@pytest.fixture
def watcher(database: Database) -> Iterator[StateWatcher]:
    made = StateWatcher(database.ask, database.leave)
    yield made
    made.stop()


def seen(
    watcher: StateWatcher, database: Database, is_so: Callable[[state_watcher.State | None], bool]
) -> bool:
    """Within a hundred more questions, however long each takes."""
    for _time in range(100):
        if is_so(watcher.get_state()):
            return True
        assert database.asked.acquire(timeout=30)
    return False


def test_first_request_waits_for_first_answer(watcher: StateWatcher) -> None:
    state = watcher.get_state()
    assert state is not None
    assert state.value == 1


def test_change_is_noticed_by_polling(watcher: StateWatcher, database: Database) -> None:
    watcher.get_state()
    database.value = 2
    assert seen(watcher, database, lambda state: state is not None and state.value == 2)


def test_outage_is_logged_once_and_recovers(
    watcher: StateWatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.get_state()
    monkeypatch.setattr(
        state_watcher, "MAX_ANSWER_AGE", -1.0
    )  # No answer is young enough from here on.
    database.value = None
    assert seen(watcher, database, lambda state: state is None)
    monkeypatch.setattr(state_watcher, "MAX_ANSWER_AGE", 60.0)
    database.value = 3
    assert seen(watcher, database, lambda state: state is not None and state.value == 3)
    assert database.left > 0


def test_only_first_request_waits_for_hanging_database(
    watcher: StateWatcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, waited = threading.Event(), []
    monkeypatch.setattr(state_watcher, "FIRST_ANSWER_TIMEOUT", 0.01)
    watcher._ask = hangs.wait
    known = watcher._known
    monkeypatch.setattr(
        known,
        "wait_for",
        lambda is_so, most: waited.append(most) or Condition.wait_for(known, is_so, most),
    )
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
    watcher._thread.join(timeout=30)
    assert (watcher._thread.is_alive(), database.left) == (False, 1)
    monkeypatch.setattr(state_watcher, "IDLE_TIMEOUT", 60.0)
    monkeypatch.setattr(state_watcher, "MAX_ANSWER_AGE", 0.0)
    assert seen(watcher, database, lambda state: state is not None)


def test_forked_process_has_its_own_thread(watcher: StateWatcher) -> None:
    watcher.get_state()
    first = watcher._thread
    watcher._process = -1  # As it looks on the other side of a fork.
    assert watcher.get_state() is not None
    assert watcher._thread is not first


def test_stop_disconnects_from_database(database: Database) -> None:
    watcher = StateWatcher(database.ask, database.leave)
    watcher.get_state()
    watcher.stop()
    assert (watcher._thread.is_alive(), database.left) == (False, 1)
