"""Database connections of threads."""

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
    threads = [ThreadPoolExecutor(1) for _number in range(3)]
    yield threads
    for thread in threads:
        thread.shutdown()


def use_connection(pool: ConnectionPool, handler: ConnectionHandler) -> Any:
    with pool.lend():
        return handler["default"]


def test_successive_threads_share_one_connection(handler, threads):
    pool = ConnectionPool([handler])
    connections = [thread.submit(use_connection, pool, handler).result() for thread in threads * 2]
    assert len({id(each) for each in connections}) == 1
    assert connections[0].allow_thread_sharing


def test_thread_returns_its_connection(handler, threads):
    pool = ConnectionPool([handler])
    threads[0].submit(use_connection, pool, handler).result()
    assert threads[0].submit(handler.all, initialized_only=True).result() == []


def test_concurrent_threads_have_separate_connections(handler, threads):
    pool = ConnectionPool([handler])
    with pool.lend():
        own = handler["default"]
        assert threads[0].submit(use_connection, pool, handler).result() is not own
    assert use_connection(pool, handler) is own  # the last returned


def test_thread_with_own_connection_keeps_it(handler, threads):
    pool, own = ConnectionPool([handler]), handler["default"]
    assert use_connection(pool, handler) is own
    assert handler.all(initialized_only=True) == [own]
    assert threads[0].submit(use_connection, pool, handler).result() is not own


def test_connection_of_failed_request_is_returned(handler, threads):
    pool = ConnectionPool([handler])
    with pytest.raises(ValueError), pool.lend():
        own = handler["default"]
        raise ValueError
    assert threads[0].submit(use_connection, pool, handler).result() is own


def test_several_databases_are_lent_together(threads):
    handlers = [ConnectionHandler(SETTINGS) for _number in range(2)]
    pool = ConnectionPool(handlers)
    connections = [threads[n].submit(use_connection, pool, handlers[1]).result() for n in (0, 1)]
    assert connections[0] is connections[1]
    assert threads[2].submit(use_connection, pool, handlers[0]).result() is not connections[0]
