"""A CDN is told of what changed: once, again where it did not listen, and with nobody waiting."""

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
    """Answers with the first of `answers`, else with 200, and keeps what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, dict[str, str], object]] = []
        self.answers: list[tuple[int, dict[str, str]]] = []
        super().__init__(("127.0.0.1", 0), Told)
        self.address = f"http://127.0.0.1:{self.server_port}"


class Told(BaseHTTPRequestHandler):
    server: Cdn

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        told = (self.command, self.path, dict(self.headers.items()), json.loads(body))
        self.server.told.append(told)
        status, headers = self.server.answers.pop(0) if self.server.answers else (200, {})
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
    """`state` is what readers could see."""

    def __init__(self, cdn: Cdn, clock: time_machine.Traveller) -> None:
        self.state: object = 1
        self.cdn, self.clock = cdn, clock
        self.purging = self.worker(cdn.address + "/purge?zone=7")

    def worker(self, url: str) -> Purger:
        return Purger(lambda: self.state, url, ("Authorization", "Bearer s3cret"))

    def after(self, seconds: float, worker: Purger | None = None) -> int:
        """How often the CDN has been told by then."""
        self.clock.shift(timedelta(seconds=seconds))
        for _look in range(2):  # What it finds, and what it does of it.
            (worker or self.purging).look()
        return len(self.cdn.told)


@pytest.fixture
def site(cdn: Cdn, clock: time_machine.Traveller) -> Site:
    made = Site(cdn, clock)
    made.after(0)
    assert made.after(2) == 1  # What changed while no worker ran.
    made.clock.shift(timedelta(seconds=20))
    return made


def test_change_is_purged_once_with_credentials(site: Site) -> None:
    site.state = 2
    assert site.after(0) == 1
    assert site.after(1.9) == 1  # A process or an nginx may still have the old page.
    assert site.after(0.1) == 2
    assert site.after(300) == 2
    method, path, headers, body = site.cdn.told[-1]
    assert (method, path, body) == ("POST", "/purge?zone=7", {"tags": ["pages"]})
    assert headers["Authorization"] == "Bearer s3cret"
    assert headers["Content-Type"] == "application/json"


@pytest.mark.slow
def test_purges_are_limited_to_four_a_minute(site: Site) -> None:
    before = len(site.cdn.told)
    for state in range(2, 242):
        site.state = state
        site.after(0.25)
    assert len(site.cdn.told) - before == 4
    for _look in range(200):
        site.after(0.25)
    assert len(site.cdn.told) - before == 5  # The last of them is told as well.


def test_purge_follows_each_new_hour(site: Site) -> None:
    assert site.after(3000) == 1
    assert site.after(2) == 2


def test_one_of_several_workers_purges(site: Site) -> None:
    site.state = 2
    other = site.worker(site.cdn.address)
    site.after(0)
    site.after(0, other)
    assert site.after(2) == 2
    assert site.after(0, other) == 2


def test_purge_of_killed_worker_is_sent_by_another(site: Site) -> None:
    site.state = 2
    site.after(0)
    site.clock.shift(timedelta(seconds=2))

    class Killed(BaseException):
        pass

    def killed() -> None:
        raise Killed

    dying = site.worker(site.cdn.address)
    dying._tell = killed  # type: ignore[method-assign]
    with pytest.raises(Killed):
        dying.look()
    assert site.after(59) == 1
    assert site.after(1) == 2


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
    site.cdn.answers = [(status, headers)]
    site.after(0)
    assert site.after(2) == 2
    assert site.after(wait - 1) == 2
    assert site.after(1) == 3
    assert [path for _method, path, _headers, _body in site.cdn.told] == ["/purge?zone=7"] * 3


@pytest.mark.slow
def test_unavailable_cdn_is_retried_with_backoff_and_logged_once(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.state = 2
    site.cdn.answers = [(500, {})] * 12
    with caplog.at_level(logging.WARNING):
        for _second in range(2000):
            site.after(1)
    assert len(site.cdn.told) == 14
    assert [record.getMessage() for record in caplog.records if record.name.startswith("page")] == [
        "The CDN was not purged, and is asked again: 500 Internal Server Error",
        "The CDN was purged after 12 failures.",
    ]
    assert Purge.objects.get().changed_at is None


def test_unreachable_cdn_is_retried(site: Site) -> None:
    site.state = 2
    deaf = site.worker("http://127.0.0.1:1/")
    site.after(0, deaf)
    site.after(2, deaf)
    row = Purge.objects.get()
    assert (row.failures, row.changed_at is not None) == (1, True)
    assert site.after(1) == 2
