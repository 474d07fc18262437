"""Who waits for a thread, and who never has to."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from page_cache import places
from page_cache.places import Places
from page_cache.store import Answer

AWAY = Answer("503 Service Unavailable", [("Retry-After", "30")], b"Later.")


class Django:
    """Answers once it may go on; `with_it` is released with each request that is there."""

    def __init__(self) -> None:
        self.may_go_on, self.with_it = threading.Event(), threading.Semaphore(0)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.with_it.release()
        assert self.may_go_on.wait(30)
        if environ["PATH_INFO"] == "/broken/":
            raise ValueError
        start_response("200 OK", [])
        return [b"Here."]


@pytest.fixture
def django() -> Iterator[Django]:
    made = Django()
    yield made
    made.may_go_on.set()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as made:
        yield made


def asked(site: Places, path: str = "/admin/", method: str = "GET") -> tuple[str, bytes]:
    said = []
    body = site({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda *it: said.append(it[0]))
    return said[0], b"".join(body)


def full(site: Places, django: Django, pool: ThreadPoolExecutor) -> Any:
    """One request is there, and keeps the only place."""
    first = pool.submit(asked, site)
    assert django.with_it.acquire(timeout=30)
    return first


@pytest.mark.parametrize(
    ("method", "body"), [("GET", b"Later."), ("POST", b"Later."), ("HEAD", b"")]
)
def test_nobody_waits_for_a_database_that_is_away(method, body, django, pool, monkeypatch):
    monkeypatch.setattr(places, "EVERY", 0.001)
    site = Places(django, 1, lambda: AWAY)
    first = full(site, django, pool)
    assert asked(site, method=method) == (AWAY.status, body)
    django.may_go_on.set()
    assert first.result(30) == ("200 OK", b"Here.")


def test_while_it_is_there_all_come_in_turn(django, pool):
    site = Places(django, 1, lambda: None)
    first = full(site, django, pool)
    others = [pool.submit(asked, site) for _ in range(3)]
    django.may_go_on.set()
    assert {each.result(30) for each in (first, *others)} == {("200 OK", b"Here.")}


def test_what_needs_no_database_needs_no_place(django, pool):
    site = Places(django, 1, lambda: AWAY, free=("/static/", "/healthz"))
    full(site, django, pool)
    healthy = pool.submit(asked, site, "/healthz")
    assert django.with_it.acquire(timeout=30)
    django.may_go_on.set()
    assert healthy.result(30) == ("200 OK", b"Here.")


def test_what_failed_leaves_its_place(django):
    site = Places(django, 1, lambda: None)
    django.may_go_on.set()
    with pytest.raises(ValueError):
        asked(site, "/broken/")
    assert asked(site) == ("200 OK", b"Here.")
