"""`make bench-compression`: time and size of each level of brotli and gzip on real pages.

The pages of the demo and of an invented site, as Django renders them. For each level it prints the
CPU time of a page and its size, and the extra time for each byte saved over the previous level.
"""

import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import brotli

from page_cache.store import BROTLI_QUALITY, GZIP_LEVEL
from tests.bench import web
from tests.support.site import Site

PAGES = """
import json, sys
import django
django.setup()
from django.test import Client
client = Client(headers={"host": "localhost"})
print(json.dumps([client.get(path).content.decode() for path in json.loads(sys.argv[1])]))
"""
ROUNDS = 7


class Level(NamedTuple):
    """`cpu` is in milliseconds a page; `bytes` is the compressed size, `share` its ratio to the
    original size."""

    name: str
    level: int
    cpu: float
    bytes: int
    share: float
    is_chosen: bool


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="pullquote-compression-") as folder:
        Path(folder).chmod(0o755)  # The database's account needs access.
        site = Site(Path(folder))
        paths = [page.path for page in web.fill(site, 1000).values()]
        pages = [page.encode() for page in json.loads(site.run("-c", PAGES, json.dumps(paths)))]
        site.listener.close()
    print(*lines(pages), sep="\n")


def lines(pages: list[bytes]) -> Iterable[str]:
    mean = statistics.mean(map(len, pages))
    yield f"{len(pages)} pages of {mean:,.0f} bytes; what is marked is what `page_cache` uses.\n"
    yield "| | level | CPU, ms | bytes | of the page |"
    yield "| --- | --: | --: | --: | --: |"
    for one in measure_levels(pages):
        mark = " **←**" if one.is_chosen else ""
        name = f"{one.name} | {one.level}{mark}"
        yield f"| {name} | {one.cpu:.2f} | {one.bytes:,} | {one.share:.1%} |"


def measure_levels(pages: list[bytes]) -> Iterable[Level]:
    def with_brotli(page: bytes, level: int) -> bytes:
        return brotli.compress(page, mode=brotli.MODE_TEXT, quality=level)

    def with_gzip(page: bytes, level: int) -> bytes:
        return gzip.compress(page, level, mtime=0)

    for level in range(1, 10):
        yield _level("gzip", level, with_gzip, pages, level == GZIP_LEVEL)
    for level in range(12):
        yield _level("brotli", level, with_brotli, pages, level == BROTLI_QUALITY)


def _level(
    name: str, level: int, compress: Callable[[bytes, int], bytes], pages: list[bytes], sample: bool
) -> Level:
    seconds = []
    for _ in range(ROUNDS if level < 10 else 2):
        start = time.process_time()
        after = sum(len(compress(page, level)) for page in pages)
        seconds.append((time.process_time() - start) * 1000 / len(pages))
    share = after / sum(map(len, pages))
    return Level(name, level, min(seconds), after // len(pages), share, sample)


if __name__ == "__main__":
    sys.exit(main())
