"""Purges of a CDN after changes: once each, retried after failures, in the background."""

import json
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import time_machine

from page_cache.cdn_purge import Purger
from page_cache.models import Purge

pytestmark = pytest.mark.django_db
BEGINNING = "2026-11-26T10:20:00Z"


class Cdn(ThreadingHTTPServer):
    """Record requests, and respond with the first of `responses`, else with 200."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str, dict[str, str], object]] = []
        self.responses: list[tuple[int, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), RequestHandler)
        self.address = f"http://127.0.0.1:{self.server_port}"


class RequestHandler(BaseHTTPRequestHandler):
    server: Cdn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        request = (self.command, self.path, dict(self.headers.items()), json.loads(body))
        self.server.requests.append(request)
        status, headers = self.server.responses.pop(0) if self.server.responses else (200, {})
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def cdn() -> Iterator[Cdn]:
    with Cdn() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEGINNING, tick=False) as traveller:
        yield traveller


class Site:
    """A site with a `state`, and a clock that tests can shift."""

    def __init__(self, cdn: Cdn, clock: time_machine.Traveller) -> None:
        self.state: object = 1
        self.cdn, self.clock = cdn, clock
        self.purger = self.build_purger(cdn.address + "/purge?zone=7")

    def build_purger(self, url: str) -> Purger:
        return Purger(lambda: self.state, url, ("Authorization", "Bearer s3cret"))

    def count_requests_after(self, seconds: float, build_purger: Purger | None = None) -> int:
        """Shift the clock, run the purger, and return how many requests the CDN has received."""
        self.clock.shift(timedelta(seconds=seconds))
        for _check in range(2):  # The first schedules a purge, the second sends it.
            (build_purger or self.purger).check()
        return len(self.cdn.requests)


@pytest.fixture
def site(cdn: Cdn, clock: time_machine.Traveller) -> Site:
    site = Site(cdn, clock)
    site.count_requests_after(0)
    assert site.count_requests_after(2) == 1  # changes while no worker ran
    site.clock.shift(timedelta(seconds=20))
    return site


def test_change_is_purged_once_with_credentials(site: Site) -> None:
    site.state = 2
    assert site.count_requests_after(0) == 1
    assert site.count_requests_after(1.9) == 1  # A process or nginx may still cache the old page.
    assert site.count_requests_after(0.1) == 2
    assert site.count_requests_after(300) == 2
    method, path, headers, body = site.cdn.requests[-1]
    assert (method, path, body) == ("POST", "/purge?zone=7", {"tags": ["pages"]})
    assert headers["Authorization"] == "Bearer s3cret"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.slow
def test_purges_are_limited_to_four_a_minute(site: Site) -> None:
    before = len(site.cdn.requests)
    for state in range(2, 242):
        site.state = state
        site.count_requests_after(0.25)
    assert len(site.cdn.requests) - before == 4
    for _check in range(200):
        site.count_requests_after(0.25)
    assert len(site.cdn.requests) - before == 5  # The last change is purged as well.


def test_purge_follows_each_new_hour(site: Site) -> None:
    assert site.count_requests_after(3000) == 1
    assert site.count_requests_after(2) == 2


def test_one_of_several_workers_purges(site: Site) -> None:
    site.state = 2
    other = site.build_purger(site.cdn.address)
    site.count_requests_after(0)
    site.count_requests_after(0, other)
    assert site.count_requests_after(2) == 2
    assert site.count_requests_after(0, other) == 2


def test_purge_of_killed_worker_is_sent_by_another(site: Site) -> None:
    site.state = 2
    site.count_requests_after(0)
    site.clock.shift(timedelta(seconds=2))

    class Killed(BaseException):
        pass

    def raise_killed() -> None:
        raise Killed

    killed_worker = site.build_purger(site.cdn.address)
    killed_worker._send_request = raise_killed  # type: ignore[method-assign]
    with pytest.raises(Killed):
        killed_worker.check()
    assert site.count_requests_after(59) == 1
    assert site.count_requests_after(1) == 2


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (503, {}, 1),
        (403, {}, 1),
        (302, {"Location": "/elsewhere"}, 1),
        (429, {"Retry-After": "40"}, 40),
        (429, {"Retry-After": "Fri, 27 Nov 2026 10:00:00 GMT"}, 1),
        (429, {"Retry-After": "999999999"}, 3600),
    ],
)
def test_refused_purge_is_retried(
    site: Site, status: int, headers: dict[str, str], wait: int
) -> None:
    site.state = 2
    site.cdn.responses = [(status, headers)]
    site.count_requests_after(0)
    assert site.count_requests_after(2) == 2
    assert site.count_requests_after(wait - 1) == 2
    assert site.count_requests_after(1) == 3
    assert [path for _method, path, _headers, _body in site.cdn.requests] == ["/purge?zone=7"] * 3


@pytest.mark.slow
def test_unavailable_cdn_is_retried_with_backoff_and_logged_once(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.state = 2
    site.cdn.responses = [(500, {})] * 12
    with caplog.at_level(logging.WARNING):
        for _second in range(2000):
            site.count_requests_after(1)
    assert len(site.cdn.requests) == 14
    assert [record.getMessage() for record in caplog.records if record.name.startswith("page")] == [
        "The CDN was not purged, and is asked again: 500 Internal Server Error",
        "The CDN was purged after 12 failures.",
    ]
    assert Purge.objects.get().changed_at is None


def test_unreachable_cdn_is_retried(site: Site) -> None:
    site.state = 2
    unreachable = site.build_purger("http://127.0.0.1:1/")
    site.count_requests_after(0, unreachable)
    site.count_requests_after(2, unreachable)
    row = Purge.objects.get()
    assert (row.failures, row.changed_at is not None) == (1, True)
    assert site.count_requests_after(1) == 2
