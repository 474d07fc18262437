"""Threads that write one import together, each with a connection of its own.

Python and PostgreSQL take turns within a thread, so that one thread uses one core.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from threading import Lock, Thread
from typing import Self

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone, translation

from page_cache.delayed_expiry import delay_expiry
from transfer.models import Import, ImportedItem
from transfer.stages.read import Stopped

_CLAIM_SQL = """
SELECT item.id, run.stage FROM transfer_importeditem AS item, transfer_import AS run
WHERE item.id = ANY (%s) AND item.state = %s AND run.id = %s
ORDER BY item.id FOR NO KEY UPDATE OF item FOR KEY SHARE OF run
"""


class Share[T](Iterator[T]):
    """What is left to write; each thread takes the next. Nothing is left once one has failed."""

    def __init__(self, items: Iterable[T]) -> None:
        self._items, self._lock = iter(items), Lock()
        self.error: BaseException | None = None

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> T:
        with self._lock:
            if self.error is not None:
                raise StopIteration
            return next(self._items)

    def end(self, error: BaseException) -> None:
        self.error = self.error or error


def write_together[T](items: Iterable[T], write: Callable[[Iterator[T]], None]) -> None:
    """Call `write` in this thread and in IMPORT_WRITERS - 1 others, all with the same iterator.

    If one of them raises an error, the others end after what they have taken, and it is raised
    here. Language and time zone are those of this thread. Within a transaction, whose rows no other
    connection sees, this thread writes alone.
    """
    share = Share(items)

    def work() -> None:
        try:
            write(share)
        except BaseException as error:  # Raised below, in the first thread.
            share.end(error)

    language, time_zone = translation.get_language(), timezone.get_current_timezone()

    def help_out() -> None:
        try:
            with translation.override(language), timezone.override(time_zone):
                work()
        finally:
            connections.close_all()

    count = 0 if connection.in_atomic_block else settings.IMPORT_WRITERS - 1
    threads = [Thread(target=help_out) for _each in range(count)]
    for thread in threads:
        thread.start()
    work()
    for thread in threads:
        thread.join()
    if share.error is not None:
        raise share.error


def claim(run: Import, keys: Sequence[int]) -> set[int]:
    """Lock items until the end of the transaction; return the keys of those still to be written.

    A transaction of a killed process may be stored after the lock of the import has ended, and then
    its items are no longer pending. Raises Stopped if the import is not being written. Others can
    write meanwhile, and a pause need not wait. Cached pages expire after some seconds, as each
    batch would expire them otherwise. Two queries.
    """
    delay_expiry()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_SQL, [list(keys), ImportedItem.State.PENDING, run.pk])
        stages = dict(cursor.fetchall())
    if any(stage != Import.Stage.WRITING for stage in stages.values()):
        raise Stopped
    return set(stages)
