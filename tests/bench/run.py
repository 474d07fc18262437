"""`make bench-pages`: what each kind of public page costs in a small site and in a large one.

Both sites are invented (`manage.py populate`), in databases of the embedded server that are thrown
away at the end. Pages are asked for in this process, through the whole of Django, in turns between
the two sites, so that what else the machine does hits both.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.visitors import HOUSEHOLDS

LIMIT = 1.5  # A page that costs more by this does not hold what the site promises.
WARM_UP = 2
WIDTH = 36  # of the column of names


@dataclass(frozen=True)
class Cost:
    """Of one page in one site. Milliseconds are of the wall clock, the median of all runs; of a
    list that one site fills and the other does not, those for a hundred of its entries."""

    ms: float
    queries: int
    bytes: int


@dataclass(frozen=True)
class Row:
    page: str
    costs: list[Cost]  # That in the small site, then that in the large one.

    @property
    def ratio(self) -> float:
        return self.costs[1].ms / self.costs[0].ms


class Site:
    """A database of its own, which stands for the default one inside `used`."""

    def __init__(self, posts: int, keep: bool) -> None:
        from django.db import connections

        self.posts, self.keep = posts, keep
        self.name = f"bench_{posts}" + ("" if keep else f"_{os.getpid()}")
        self.connection = connections.create_connection("default")
        self.connection.settings_dict = {**self.connection.settings_dict, "NAME": self.name}

    @contextmanager
    def used(self) -> Iterator[None]:
        """Also for threads that connect meanwhile, as those of `populate` do."""
        from django.contrib.contenttypes.models import ContentType
        from django.db import connections

        usual, settings = connections["default"], connections.settings["default"]
        name = settings["NAME"]
        connections["default"], settings["NAME"] = self.connection, self.name
        ContentType.objects.clear_cache()
        try:
            yield
        finally:
            connections["default"], settings["NAME"] = usual, name

    def fill(self) -> None:
        """A kept one is taken as it is, but for new migrations."""
        from django.core.management import call_command
        from django.db import connection

        from tests.bench import kinds

        with connection.cursor() as cursor:
            cursor.execute("SELECT FROM pg_database WHERE datname = %s", [self.name])
            there = cursor.rowcount > 0
            if not there:
                cursor.execute(f'CREATE DATABASE "{self.name}"')
        with self.used():
            call_command("migrate", verbosity=0, interactive=False)
            if not there:
                call_command("populate", posts=self.posts, stdout=sys.stderr)
                kinds.prepare()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")

    def drop(self) -> None:
        from django.db import connection

        self.connection.close()
        if not self.keep:
            with connection.cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{self.name}"')


def measure(sites: list[Site], runs: int, wanted: str) -> Iterator[Row]:
    from django.test import Client

    from blog.views import search
    from tests.bench.kinds import KINDS

    search.PER_MINUTE = sys.maxsize  # A bench asks for more than a household.
    client = Client(headers={"host": "localhost"})
    for kind in KINDS:
        if wanted in kind.name:
            row = _row(kind, client, sites, runs)
            # What is over the limit by chance seldom is so twice.
            yield _row(kind, client, sites, runs * 3) if row.ratio > LIMIT else row


def _row(kind: Any, client: Any, sites: list[Site], runs: int) -> Row:
    asked: list[_Asked] = []
    for site in sites:
        with site.used():
            asked.append(_Asked(kind, client))
    for _ in range(runs):
        for site, page in zip(sites, asked, strict=True):
            with site.used():
                page.ask()
    return Row(kind.name, [page.cost() for page in asked])


class _Asked:
    """One page of one site; asked for a few times before anything is measured."""

    def __init__(self, kind: Any, client: Any) -> None:
        self.times: list[float] = []
        self.address = kind.address()
        self.client, self.entry = client, kind.entry
        self.headers: dict[str, str] = {}
        answer = self._get(200)
        if kind.again:
            self.headers = {"If-None-Match": answer["ETag"]}
        self.expected = 304 if kind.again else 200
        for _ in range(WARM_UP):
            self._get(self.expected)
        self.queries = 0
        self._count_queries()

    def _get(self, expected: int) -> Any:
        answer = self.client.get(self.address, headers=self.headers, REMOTE_ADDR=next(HOUSEHOLDS))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != expected:
            raise RuntimeError(f"{self.address}: {answer.status_code}, not {expected}")
        self.bytes = len(body)
        self.hundreds = body.count(self.entry) / 100 if self.entry else 1
        return answer

    def _count_queries(self) -> None:
        from django.db import connection

        def counting(execute: Any, *arguments: Any) -> Any:
            self.queries += 1
            return execute(*arguments)

        with connection.execute_wrapper(counting):
            self._get(self.expected)

    def ask(self) -> None:
        begun = time.perf_counter()
        self._get(self.expected)
        self.times.append((time.perf_counter() - begun) * 1000)

    def cost(self) -> Cost:
        return Cost(statistics.median(self.times) / self.hundreds, self.queries, self.bytes)


def heading(sizes: list[int]) -> str:
    small, large = (f"{size:,}" for size in sizes)
    return (
        f"{'':{WIDTH}} {'queries':>9} {'bytes':>21} {'ms':>19}\n"
        f"{'page':{WIDTH}} {'':>9} {small:>10} {large:>10} {small:>9} {large:>9}  ratio"
    )


def line(row: Row) -> str:
    one, other = row.costs
    queries = (
        f"{one.queries}" if one.queries == other.queries else f"{one.queries}, {other.queries}"
    )
    return (
        f"{row.page:{WIDTH}} {queries:>9} {one.bytes:>10,} {other.bytes:>10,}"
        f" {one.ms:>9.1f} {other.ms:>9.1f} {row.ratio:>6.2f}"
        + (f"  over {LIMIT}" if row.ratio > LIMIT else "")
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench-pages", description=__doc__)
    parser.add_argument("--posts", type=int, nargs=2, default=[1_000, 100_000], metavar="N")
    parser.add_argument("--runs", type=int, default=15, metavar="N", help="of each page (15)")
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="pages with these in their name"
    )
    parser.add_argument("--keep", action="store_true", help="keep both databases for the next time")
    parser.add_argument("--json", type=Path, help="where to (bench-pages.json in VAR_DIR)")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.pop("DATABASE_URL", None)
    kept = Path(os.environ.get("VAR_DIR", "var"), "bench") if options.keep else None
    with nullcontext(kept) if kept else tempfile.TemporaryDirectory() as folder:
        for name in ("media", "static"):
            Path(folder, name).mkdir(parents=True, exist_ok=True)
            os.environ[f"{name.upper()}_ROOT"] = str(Path(folder, name))
        run(options)


def run(options: argparse.Namespace) -> None:
    import django
    from django.conf import settings
    from django.test import override_settings

    django.setup()
    # Pages name their files by hashed names only where these were collected.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    sites: list[Site] = []
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        try:
            for posts in sorted(options.posts):
                sites.append(Site(posts, options.keep))
                sites[-1].fill()
            print(heading([site.posts for site in sites]))
            rows = []
            for row in measure(sites, options.runs, options.only):
                print(line(row), flush=True)
                rows.append(row)
        finally:
            for site in sites:
                site.drop()
    file = options.json or settings.VAR_DIR / "bench-pages.json"
    file.write_text(json.dumps([asdict(row) | {"ratio": row.ratio} for row in rows], indent=1))


if __name__ == "__main__":
    main()
