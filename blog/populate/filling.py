"""Batches of posts, several at a time: while one is put together, the database takes in others."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime

from django.db import connection, transaction

from blog.models import Post, PullQuote
from blog.populate import indexes
from blog.populate.cast import gather
from blog.populate.posts import FIELDS, QUOTATIONS, Writer
from blog.populate.tables import Table, new_keys

BATCH = 1000
# One is in Python while two others keep a processor each, inside the database.
LOADERS = 3


def is_filled() -> bool:
    """One query."""
    return Post.objects.exists()


def fill(count: int, seed: int, until: datetime) -> Generator[int, None, None]:
    """Adds `count` posts; gives how many there are after each batch, which is one transaction.

    Up to one batch it uses the connection of its caller. More are loaded over connections of their
    own, and a site without posts is without most indexes meanwhile: see `indexes.dropped`. About
    30 MB are in memory for each of LOADERS batches.
    """
    loading = _Loading(Writer(gather(seed, count), seed, count, until))
    if count <= BATCH:
        loading.load(range(count), *_keys(count))
        yield count
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return
    with ThreadPoolExecutor(LOADERS) as pool:
        if is_filled():
            yield from _filled(count, loading, pool)
        else:
            with indexes.dropped([Post, PullQuote], pool):
                yield from _filled(count, loading, pool)
        # One statement for each, since what is searched takes a second for 20,000 posts.
        tables = connection.introspection.table_names()
        indexes.run(pool, [f"ANALYZE {connection.ops.quote_name(name)}" for name in tables])


def _filled(count: int, loading: "_Loading", pool: ThreadPoolExecutor) -> Iterator[int]:
    """Keys are taken here, one batch after the other, so that they are the same in each run."""
    loads: deque[Future[int]] = deque()
    done = 0
    try:
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            loads.append(pool.submit(loading.load_apart, numbers, *_keys(len(numbers))))
            if len(loads) > LOADERS:
                done += loads.popleft().result()
                yield done
        while loads:
            done += loads.popleft().result()
            yield done
    finally:
        for load in loads:
            load.cancel()


def _keys(count: int) -> tuple[list[int], list[int]]:
    return new_keys(Post, count), new_keys(PullQuote, count * QUOTATIONS)


class _Loading:
    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.tables = {model: Table(model, *names) for model, names in FIELDS.items()}

    def load_apart(self, numbers: range, posts: list[int], quotations: list[int]) -> int:
        """As `load`, over a connection of this thread, which it closes: what a trigger planned
        for an empty table would else be kept for a full one."""
        try:
            return self.load(numbers, posts, quotations)
        finally:
            connection.close()

    def load(self, numbers: range, posts: list[int], quotations: list[int]) -> int:
        """Gives how many they are."""
        rows = self.writer.write(numbers, posts, quotations)
        texts = {model: table.text(rows.pop(model)) for model, table in self.tables.items()}
        with transaction.atomic(), connection.cursor() as cursor:
            # Nothing is lost that cannot be made again.
            cursor.execute("SET LOCAL synchronous_commit = off")
            for model, text in texts.items():
                self.tables[model].copy(cursor, text)
        return len(numbers)
