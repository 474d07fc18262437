"""`make bench`: the cost of a reader's request on this machine, cached and uncached, compared with
Django's 'hello'.

An invented blog in its own database is served by gunicorn as in `make serve`; a second gunicorn
serves it without a cache, a third serves Django's smallest page, and nginx, if installed, is in
front of a fourth. wrk measures them in turns in several rounds; medians are printed, and minimums
of CPU time. Only a table, a chart and the numbers as JSON are kept.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import chart, nginx_front, processes, rounds, table, web, wrk
from tests.bench.nginx_front import NginxFront
from tests.bench.rounds import HELLO, NGINX_PREFIX, Row
from tests.bench.web import ORDINARY, PAGES, Web
from tests.support.site import Site

GROUPS = {
    NGINX_PREFIX + "gzip": "Behind nginx, gzip asked for",
    "gzip": "Kept, gzip asked for",
    "304": "Kept, unchanged (304)",
    "uncached": "Made anew",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--posts", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=4, metavar="N")
    parser.add_argument("--seconds", type=int, default=1, metavar="N", help="of each round")
    parser.add_argument("--connections", type=int, default=8, metavar="N")
    parser.add_argument("--workers", type=int, default=2, metavar="N")
    parser.add_argument("--gunicorn", default="", metavar="ARGS", help="such as '--threads 1'")
    parser.add_argument("--only", default="", help="pages, separated by commas")
    parser.add_argument("--to", type=Path, default=Path(os.environ.get("VAR_DIR", "var")))
    options = parser.parse_args()
    wrk.require_wrk()
    names = [ORDINARY, *PAGES]
    pages = [name for name in names if not options.only or name in options.only.split(",")]
    with tempfile.TemporaryDirectory(prefix="pullquote-bench-") as folder:
        Path(folder).chmod(0o755)  # The database's account needs access.
        measured = measure(Path(folder), options, pages)
    rows: list[Row] = measured.pop("rows")
    print(*table.lines(rows), sep="\n")
    print(f"\nMemory: {measured['memory_mb']}. Load: {measured['load']}.")
    options.to.mkdir(parents=True, exist_ok=True)
    measured["rows"] = [row.as_json() for row in rows]
    (options.to / "bench.json").write_text(json.dumps(measured, indent=1) + "\n")
    (options.to / "bench.svg").write_text(draw(rows))
    print(f"The same as {options.to / 'bench.json'}, and a chart, {options.to / 'bench.svg'}.")


def measure(folder: Path, options: argparse.Namespace, page_names: list[str]) -> dict:
    start = time.monotonic()
    settings = {"GUNICORN_CMD_ARGS": options.gunicorn, "TRUSTED_PROXIES": "0"}
    site = Site(folder, WEB_CONCURRENCY=str(options.workers), **settings)
    print_progress(f"{options.posts:,} posts …")
    pages = {
        name: page for name, page in web.fill(site, options.posts).items() if name in page_names
    }
    webs: list[Web | NginxFront] = []
    load = os.getloadavg()[0]
    try:
        webs.append(hello := Web(site, "tests.bench.hello", has_database=False))
        webs.append(cached := Web(site, "config.wsgi", has_database=True))
        webs.append(uncached := Web(site, "tests.bench.uncached", has_database=True))
        if front := _start_nginx(site):
            webs.append(front)
        requests = list(rounds.all_requests(hello, cached, uncached, front, pages))
        for progress in rounds.run(requests, options.rounds, options.seconds, options.connections):
            print_progress(f"{progress}, {time.monotonic() - start:.0f} s")
        memory = {
            "hello": round(hello.megabytes()),
            "site": round(cached.megabytes()),
            "database": round(processes.memory_megabytes(processes.backends(site.server))),
        }
        if front:
            memory["nginx"] = round(front.megabytes())
    finally:
        for server in webs:
            server.end()
        site.listener.close()
    return {
        "posts": options.posts,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "connections": options.connections,
        "workers": options.workers,
        "gunicorn": options.gunicorn,
        "processors": os.cpu_count(),
        "load": [round(load, 1), round(os.getloadavg()[0], 1)],
        "memory_mb": memory,
        "rows": [server.row for server in requests],
    }


def _start_nginx(site: Site) -> NginxFront | None:
    if not nginx_front.is_installed():
        print_progress(
            "nginx is not installed, so nothing is asked for behind it: apt install nginx"
        )
        return None
    return NginxFront(
        Web(site, "config.wsgi", has_database=True, **nginx_front.PROXIED_SETTINGS), site.folder
    )


def draw(rows: list[Row]) -> str:
    hello = (HELLO, rows[0].cpu)
    groups = {mode: [(row.page, row.cpu) for row in rows if row.way == mode] for mode in GROUPS}
    return chart.svg(
        (f"{GROUPS[mode]}: CPU of a request", [hello, *bars])
        for mode, bars in groups.items()
        if bars
    )


def print_progress(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
