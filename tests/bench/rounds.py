"""Each page in each way that it is asked for, in turns: what else the machine does hits all."""

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.bench import wrk
from tests.bench.behind import FILE as FILE_PATH
from tests.bench.behind import Behind
from tests.bench.web import Page, Web
from tests.bench.wrk import Round

HELLO = "hello"
KEPT = ("gzip", "br", "304")
BEHIND = "nginx: "  # before a way, where it leads through it
FILE = "file, 20 KB"
SETTLE = 0.2  # seconds, for what is still in hand when wrk leaves


@dataclass
class Row:
    """A page in one way. `cpu` is in milliseconds a request, of all that answers it together (the
    web, the database, nginx): the least of its rounds. Those of a kept page, and of hello, are of
    two kinds, by how wrk's connections fell to the processes: where threads wait for one another it
    is a third more. What a page takes is the lesser; of the median it depends on which kind was
    more frequent."""

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
        return statistics.median(getattr(one, name) for one in self.rounds)

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.rounds)

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


class Asked:
    def __init__(self, row: Row, web: Web | Behind, path: str, headers: dict[str, str]) -> None:
        self.row, self.web, self.path, self.headers = row, web, path, {**web.headers, **headers}

    def ask(self, seconds: int, connections: int) -> None:
        before = self.web.computed()
        one = wrk.ask(self.web.url(self.path), seconds, connections, self.headers)
        time.sleep(SETTLE)
        self.row.computed.append((self.web.computed() - before) * 1000 / max(one.requests, 1))
        self.row.rounds.append(one)


def all_asked(
    hello: Web, cached: Web, uncached: Web, behind: Behind | None, pages: dict[str, Page]
) -> Iterator[Asked]:
    """Each page is asked for once, which keeps it."""
    gzip = {"Accept-Encoding": "gzip"}
    yield Asked(Row(HELLO, "hello", hello.get("/")[1], 0), hello, "/", gzip)
    if behind:
        row = Row(FILE, BEHIND + "gzip", behind.get(FILE_PATH)[1], 0)  # Which it is sent without.
        yield Asked(row, behind, FILE_PATH, gzip)
    for name, page in pages.items():
        yield from _kept(name, page, cached, "")
        _said, size = uncached.get(page.path, **gzip)
        yield Asked(Row(name, "uncached", size, page.queries), uncached, page.path, gzip)
        if behind:
            yield from _kept(name, page, behind, BEHIND)


def _kept(name: str, page: Page, web: Web | Behind, how: str) -> Iterator[Asked]:
    for way in KEPT:
        headers = {"Accept-Encoding": "br" if way == "br" else "gzip"}
        said, size = web.get(page.path, **headers)
        if "ETag" not in said:
            return  # Not kept for all, as it is one reader's.
        if way == "304":
            headers["If-None-Match"], size = said["ETag"], 0
        yield Asked(Row(name, how + way, size, 0), web, page.path, headers)


def run(asked: list[Asked], rounds: int, seconds: int, connections: int) -> Iterator[str]:
    """Says what it is at. The first round of each warms what has to be, and does not count."""
    for number in range(rounds + 1):
        for one in asked:
            one.ask(seconds if number else 1, connections)
            if number == 0:
                one.row.rounds.clear()
                one.row.computed.clear()
        yield f"round {number} of {rounds}" if number else "warm"
