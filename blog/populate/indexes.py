"""Tables without their indexes while they are filled: made afterwards, an index of words costs an
eighth of what it costs row by row."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, models, transaction

# All but what guards a constraint. Those of words come first, since they take longest to make.
PLAIN = """
SELECT format('%%I.%%I', nspname, relname), pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY relam = (SELECT oid FROM pg_am WHERE amname = 'gin') DESC, relname
"""


@contextmanager
def dropped(tables: Iterable[type[models.Model]], pool: ThreadPoolExecutor) -> Iterator[None]:
    """Drops the indexes of `tables` and makes them again at the end, whichever end it is. Only a
    process or a server that is killed outright leaves them out."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, [[table._meta.db_table for table in tables]])
        found = dict(cursor.fetchall())
        if found:
            cursor.execute(f"DROP INDEX {', '.join(found)}")
    try:
        yield
    finally:
        run(pool, found.values())


def run(pool: ThreadPoolExecutor, statements: Iterable[str]) -> None:
    """Several at a time. Each is tried, also when another fails."""
    for done in [pool.submit(_execute, statement) for statement in statements]:
        done.result()


def _execute(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET maintenance_work_mem = '256MB'; " + statement)
    finally:
        connection.close()
