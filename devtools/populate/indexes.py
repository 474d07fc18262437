"""Tables without their indexes while they are filled: made afterwards, an index of words costs an
eighth of what it costs row by row. Nor does anybody tidy up behind the loaders meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection, models, transaction

# All but what guards a constraint. Those of words come first, since they take longest to make.
PLAIN = """
SELECT format('%%I.%%I', nspname, relname), pg_get_indexdef(indexrelid),
    relam = (SELECT oid FROM pg_am WHERE amname = 'gin') AS is_of_words
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
JOIN pg_namespace ON pg_namespace.oid = relnamespace
WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
ORDER BY is_of_words DESC, relname
"""
# A table is not vacuumed or analysed while it is filled, which would be in vain; and an index of
# words is made by two processes also with little memory, see `_memory`.
FILLING = {"autovacuum_enabled": "off", "toast.autovacuum_enabled": "off", "parallel_workers": "1"}
SORTS_WORDS = (18,)  # PostgreSQL's version from which on several processes make such an index.


@contextmanager
def dropped(
    tables: Iterable[type[models.Model]], run: Callable[[list[str]], None]
) -> Iterator[None]:
    """Drops the indexes of `tables` and has `run` make them again at the end, whichever end it is.
    Only a process or a server that is killed outright leaves them out."""
    names = [table._meta.db_table for table in tables]
    set_all = ", ".join(f"{option} = {value}" for option, value in FILLING.items())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(PLAIN, [names])
        found = cursor.fetchall()
        if found:
            cursor.execute(f"DROP INDEX {', '.join(name for name, *_ in found)}")
        _alter(names, f"SET ({set_all})")
    made = [
        f"SET maintenance_work_mem = '{_memory(is_of_words)}'; {definition}"
        for _name, definition, is_of_words in found
    ]
    try:
        yield
    finally:
        try:
            run(made)
        finally:
            _alter(names, f"RESET ({', '.join(FILLING)})")


def _memory(is_of_words: bool) -> str:
    """Entries of an index of words go through a tree, which is slow once it is larger than the
    processor's cache: with 16 MB pairs of words take two thirds of their time with 256. But what
    one process makes alone, it takes in again whenever the memory is full."""
    return "16MB" if is_of_words and connection.get_database_version() >= SORTS_WORDS else "256MB"


def _alter(names: Iterable[str], how: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("; ".join([f'ALTER TABLE "{name}" {how}' for name in names]))


def run(pool: ThreadPoolExecutor, statements: Iterable[str]) -> None:
    """Several at a time, over connections of their own. Each is tried, also when another fails."""
    for done in [pool.submit(_execute, statement) for statement in statements]:
        done.result()


def _execute(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()
