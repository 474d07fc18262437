"""`make bench`: what a reader's request costs this machine, kept and not, by Django's 'hello'.

A blog is invented in a database of its own and served by gunicorn as `make serve` does it; a second
gunicorn serves the same with nothing kept, a third Django's smallest page, and nginx, if it is
installed, stands in front of a fourth. wrk asks for one after the other, in turns, in several
rounds; printed are medians, and of processors the least. Nothing of
it stays but a table, a chart and the numbers as JSON.
"""

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from tests.bench import behind, chart, processes, rounds, table, web, wrk
from tests.bench.behind import Behind
from tests.bench.rounds import BEHIND, HELLO, Row
from tests.bench.web import ORDINARY, PAGES, Web
from tests.support.site import Site

GROUPS = {
    BEHIND + "gzip": "Behind nginx, gzip asked for",
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
    wrk.require()
    names = [ORDINARY, *PAGES]
    wanted = [name for name in names if not options.only or name in options.only.split(",")]
    with tempfile.TemporaryDirectory(prefix="pullquote-bench-") as folder:
        Path(folder).chmod(0o755)  # The database's account has to get in.
        measured = measure(Path(folder), options, wanted)
    rows: list[Row] = measured.pop("rows")
    print(*table.lines(rows), sep="\n")
    print(f"\nMemory: {measured['memory_mb']}. Load: {measured['load']}.")
    options.to.mkdir(parents=True, exist_ok=True)
    measured["rows"] = [row.as_json() for row in rows]
    (options.to / "bench.json").write_text(json.dumps(measured, indent=1) + "\n")
    (options.to / "bench.svg").write_text(draw(rows))
    print(f"The same as {options.to / 'bench.json'}, and a chart, {options.to / 'bench.svg'}.")


def measure(folder: Path, options: argparse.Namespace, wanted: list[str]) -> dict:
    begun = time.monotonic()
    settings = {"GUNICORN_CMD_ARGS": options.gunicorn, "TRUSTED_PROXIES": "0"}
    site = Site(folder, WEB_CONCURRENCY=str(options.workers), **settings)
    say(f"{options.posts:,} posts …")
    pages = {name: page for name, page in web.fill(site, options.posts).items() if name in wanted}
    webs: list[Web | Behind] = []
    load = os.getloadavg()[0]
    try:
        webs.append(hello := Web(site, "tests.bench.hello", has_database=False))
        webs.append(cached := Web(site, "config.wsgi", has_database=True))
        webs.append(uncached := Web(site, "tests.bench.uncached", has_database=True))
        if fronted := _behind_nginx(site):
            webs.append(fronted)
        asked = list(rounds.all_asked(hello, cached, uncached, fronted, pages))
        for said in rounds.run(asked, options.rounds, options.seconds, options.connections):
            say(f"{said}, {time.monotonic() - begun:.0f} s")
        memory = {
            "hello": round(hello.megabytes()),
            "site": round(cached.megabytes()),
            "database": round(processes.megabytes(processes.backends(site.server))),
        }
        if fronted:
            memory["nginx"] = round(fronted.megabytes())
    finally:
        for one in webs:
            one.end()
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
        "rows": [one.row for one in asked],
    }


def _behind_nginx(site: Site) -> Behind | None:
    if not behind.is_installed():
        say("nginx is not installed, so nothing is asked for behind it: apt install nginx")
        return None
    return Behind(Web(site, "config.wsgi", has_database=True, **behind.SETTINGS), site.folder)


def draw(rows: list[Row]) -> str:
    hello = (HELLO, rows[0].cpu)
    groups = {way: [(row.page, row.cpu) for row in rows if row.way == way] for way in GROUPS}
    return chart.svg(
        (f"{GROUPS[way]}: CPU of a request", [hello, *bars]) for way, bars in groups.items() if bars
    )


def say(what: str) -> None:
    print(what, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
