"""`make bench-import`: how long readers wait while the worker writes an import, and otherwise.

gunicorn serves an invented site as in `make serve`, a second one without the page cache, to one
reader after the other. Prints the median and the 95th percentile of each kind of request. These are
wall-clock times, so the machine must have nothing else to do.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from itertools import count
from pathlib import Path
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import lxml.html

from tests.bench.web import Page, Web, fill
from tests.support.site import ROOT, SETUP_CODE, Site
from tests.transfer.readers.wxr.conftest import HEAD, TAIL, build_comment, build_item
from tests.transfer.test_killed_processes import PREPARE, START, WRITE

NAMES = ("home", "post", "label", "search")
PAUSE = 0.02  # Seconds between two requests.
ROUNDS = 60  # Before and after the import, and at most four times as many during it.
REQUESTS_PER_CLIENT = 5  # Fewer than any rate limit.
STAGE_SQL = "SELECT max(stage) FROM transfer_import"
POSTS_SQL = "SELECT count(*) FROM blog_post"
TASKS_SQL = (
    "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
    " AND (run_after IS NULL OR run_after < now())"
)


@dataclass
class Request:
    """One kind of request, and the milliseconds that it took before, during and after an import."""

    name: str
    web: Web
    path: str
    form: dict[str, str] | None = None
    cookie: str = ""
    times: dict[str, list[float]] = field(default_factory=dict)


class Reader:
    """Sends requests one after the other, each few of them from another client."""

    def __init__(self) -> None:
        self.number = count()

    def send(self, request: Request, phase: str) -> None:
        number = next(self.number)
        address = str(IPv4Address("10.0.0.1") + number // REQUESTS_PER_CLIENT * 256)
        headers = {"Host": "localhost", "X-Forwarded-For": address, "Accept-Encoding": "gzip"}
        body = None
        if request.form is not None:
            own = {
                "text": f"Comment number {number}.",
                "email": f"ana-{number}@example.org",
                "submission": str(uuid4()),
            }
            body = urlencode(request.form | own)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Cookie"] = request.cookie
        begin = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", request.web.port, timeout=60)
        connection.request("POST" if body else "GET", request.path, body, headers)
        answer = connection.getresponse()
        answer.read()
        request.times.setdefault(phase, []).append((time.perf_counter() - begin) * 1000)
        connection.close()
        assert answer.status == (302 if body else 200), (request, answer.status)


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-import", description=__doc__)
    parser.add_argument("--posts", type=int, default=2000, metavar="N", help="of the site")
    parser.add_argument("--imported", type=int, default=1500, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pullquote-bench-") as name:
        Path(name).chmod(0o755)  # The database's account needs access.
        site = Site(Path(name), PREPARE, TRUSTED_PROXIES="1")
        pages = fill(site, options.posts)
        webs = (Web(site, "config.wsgi", True), Web(site, "tests.bench.uncached", True))
        worker = subprocess.Popen(
            [sys.executable, "-m", "config.server.worker"],
            cwd=ROOT,
            env=site.environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            requests = list(build_requests(pages, *webs))
            measure(site, requests, options.imported)
        finally:
            worker.terminate()
            worker.wait()
            for web in webs:
                web.end()
            site.listener.close()
            site.server.release()
    print_table(requests)


def build_requests(pages: dict[str, Page], cached: Web, uncached: Web) -> Iterator[Request]:
    for name in NAMES:
        yield Request(f"{name}, with the cache", cached, pages[name].path)
        yield Request(f"{name}, without", uncached, pages[name].path)
    path = f"{pages['post'].path}comment/"
    connection = http.client.HTTPConnection("127.0.0.1", cached.port, timeout=60)
    connection.request("GET", path, headers={"Host": "localhost"})
    answer = connection.getresponse()
    cookie = "; ".join(
        each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or ()
    )
    page = lxml.html.document_fromstring(answer.read())
    fields: Any = page.xpath("//form[@method='post']//input[@name]")
    form: dict[str, str] = {each.get("name"): each.value or "" for each in fields}
    yield Request("a comment", cached, path, form | {"name": "Ana"}, cookie)


def measure(site: Site, requests: list[Request], imported: int) -> None:
    reader = Reader()

    def send_while(phase: str, goes_on: Callable[[int], bool]) -> None:
        for number in count():
            if not goes_on(number):
                return
            for request in requests:
                reader.send(request, phase)
                time.sleep(PAUSE)

    def wait(sql: str, value: object) -> None:
        while site.query_value(sql) != value:
            time.sleep(0.2)

    wait(TASKS_SQL, 0)  # Those that are due at once in a new site.
    send_while("warm", lambda number: number < 5)
    send_while("before", lambda number: number < ROUNDS)
    file = site.folder / "export.xml"
    file.write_text(f"{HEAD}{''.join(map(build_post, range(1, imported + 1)))}{TAIL}")
    site.run("-c", SETUP_CODE + START.format(path=os.fspath(file)))
    wait(STAGE_SQL, "read")
    before = site.query_value(POSTS_SQL)
    site.run("-c", SETUP_CODE + WRITE)
    wait(f"SELECT ({POSTS_SQL}) > {before}", True)
    begin = time.monotonic()
    send_while(
        "during",
        lambda number: number < 4 * ROUNDS and site.query_value(STAGE_SQL) == "writing",
    )
    written = site.query_value(POSTS_SQL) - before
    print(f"{written} posts were written in {time.monotonic() - begin:.0f} s.")
    if site.query_value(STAGE_SQL) == "done":
        wait(TASKS_SQL, 0)
        send_while("after", lambda number: number < ROUNDS)
    print("Load:", *(f"{load:.1f}" for load in os.getloadavg()))


def build_post(number: int) -> str:
    """Build a post of 8 KB with three comments."""
    text = "\n\n".join(
        f"Line {line} of {number} says what happened at the harbour in those days. " * 8
        for line in range(14)
    )
    fields = {
        "title": f"Imported {number}",
        "link": f"https://blog.example/2020/01/imported-{number}/",
        "content:encoded": text,
        "wp:post_id": str(number),
        "wp:post_name": f"imported-{number}",
    }
    label = f"Imported {number % 200}"
    extra = (
        f'<category domain="category" nicename="i-{number % 200}"><![CDATA[{label}]]></category>'
    )
    comments = (build_comment(number * 10 + each, author="Bo") for each in range(3))
    return build_item(fields, extra + "".join(comments))


def print_table(requests: list[Request]) -> None:
    row = "{:24} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}  {}"
    print(row.format("milliseconds", "p50", "import", "ratio", "p95", "import", "ratio", "number"))
    for request in requests:
        idle = summarize(request.times["before"] + request.times.get("after", []))
        busy = summarize(request.times["during"])
        values = [f"{value:.1f}" for pair in zip(idle, busy, strict=True) for value in pair]
        ratios = [f"{new / old:.2f}" for old, new in zip(idle, busy, strict=True)]
        columns = [*values[:2], ratios[0], *values[2:], ratios[1]]
        print(row.format(request.name, *columns, len(request.times["during"])))


def summarize(times: list[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    parts = quantiles(times, n=20)
    return parts[9], parts[18]


if __name__ == "__main__":
    main()
