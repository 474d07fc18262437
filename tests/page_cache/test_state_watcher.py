"""The thread that asks whether readers would see something new."""

import threading
from collections.abc import Callable, Iterator
from threading import Condition

import pytest

from page_cache import state_watcher
from page_cache.state_watcher import Watcher


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
    monkeypatch.setattr(state_watcher, "EVERY", 0.001)
    monkeypatch.setattr(state_watcher, "AWAY", 0.001)
    monkeypatch.setattr(state_watcher, "PATIENCE", 30)
    return Database()


@pytest.fixture
def watcher(database: Database) -> Iterator[Watcher]:
    made = Watcher(database.ask, database.leave)
    yield made
    made.stop()


def seen(
    watcher: Watcher, database: Database, is_so: Callable[[state_watcher.State | None], bool]
) -> bool:
    """Within a hundred more questions, however long each takes."""
    for _time in range(100):
        if is_so(watcher.state()):
            return True
        assert database.asked.acquire(timeout=30)
    return False


def test_the_first_reader_waits_for_the_first_answer(watcher: Watcher) -> None:
    state = watcher.state()
    assert state is not None
    assert state.value == 1


def test_what_is_new_is_noticed_with_nobody_telling(watcher: Watcher, database: Database) -> None:
    watcher.state()
    database.value = 2
    assert seen(watcher, database, lambda state: state is not None and state.value == 2)


def test_a_database_that_is_away_is_told_and_comes_back(
    watcher: Watcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.state()
    monkeypatch.setattr(state_watcher, "FRESH", -1.0)  # No answer is young enough from here on.
    database.value = None
    assert seen(watcher, database, lambda state: state is None)
    monkeypatch.setattr(state_watcher, "FRESH", 60.0)
    database.value = 3
    assert seen(watcher, database, lambda state: state is not None and state.value == 3)
    assert database.left > 0


def test_only_the_first_waits_for_a_database_that_hangs(
    watcher: Watcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs, waited = threading.Event(), []
    monkeypatch.setattr(state_watcher, "PATIENCE", 0.01)
    watcher._ask = hangs.wait
    known = watcher._known
    monkeypatch.setattr(
        known,
        "wait_for",
        lambda is_so, most: waited.append(most) or Condition.wait_for(known, is_so, most),
    )
    try:
        assert [watcher.state() for _ in range(4)] == [None] * 4
    finally:
        hangs.set()
    assert waited[0] > 0
    assert waited[1:] == [0, 0, 0]


def test_without_readers_nothing_is_asked(
    watcher: Watcher, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher.state()
    monkeypatch.setattr(state_watcher, "IDLE", -1.0)
    watcher._thread.join(timeout=30)
    assert (watcher._thread.is_alive(), database.left) == (False, 1)
    monkeypatch.setattr(state_watcher, "IDLE", 60.0)
    monkeypatch.setattr(state_watcher, "FRESH", 0.0)
    assert seen(watcher, database, lambda state: state is not None)


def test_a_forked_process_watches_for_itself(watcher: Watcher) -> None:
    watcher.state()
    first = watcher._thread
    watcher._process = -1  # As it looks on the other side of a fork.
    assert watcher.state() is not None
    assert watcher._thread is not first


def test_it_stops_and_leaves_the_database(database: Database) -> None:
    watcher = Watcher(database.ask, database.leave)
    watcher.state()
    watcher.stop()
    assert (watcher._thread.is_alive(), database.left) == (False, 1)
