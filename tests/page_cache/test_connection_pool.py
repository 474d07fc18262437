"""Which thread has which database connection."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db.utils import ConnectionHandler

from page_cache.connection_pool import ConnectionPool

SETTINGS = {"default": {"ENGINE": "django.db.backends.dummy", "NAME": "none"}}


@pytest.fixture
def handler() -> ConnectionHandler:
    return ConnectionHandler(SETTINGS)


@pytest.fixture
def threads() -> Iterator[list[ThreadPoolExecutor]]:
    made = [ThreadPoolExecutor(1) for _number in range(3)]
    yield made
    for thread in made:
        thread.shutdown()


def used(pool: ConnectionPool, handler: ConnectionHandler) -> Any:
    with pool.lend():
        return handler["default"]


def test_successive_threads_share_one_connection(handler, threads):
    pool = ConnectionPool([handler])
    found = [thread.submit(used, pool, handler).result() for thread in threads * 2]
    assert len({id(each) for each in found}) == 1
    assert found[0].allow_thread_sharing


def test_thread_returns_its_connection(handler, threads):
    pool = ConnectionPool([handler])
    threads[0].submit(used, pool, handler).result()
    assert threads[0].submit(handler.all, initialized_only=True).result() == []


def test_concurrent_threads_have_separate_connections(handler, threads):
    pool = ConnectionPool([handler])
    with pool.lend():
        mine = handler["default"]
        assert threads[0].submit(used, pool, handler).result() is not mine
    assert used(pool, handler) is mine  # Given back last.


def test_thread_with_own_connection_keeps_it(handler, threads):
    pool, mine = ConnectionPool([handler]), handler["default"]
    assert used(pool, handler) is mine
    assert handler.all(initialized_only=True) == [mine]
    assert threads[0].submit(used, pool, handler).result() is not mine


def test_connection_of_failed_request_is_returned(handler, threads):
    pool = ConnectionPool([handler])
    with pytest.raises(ValueError), pool.lend():
        mine = handler["default"]
        raise ValueError
    assert threads[0].submit(used, pool, handler).result() is mine


def test_several_databases_are_lent_together(threads):
    handlers = [ConnectionHandler(SETTINGS) for _number in range(2)]
    pool = ConnectionPool(handlers)
    found = [threads[n].submit(used, pool, handlers[1]).result() for n in (0, 1)]
    assert found[0] is found[1]
    assert threads[2].submit(used, pool, handlers[0]).result() is not found[0]
