"""Batches of posts, several at a time: while one is put together, the database takes in others."""

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import partial

from django.db import connection, transaction

from blog.comments.models import Comment
from blog.models import Post, PullQuote
from blog.models.counters import rebuild_statements
from blog.search.models import KnownWord
from devtools.populate import indexes, searched
from devtools.populate.bodies import QUOTATIONS
from devtools.populate.cast import gather
from devtools.populate.posts import FIELDS, Keys, Writer
from devtools.populate.tables import Table, new_keys
from page_cache.models import Change

BATCH = 1000
# One is in Python while two others keep a processor each, inside the database.
LOADERS = 3
# Nothing is lost that cannot be made again; and what triggers would do for each row, rows have
# already or is done at the end for all of them. No foreign key is asked either.
QUICK = "SET LOCAL synchronous_commit = off; SET LOCAL session_replication_role = replica"


def is_filled() -> bool:
    """One query."""
    return Post.objects.exists()


def is_allowed() -> bool:
    """One query. Who is no superuser cannot do without triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]


def fill(
    count: int, seed: int, until: datetime, labels: int = 300, discussed: float = 0
) -> Generator[int, None, None]:
    """Adds `count` posts; gives how many there are after each batch, which is one transaction,
    and once more when all is done that is done for all of them.

    Up to one batch it uses the connection of its caller. More are loaded over connections of their
    own, and a site without posts is without most indexes meanwhile: see `indexes.dropped`. About
    60 MB are in memory for each of LOADERS batches.
    """
    writer = Writer(gather(seed, count, labels), seed, count, until, discussed)
    if count <= BATCH:
        loading = _Loading(writer)
        loading.load(range(count), loading.keys(range(count)))
        yield count
        with connection.cursor() as cursor:
            for statement in (*rebuild_statements(), *_finishing()):
                cursor.execute(statement)
        Change.objects.create()
        return
    with ThreadPoolExecutor(LOADERS) as pool, ExitStack() as meanwhile:
        run = partial(indexes.run, pool)
        # What follows is done in the opposite order, whatever ends it.
        meanwhile.callback(Change.objects.create)
        meanwhile.callback(lambda: run(_finishing()))
        if not is_filled():
            meanwhile.enter_context(indexes.dropped(FIELDS, run))
        meanwhile.callback(run, rebuild_statements())
        meanwhile.enter_context(searched.by_hand())
        yield from _filled(count, _Loading(writer, searched.PARTS), pool)


def _finishing() -> list[str]:
    """Return what to run once there are indexes, after `rebuild_statements`. Searched columns
    take seconds to analyse, so each table has a statement of its own, those first."""
    known = KnownWord._meta.db_table
    filled = [model._meta.db_table for model in FIELDS]
    others = set(connection.introspection.table_names()) - {known, *filled}
    return [
        f"SELECT blog_know_words(); ANALYZE {known}",
        *(f"ANALYZE {connection.ops.quote_name(name)}" for name in (*filled, *sorted(others))),
    ]


def _filled(count: int, loading: "_Loading", pool: ThreadPoolExecutor) -> Iterator[int]:
    """Keys are taken here, one batch after the other, so that they are the same in each run."""
    loads: deque[Future[int]] = deque()
    done = 0
    try:
        for first in range(0, count, BATCH):
            numbers = range(first, min(first + BATCH, count))
            loads.append(pool.submit(loading.load_apart, numbers, loading.keys(numbers)))
            if len(loads) > LOADERS:
                done += loads.popleft().result()
                yield done
        while loads:
            done += loads.popleft().result()
            yield done
    finally:
        for load in loads:
            load.cancel()


class _Loading:
    def __init__(self, writer: Writer, parts: tuple[str, ...] = ()) -> None:
        self.writer, self.parts = writer, parts
        self.tables = {
            model: Table(model, names, parts if model is Post else ())
            for model, names in FIELDS.items()
        }

    def keys(self, numbers: range) -> Keys:
        """Those that these posts are to have."""
        said = sum(map(self.writer.comments, numbers))
        return Keys(
            new_keys(Post, len(numbers)),
            new_keys(PullQuote, len(numbers) * QUOTATIONS),
            new_keys(Comment, said),
        )

    def load_apart(self, numbers: range, keys: Keys) -> int:
        """As `load`, over a connection of this thread, which it closes."""
        try:
            return self.load(numbers, keys)
        finally:
            connection.close()

    def load(self, numbers: range, keys: Keys) -> int:
        """Gives how many they are."""
        rows = self.writer.write(numbers, keys)
        if not self.parts:
            rows[Post] = [row[: -len(searched.PARTS)] for row in rows[Post]]
        texts = {model: table.text(rows.pop(model)) for model, table in self.tables.items()}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(QUICK)
            for model, text in texts.items():
                if model is Post and self.parts:
                    searched.store(cursor, self.tables[model], text)
                else:
                    self.tables[model].copy(cursor, text)
            cursor.execute("SET LOCAL session_replication_role = origin")
        return len(numbers)
