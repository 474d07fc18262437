"""Counting in Valkey, with the database as a fallback."""

import signal
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.core.internal import ratelimit
from django.core.cache import cache, caches
from django.db import connection
from django.test import Client, RequestFactory

from accounts import rate_limits, shared_cache, shared_counters
from accounts.models import RateLimitWindow
from tests.support import valkey as running
from tests.support.concurrency import run_concurrently
from tests.support.patience import PATIENCE

pytestmark = pytest.mark.django_db
CONFIG = {"login": "5/h/ip"}


@pytest.fixture(scope="module")
def started() -> Iterator[running.Server]:
    with running.running() as server:
        yield server


@pytest.fixture
def server(
    started: running.Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[running.Server]:
    """Run an empty Valkey that the settings use."""
    started.client().flushall()
    use_address(settings, started.patient_address)
    monkeypatch.setattr(shared_cache, "RETRY_INTERVAL", 0.0)
    yield started
    shared_cache.get_valkey.cache_clear()


def use_address(settings: Any, address: str) -> None:
    settings.VALKEY_URL = address
    settings.CACHES = {
        "default": {
            **settings.CACHES["default"],
            "BACKEND": "accounts.shared_cache.SharedCache",
            "LOCATION": address,
        }
    }


def resume(server: running.Server) -> None:
    """Continue a stopped server, and wait until it answers: the site waits for 0.25 s only."""
    server.send_signal(signal.SIGCONT)
    server.client().ping()


def count_allowed(times: int) -> list[bool]:
    return [not rate_limits.count_attempt("test", "somebody", 3, 3600) for _time in range(times)]


def sign_in(times: int) -> int:
    """Return which attempts are allowed."""
    request = RequestFactory().post("/accounts/login/", REMOTE_ADDR="203.0.113.7")
    return sum(
        ratelimit.consume(request, app="allauth.account", action="login", config=CONFIG) is not None
        for _time in range(times)
    )


def test_valkey_counts_instead_of_database(server: running.Server) -> None:
    assert count_allowed(5) == [True, True, True, False, False]
    assert sign_in(7) == 5
    assert not RateLimitWindow.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_cache")
        assert cursor.fetchone() == (0,)


def test_valkey_window_expires(server: running.Server) -> None:
    assert rate_limits.count_attempt("test", "x", 1, 60) == 0
    assert 0 < rate_limits.count_attempt("test", "x", 1, 60) <= 60
    client = server.client()
    [window] = map(client.ttl, client.keys("limit:*"))
    assert 0 < window <= 60
    client.delete(*client.keys("limit:*"))
    assert rate_limits.count_attempt("test", "x", 1, 60) == 0


def test_undone_attempt_allows_another(server: running.Server) -> None:
    assert count_allowed(4) == [True, True, True, False]
    rate_limits.undo_attempt("test", "somebody", 3600)
    rate_limits.undo_attempt("test", "somebody", 3600)
    assert count_allowed(2) == [True, False]


def test_undo_without_attempt_starts_a_window(server: running.Server) -> None:
    rate_limits.undo_attempt("test", "somebody", 3600)
    (key,) = server.client().keys("limit:*")
    assert 0 < server.client().ttl(key) <= 3600
    assert count_allowed(4) == [True, True, True, False]


def test_valkey_contains_no_addresses_or_pickles(server: running.Server) -> None:
    count_allowed(1)
    sign_in(1)
    client = server.client()
    stored = [*client.keys(), *map(client.get, client.keys())]
    assert stored
    assert not [value for value in stored if "203.0.113" in value or "somebody" in value]
    assert all(set(value) <= set("0123456789abcdef.:[], limit") for value in stored)


def test_concurrent_attempts_are_counted_once_each(server: running.Server) -> None:
    counts = run_concurrently(*[lambda: shared_counters.count("key", 60)] * 20)
    assert sorted(count[0] for count in counts) == list(range(1, 21))


def test_search_writes_nothing_to_database(server: running.Server, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    assert [client.get("/search/?q=river").status_code for _time in range(2)] == [200, 200]


def test_searches_are_limited_in_valkey(server: running.Server, client: Client) -> None:
    client.get("/search/?q=river")
    [key] = server.client().keys("limit:*")
    server.client().set(key, 1000, keepttl=True)
    response = client.get("/search/?q=river")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60


@pytest.mark.parametrize("what", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hanging"])
def test_database_counts_while_valkey_is_down(
    server: running.Server, settings: Any, what: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    count_allowed(1)
    if what == signal.SIGSTOP:
        use_address(settings, server.address)
    server.send_signal(what)
    assert count_allowed(4) == [True, True, True, False]
    assert sign_in(7) == 5
    assert RateLimitWindow.objects.count() == 1
    assert [line.split(":")[0] for line in caplog.messages] == [
        "Valkey is away, the database counts"
    ]
    if what == signal.SIGKILL:
        server.start()
    else:
        resume(server)
    until = time.monotonic() + PATIENCE
    while not caplog.messages[1:]:  # On a busy machine it may be too late for the site once more.
        count_allowed(1)
        assert time.monotonic() < until
    assert caplog.messages[1:] == ["Valkey is back."]
    use_address(settings, server.patient_address)
    before = RateLimitWindow.objects.get().taken
    assert rate_limits.count_attempt("test", "somebody else", 3, 3600) == 0
    assert RateLimitWindow.objects.get().taken == before


def test_valkey_that_refuses_commands_counts_as_down(server: running.Server) -> None:
    client = server.client()
    client.config_set("requirepass", "secret")
    try:
        assert count_allowed(4) == [True, True, True, False]
        assert RateLimitWindow.objects.count() == 1
    finally:
        client.config_set("requirepass", "")


def test_valkey_that_is_down_is_retried_after_interval(
    server: running.Server, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_address(settings, server.address)
    monkeypatch.setattr(shared_cache, "RETRY_INTERVAL", 3600.0)
    server.send_signal(signal.SIGSTOP)
    count_allowed(1)
    resume(server)
    count_allowed(1)
    assert server.client().keys("limit:*") == []
    assert RateLimitWindow.objects.get().taken == 2


def test_cached_values_round_trip(server: running.Server) -> None:
    assert caches["default"] is not None
    cache.set("a", [1.5, 2], 60)
    assert (cache.get("a"), cache.add("a", 1), cache.get("b", 7)) == ([1.5, 2], False, 7)
    assert (cache.touch("a", 5), cache.delete("a"), cache.get("a")) == (True, True, None)
