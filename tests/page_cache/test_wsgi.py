"""The page cache: cached, stale and uncacheable responses, and requests that bypass it."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from page_cache.state_watcher import State
from page_cache.wsgi import LIFETIME, MAX_STALE_AGE
from tests.page_cache.reader import HTML, PAGE, PUBLIC, FakeDjango, FakeWatcher, Reader
from tests.support.concurrency import run_concurrently
from tests.support.patience import PATIENCE


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1000.0]
    monkeypatch.setattr("page_cache.wsgi.time.monotonic", lambda: now[0])
    yield now


def test_page_is_rendered_once_for_equal_requests(reader: Reader) -> None:
    first, again = reader.get(), reader.get()
    assert (first["body"], again["body"], reader.render_count) == (PAGE, PAGE, 1)
    assert first["cache-status"] == "pullquote; fwd=miss; stored"
    assert again["cache-status"] == "pullquote; hit"


def test_changed_state_renders_page_again(reader: Reader) -> None:
    reader.get()
    reader.watched.value = State(2, since=0.0)
    reader.site.body = PAGE + b"!"
    assert reader.get()["body"] == PAGE + b"!"


def test_page_is_rendered_again_after_lifetime(reader: Reader, clock: list[float]) -> None:
    reader.get()
    clock[0] += LIFETIME - 1
    reader.get()
    assert reader.render_count == 1
    clock[0] += 2
    reader.get()
    assert reader.render_count == 2


@pytest.mark.parametrize(
    "headers",
    [
        [HTML],
        [HTML, ("Cache-Control", "private")],
        [HTML, ("Cache-Control", "public, no-store")],
        [HTML, PUBLIC, ("Set-Cookie", "a=b")],
        [HTML, PUBLIC, ("Vary", "Cookie")],
        [HTML, PUBLIC, ("Vary", "Accept-Encoding, Accept-Language")],
        [HTML, PUBLIC, ("Vary", "*")],
        [HTML, PUBLIC, ("Content-Encoding", "gzip")],
        [("Content-Type", "image/png"), PUBLIC],
    ],
    ids=lambda headers: ", ".join(f"{name}: {value}" for name, value in headers),
)
def test_personal_response_is_not_cached(reader: Reader, headers: Any) -> None:
    reader.site.headers = headers
    reader.get()
    assert reader.get()["body"] == PAGE
    assert reader.render_count == 2


@pytest.mark.parametrize("status", ["404 Not Found", "302 Found", "500 Broken", "206 Partial"])
def test_other_responses_are_not_cached(reader: Reader, status: str) -> None:
    reader.site.status = status
    assert [reader.get()["status"] for _time in range(2)] == [status, status]
    assert reader.render_count == 2


@pytest.mark.parametrize(
    "asked",
    [
        {"method": "POST"},
        {"path": "/admin/"},
        {"path": "/static/site.css"},
        {"cookie": "sessionid=abc"},
        {"cookie": "csrftoken=x; sessionid=abc"},
        {"cookie": "messages=abc"},
        {"cookie": "wrote=1"},
        {"path": "/" + "x" * 2000},
    ],
    ids=str,
)
def test_personal_request_bypasses_cache(reader: Reader, asked: Any) -> None:
    for _time in range(2):
        assert "cache-status" not in reader.get(**asked)
    assert reader.render_count == 2


def test_unknown_cookie_does_not_bypass_cache(reader: Reader) -> None:
    reader.get()
    assert reader.get(cookie="csrftoken=x; theme=dark")["cache-status"] == "pullquote; hit"
    assert reader.render_count == 1


def test_uncacheable_page_gets_other_cookies(reader: Reader) -> None:
    """For example the page of a guest's own comment."""
    reader.site.headers = [HTML, ("Vary", "Cookie")]
    for _time in range(2):
        assert "cache-status" not in reader.get("/comments/7/sent/", cookie="written=7")
    assert [asked.get("HTTP_COOKIE") for asked in reader.site.requests] == [
        *(None, "written=7"),  # not known to be uncacheable the first time
        "written=7",
    ]


def test_page_published_after_404_is_cached_for_other_cookies(reader: Reader) -> None:
    reader.site.status = "404 Not Found"
    reader.get()
    reader.site.status = "200 OK"
    reader.get()
    assert reader.get(cookie="csrftoken=x")["cache-status"] == "pullquote; hit"
    assert reader.render_count == 2


def test_tracking_parameters_are_dropped(reader: Reader) -> None:
    reader.get(query="page=2")
    reader.get(query="utm_source=letter&page=2&fbclid=x")
    assert [asked["QUERY_STRING"] for asked in reader.site.requests] == ["page=2"]
    reader.get(query="page=3")
    assert reader.render_count == 2


def test_parameters_are_sorted_but_repeated_ones_keep_order(reader: Reader) -> None:
    reader.get(query="before=1&page=2")
    reader.get(query="page=2&before=1")
    assert reader.render_count == 1
    reader.get(query="page=1&page=2")
    reader.get(query="page=2&page=1")
    assert reader.render_count == 3


def test_hosts_have_separate_entries(reader: Reader) -> None:
    reader.get()
    reader.get(host="other.example.org")
    assert reader.render_count == 2


def test_http_and_https_have_separate_entries_behind_tls(reader: Reader) -> None:
    reader.cache.rules.behind_tls = True
    reader.get(x_forwarded_proto="http")
    reader.get(x_forwarded_proto="https")
    assert reader.render_count == 2


def test_page_is_rendered_without_range_or_conditions(reader: Reader) -> None:
    reader.get(
        method="HEAD",
        cookie="theme=dark",
        accept_encoding="br",
        range="bytes=0-3",
        if_none_match='"a"',
        if_modified_since="Sun, 06 Nov 1994 08:49:37 GMT",
    )
    [asked] = reader.site.requests
    assert asked["REQUEST_METHOD"] == "GET"
    # Accept-Encoding is for a response that turns out to be personal.
    assert {name for name in asked if name.startswith("HTTP_")} == {
        "HTTP_HOST",
        "HTTP_ACCEPT_ENCODING",
    }


def test_uncacheable_response_is_revalidated(reader: Reader) -> None:
    """For example a card, which its view compares with the ETag."""
    reader.site.headers = [("Content-Type", "image/png"), PUBLIC, ("ETag", '"a"')]
    reader.get("/card.png")
    reader.site.status, reader.site.body = "304 Not Modified", b""
    response = reader.get("/card.png", if_none_match='"a"', range="bytes=0-1")
    assert (response["status"], response["body"]) == ("304 Not Modified", b"")
    assert reader.site.requests[-1]["HTTP_IF_NONE_MATCH"] == '"a"'
    assert "HTTP_RANGE" not in reader.site.requests[-1]


def test_answer_to_condition_is_not_shared(reader: Reader) -> None:
    reader.site.status = "404 Not Found"
    reader.get()
    reader.site.status, reader.site.body = "304 Not Modified", b""
    reader.get(if_none_match='"a"')
    reader.site.status, reader.site.body = "200 OK", PAGE
    assert [reader.get()["body"] for _time in range(2)] == [PAGE, PAGE]
    assert reader.render_count == 3


def test_cached_page_is_served_during_database_outage(reader: Reader, clock: list[float]) -> None:
    reader.site.headers.append(("CDN-Cache-Control", "max-age=60"))
    reader.get()
    reader.watched.value = None
    clock[0] += LIFETIME * 2
    response = reader.get(cookie="sessionid=abc")
    assert (response["body"], response["cache-status"]) == (PAGE, "pullquote; hit; detail=stale")
    # A CDN must not store it.
    assert response["cache-control"] == "public, max-age=0, s-maxage=0"
    assert "cdn-cache-control" not in response
    assert reader.get("/never-asked-for/")["status"] == "503 Service Unavailable"
    assert reader.render_count == 1
    clock[0] += MAX_STALE_AGE
    assert reader.get()["status"] == "503 Service Unavailable"


def test_page_is_served_stale_after_render_error(reader: Reader) -> None:
    reader.get()
    reader.watched.value = State(2, since=0.0)
    reader.site.status, reader.site.body = "503 Away", b"Away"
    assert reader.get()["body"] == PAGE
    assert reader.get("/other/")["status"] == "503 Away"


def test_page_that_became_private_is_dropped(reader: Reader) -> None:
    reader.get()
    reader.watched.value = State(2, since=0.0)
    reader.site.status = "404 Not Found"
    assert reader.get()["status"] == "404 Not Found"
    reader.watched.value = None
    assert reader.get()["status"] == "503 Service Unavailable"


def test_streamed_files_are_not_buffered(reader: Reader) -> None:
    reader.site.streams = True
    response = [reader.get()["body"] for _time in range(2)]
    assert (response, reader.render_count) == ([PAGE, PAGE], 2)


def test_store_is_bounded_and_evicts_least_recently_used() -> None:
    reader = Reader(limit=40_000)
    reader.site.body = b"x" * 4000
    for number in range(20):
        reader.get(f"/{number}/")
        reader.get("/0/")
    assert reader.cache.store.size <= 40_000
    render_count = reader.render_count
    reader.get("/0/")
    assert reader.render_count == render_count
    reader.get("/1/")
    assert reader.render_count == render_count + 1


def test_page_larger_than_an_eighth_is_not_stored() -> None:
    reader = Reader(limit=40_000)
    reader.site.body = b"x" * 5000
    for _time in range(2):
        assert reader.get()["body"] == b"x" * 5000
    assert (reader.render_count, reader.cache.store.size) == (2, 0)


def test_concurrent_requests_render_page_once(reader: Reader) -> None:
    all_are_there = threading.Barrier(8)
    asks, makes = reader.watched.get_state, reader.site.__class__.__call__

    class Slow(FakeDjango):
        def __call__(self, *request: Any) -> Any:
            all_are_there.wait(timeout=PATIENCE)
            return makes(self, *request)

    class Crowded(FakeWatcher):
        def get_state(self) -> State | None:
            if threading.current_thread() not in first:
                all_are_there.wait(timeout=PATIENCE)
            return asks()

    first: list[threading.Thread] = []

    def ask_first() -> bytes:
        first.append(threading.current_thread())
        return bytes(reader.get()["body"])

    def ask() -> bytes:
        return bytes(reader.get()["body"])

    reader.site = reader.cache.application = Slow()
    reader.cache.watcher = Crowded()
    assert run_concurrently(ask_first, *[ask] * 7) == [PAGE] * 8
    assert reader.render_count == 1
