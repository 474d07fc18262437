"""Measure each page in each request mode in turns, so that other load on the machine affects all of
them."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench import wrk
from tests.bench.nginx_front import STATIC_FILE, NginxFront
from tests.bench.web import Page, Web
from tests.bench.wrk import Round

HELLO = "hello"
CACHED_MODES = ("gzip", "br", "304")
NGINX_PREFIX = "nginx: "  # Prefix of request modes through nginx.
FILE = "file, 20 KB"
SETTLE_SECONDS = 0.2  # Seconds until the requests still running when wrk exits are finished.


@dataclass
class Row:
    """A page in one request mode.

    `cpu` is the CPU time in milliseconds a request of all processes involved (web server, database,
    nginx), the minimum of the rounds. For cached pages and 'hello' it has two typical values,
    depending on how wrk's connections are distributed over the processes: if threads wait for one
    another, it is a third higher. The median would depend on which of them was more frequent.
    """

    page: str
    way: str
    bytes: int
    queries: int
    rounds: list[Round] = field(default_factory=list)
    computed: list[float] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        return min(self.computed)

    def median(self, name: str) -> float:
        return statistics.median(getattr(measured_round, name) for measured_round in self.rounds)

    @property
    def failed(self) -> int:
        return sum(measured_round.failed for measured_round in self.rounds)

    def as_json(self) -> dict[str, float | str]:
        return {
            "page": self.page,
            "way": self.way,
            "bytes": self.bytes,
            "queries": self.queries,
            "cpu_ms": round(self.cpu, 4),
            "per_second": round(self.median("per_second"), 1),
            "p50_ms": round(self.median("p50"), 3),
            "p99_ms": round(self.median("p99"), 3),
            "failed": self.failed,
        }


class MeasuredRequest:
    def __init__(self, row: Row, web: Web | NginxFront, path: str, headers: dict[str, str]) -> None:
        self.row, self.web, self.path, self.headers = row, web, path, {**web.headers, **headers}

    def measure(self, seconds: int, connections: int) -> None:
        before = self.web.computed()
        measured_round = wrk.run(self.web.url(self.path), seconds, connections, self.headers)
        time.sleep(SETTLE_SECONDS)
        self.row.computed.append(
            (self.web.computed() - before) * 1000 / max(measured_round.requests, 1)
        )
        self.row.rounds.append(measured_round)


def all_requests(
    hello: Web, cached: Web, uncached: Web, front: NginxFront | None, pages: dict[str, Page]
) -> Iterator[MeasuredRequest]:
    """Yield the requests of all pages; each page is requested once, which caches it."""
    gzip = {"Accept-Encoding": "gzip"}
    yield MeasuredRequest(Row(HELLO, "hello", hello.get("/")[1], 0), hello, "/", gzip)
    if front:
        # nginx sends it uncompressed.
        row = Row(FILE, NGINX_PREFIX + "gzip", front.get(STATIC_FILE)[1], 0)
        yield MeasuredRequest(row, front, STATIC_FILE, gzip)
    for name, page in pages.items():
        yield from _cached_requests(name, page, cached, "")
        _headers, size = uncached.get(page.path, **gzip)
        yield MeasuredRequest(Row(name, "uncached", size, page.queries), uncached, page.path, gzip)
        if front:
            yield from _cached_requests(name, page, front, NGINX_PREFIX)


def _cached_requests(
    name: str, page: Page, web: Web | NginxFront, prefix: str
) -> Iterator[MeasuredRequest]:
    for mode in CACHED_MODES:
        headers = {"Accept-Encoding": "br" if mode == "br" else "gzip"}
        response_headers, size = web.get(page.path, **headers)
        if "ETag" not in response_headers:
            return  # It depends on the reader, so it is not cached.
        if mode == "304":
            headers["If-None-Match"], size = response_headers["ETag"], 0
        yield MeasuredRequest(Row(name, prefix + mode, size, 0), web, page.path, headers)


def run(
    requests: list[MeasuredRequest], rounds: int, seconds: int, connections: int
) -> Iterator[str]:
    """Measure all requests and yield the progress. The first round is a warm-up and does not
    count."""
    for number in range(rounds + 1):
        for request in requests:
            request.measure(seconds if number else 1, connections)
            if number == 0:
                request.row.rounds.clear()
                request.row.computed.clear()
        yield f"round {number} of {rounds}" if number else "warm"
