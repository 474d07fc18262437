"""Thread slots: admission of requests, queues, and refusals."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from page_cache import admission, thread_slots
from page_cache.state_watcher import State
from page_cache.store import MAX_WAITING, Response
from page_cache.thread_slots import ThreadSlots
from page_cache.wsgi import PageCache
from tests.page_cache.reader import PAGE
from tests.support.patience import PATIENCE

AWAY = Response("503 Service Unavailable", [("Retry-After", "30")], b"Later.")
BUSY = Response("503 Service Unavailable", [("Retry-After", "3")], b"Busy.")
UPLOAD = "/upload/"


class Django:
    """Responds once `may_continue` is set; `entered` is released with each request."""

    def __init__(self) -> None:
        self.may_continue, self.entered = threading.Event(), threading.Semaphore(0)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        self.entered.release()
        assert self.may_continue.wait(PATIENCE)
        if environ["PATH_INFO"] == "/broken/":
            raise ValueError
        start_response("200 OK", [])
        return [b"Here."]


@pytest.fixture(autouse=True)
def patient_queues(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let requests wait in the queues for as long as a busy machine needs."""
    for name in ("QUEUE_TIMEOUT", "HEAVY_QUEUE_TIMEOUT"):
        monkeypatch.setattr(thread_slots, name, PATIENCE)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


@pytest.fixture
def django(pool: ThreadPoolExecutor) -> Iterator[Django]:
    """Release all requests before the pool, which waits for them, is shut down."""
    django = Django()
    yield django
    django.may_continue.set()


def build_slots(
    django: Django, away: Any = lambda: None, count: int = 1, **options: Any
) -> ThreadSlots:
    return ThreadSlots(django, count, away, lambda environ: BUSY, **options)


def send_request(site: Any, path: str = "/admin/", method: str = "GET") -> tuple[str, bytes]:
    statuses = []
    body = site({"PATH_INFO": path, "REQUEST_METHOD": method}, lambda *it: statuses.append(it[0]))
    return statuses[0], b"".join(body)


def occupy_slot(site: ThreadSlots, django: Django, pool: ThreadPoolExecutor) -> Any:
    """Start a request that holds the only slot."""
    first = pool.submit(send_request, site)
    assert django.entered.acquire(timeout=PATIENCE)
    return first


@pytest.mark.parametrize(
    ("method", "body"), [("GET", b"Later."), ("POST", b"Later."), ("HEAD", b"")]
)
def test_requests_do_not_wait_during_database_outage(method, body, django, pool, monkeypatch):
    monkeypatch.setattr(admission, "CHECK_INTERVAL", 0.001)
    site = build_slots(django, lambda: AWAY)
    first = occupy_slot(site, django, pool)
    assert send_request(site, method=method) == (AWAY.status, body)
    django.may_continue.set()
    assert first.result(PATIENCE) == ("200 OK", b"Here.")


def test_requests_are_admitted_in_turn(django, pool):
    site = build_slots(django)
    first = occupy_slot(site, django, pool)
    others = [pool.submit(send_request, site) for _ in range(3)]
    django.may_continue.set()
    assert {each.result(PATIENCE) for each in (first, *others)} == {("200 OK", b"Here.")}


def test_free_paths_need_no_slot(django, pool):
    site = build_slots(django, lambda: AWAY, free_paths=("/static/", "/healthz"))
    occupy_slot(site, django, pool)
    healthy = pool.submit(send_request, site, "/healthz")
    assert django.entered.acquire(timeout=PATIENCE)
    django.may_continue.set()
    assert healthy.result(PATIENCE) == ("200 OK", b"Here.")


def test_failed_request_releases_its_slot(django):
    site = build_slots(django)
    django.may_continue.set()
    with pytest.raises(ValueError):
        send_request(site, "/broken/")
    assert send_request(site) == ("200 OK", b"Here.")


@pytest.mark.parametrize(("method", "body"), [("GET", b"Busy."), ("POST", b"Busy."), ("HEAD", b"")])
def test_request_beyond_full_queue_gets_503(method, body, django, pool, monkeypatch):
    monkeypatch.setattr(thread_slots, "QUEUE_LENGTH", 0)
    site = build_slots(django)
    first = occupy_slot(site, django, pool)
    assert send_request(site, method=method) == (BUSY.status, body)
    django.may_continue.set()
    assert first.result(PATIENCE) == ("200 OK", b"Here.")
    assert send_request(site) == ("200 OK", b"Here.")


def test_request_that_waited_too_long_gets_503(django, pool, monkeypatch):
    monkeypatch.setattr(thread_slots, "QUEUE_TIMEOUT", 0.001)
    site = build_slots(django)
    occupy_slot(site, django, pool)
    assert send_request(site) == (BUSY.status, b"Busy.")


def test_heavy_requests_leave_slots_to_all_others(django, pool, monkeypatch):
    monkeypatch.setattr(thread_slots, "HEAVY_QUEUE_LENGTH", 0)
    site = build_slots(django, count=2, heavy_paths=(UPLOAD,))
    first = pool.submit(send_request, site, UPLOAD, "POST")
    assert django.entered.acquire(timeout=PATIENCE)
    assert send_request(site, UPLOAD, "POST") == (BUSY.status, b"Busy.")
    other = pool.submit(send_request, site)
    assert django.entered.acquire(timeout=PATIENCE)
    django.may_continue.set()
    assert {first.result(PATIENCE), other.result(PATIENCE)} == {("200 OK", b"Here.")}
    assert send_request(site, UPLOAD, "POST") == ("200 OK", b"Here.")


def test_heavy_request_in_the_queue_takes_its_turn(django, pool):
    site = build_slots(django, count=3, heavy_paths=(UPLOAD,))
    uploads = [pool.submit(send_request, site, UPLOAD, "POST") for _ in range(3)]
    assert django.entered.acquire(timeout=PATIENCE)
    django.may_continue.set()
    assert {each.result(PATIENCE) for each in uploads} == {("200 OK", b"Here.")}


def test_refused_page_is_not_marked_uncacheable(django, pool, reader, monkeypatch):
    monkeypatch.setattr(thread_slots, "QUEUE_LENGTH", 0)
    site = ThreadSlots(django, 1, lambda: None, lambda environ: BUSY)
    occupy_slot(site, django, pool)
    reader.cache.thread_slots = site
    assert (refused := reader.get("/"))["body"] == b"Busy."
    assert (refused["retry-after"], reader.render_count) == ("3", 0)
    django.may_continue.set()
    pool.shutdown(wait=True)
    for answer in ("fwd=miss; stored", "hit"):
        assert reader.get("/")["cache-status"] == f"pullquote; {answer}"


def test_page_is_served_stale_if_no_slot_is_free(django, pool, reader, monkeypatch):
    monkeypatch.setattr(thread_slots, "QUEUE_LENGTH", 0)
    site = ThreadSlots(django, 1, lambda: None, lambda environ: BUSY)
    reader.get("/")
    occupy_slot(site, django, pool)
    reader.cache.thread_slots = site
    reader.watched.value = State(2, since=0.0)
    assert reader.get("/")["cache-status"] == "pullquote; hit; detail=stale"


def test_process_has_one_thread_more_than_slots_and_queues():
    waiting = thread_slots.QUEUE_LENGTH + thread_slots.HEAVY_QUEUE_LENGTH + MAX_WAITING
    assert thread_slots.count_threads(4) == 4 + waiting + 1


def test_cached_page_is_served_while_queues_are_full(django, reader):
    """All threads of a process but one are working or waiting."""
    site = ThreadSlots(django, 1, lambda: None, lambda environ: BUSY, heavy_paths=(UPLOAD,))
    reader.get("/")
    cache = PageCache(
        django,
        reader.cache.rules,
        reader.watched,
        reader.cache.store,
        lambda: AWAY,
        thread_slots=site,
    )
    with ThreadPoolExecutor(thread_slots.count_threads(1)) as threads:
        slow = [
            threads.submit(send_request, cache, path, "POST")
            for path in [UPLOAD] * 200 + ["/admin/"] * 200
        ]
        assert django.entered.acquire(timeout=PATIENCE)
        reader.cache = cache
        assert threads.submit(reader.get, "/").result(PATIENCE)["body"] == PAGE
        django.may_continue.set()
        assert {each.result(PATIENCE)[0] for each in slow} == {"200 OK", BUSY.status}
