"""Loading of posts in batches: while Python composes one, the database stores others."""

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
from devtools.populate import indexes, search_vectors
from devtools.populate.cast import create_cast
from devtools.populate.posts import FIELDS, PostWriter, ReservedIds
from devtools.populate.tables import Table, reserve_ids
from page_cache.models import Change

BATCH_SIZE = 1000
# One batch is composed in Python while the database stores two others, on a CPU each.
LOADERS = 3
# Generated data may be lost in a crash. Triggers are not needed: their values are in the rows, or
# computed at the end for all of them. Foreign keys are not checked either.
FAST_SETTINGS_SQL = (
    "SET LOCAL synchronous_commit = off; SET LOCAL session_replication_role = replica"
)


def has_posts() -> bool:
    return Post.objects.exists()


def can_disable_triggers() -> bool:
    """Check whether the database role is a superuser. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return cursor.fetchone()[0]


def generate_posts(
    count: int,
    seed: int,
    until: datetime,
    labels: int = 300,
    average_comments: float = 0,
    sources: int = 0,
    photos: int = 0,
    quotations: int = 0,
) -> Generator[int, None, None]:
    """Add `count` posts. Yield the number of stored posts after each batch, which is a transaction,
    and again after the final steps.

    A single batch uses the connection of the caller. More are loaded over separate connections, and
    a site without posts has few indexes meanwhile: see `indexes.dropped_indexes`. Each of LOADERS
    batches takes about 60 MB of memory. `quotations` is the average of a post, 0 for one to three.
    """
    cast = create_cast(seed, count, labels, sources, photos)
    writer = PostWriter(cast, seed, count, until, average_comments, quotations)
    if count <= BATCH_SIZE:
        loader = _Loader(writer)
        loader.load(range(count), loader.reserve_ids(range(count)))
        yield count
        with connection.cursor() as cursor:
            for statement in (*rebuild_statements(), *_get_final_statements()):
                cursor.execute(statement)
        Change.objects.create()
        return
    with ThreadPoolExecutor(LOADERS) as pool, ExitStack() as stack:
        run = partial(indexes.run_statements, pool)
        # These run in reverse order, even after an error.
        stack.callback(Change.objects.create)
        stack.callback(lambda: run(_get_final_statements()))
        if not has_posts():
            stack.enter_context(indexes.dropped_indexes(FIELDS, run))
        stack.callback(run, rebuild_statements())
        stack.enter_context(search_vectors.bypass_generated_column())
        yield from _load_batches(count, _Loader(writer, search_vectors.EXTRA_COLUMNS), pool)


def _get_final_statements() -> list[str]:
    """Return the statements that need indexes and run after `rebuild_statements`. Analysing search
    columns takes seconds, so each table has its own statement, those first."""
    known = KnownWord._meta.db_table
    filled = [model._meta.db_table for model in FIELDS]
    others = set(connection.introspection.table_names()) - {known, *filled}
    return [
        f"SELECT blog_know_words(); ANALYZE {known}",
        *(f"ANALYZE {connection.ops.quote_name(name)}" for name in (*filled, *sorted(others))),
    ]


def _load_batches(count: int, loader: "_Loader", pool: ThreadPoolExecutor) -> Iterator[int]:
    """Load batches in parallel. IDs are reserved here, in order, so that each run has the same."""
    futures: deque[Future[int]] = deque()
    loaded = 0
    try:
        for first in range(0, count, BATCH_SIZE):
            numbers = range(first, min(first + BATCH_SIZE, count))
            futures.append(pool.submit(loader.load_in_thread, numbers, loader.reserve_ids(numbers)))
            if len(futures) > LOADERS:
                loaded += futures.popleft().result()
                yield loaded
        while futures:
            loaded += futures.popleft().result()
            yield loaded
    finally:
        for future in futures:
            future.cancel()


class _Loader:
    def __init__(self, writer: PostWriter, extra_columns: tuple[str, ...] = ()) -> None:
        self.writer, self.extra_columns = writer, extra_columns
        self.tables = {
            model: Table(model, names, extra_columns if model is Post else ())
            for model, names in FIELDS.items()
        }

    def reserve_ids(self, numbers: range) -> ReservedIds:
        return ReservedIds(
            reserve_ids(Post, len(numbers)),
            reserve_ids(PullQuote, len(numbers) * self.writer.max_quotations),
            reserve_ids(Comment, sum(map(self.writer.count_comments, numbers))),
        )

    def load_in_thread(self, numbers: range, ids: ReservedIds) -> int:
        """Load over the connection of this thread, and close it."""
        try:
            return self.load(numbers, ids)
        finally:
            connection.close()

    def load(self, numbers: range, ids: ReservedIds) -> int:
        """Store posts, and return their number."""
        rows = self.writer.write(numbers, ids)
        if not self.extra_columns:
            rows[Post] = [row[: -len(search_vectors.EXTRA_COLUMNS)] for row in rows[Post]]
        formatted = {
            model: table.format_rows(rows.pop(model)) for model, table in self.tables.items()
        }
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FAST_SETTINGS_SQL)
            for model, copied in formatted.items():
                if model is Post and self.extra_columns:
                    search_vectors.insert_posts(cursor, self.tables[model], copied)
                else:
                    self.tables[model].copy(cursor, copied)
            cursor.execute("SET LOCAL session_replication_role = origin")
        return len(numbers)
