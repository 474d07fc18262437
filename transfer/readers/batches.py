"""Batches of what is read from an export."""

from collections.abc import Callable, Iterable, Iterator

from transfer.readers.base import NotAnExport


def split_into_batches[T](
    entries: Iterable[T], is_full: Callable[[list[T]], bool]
) -> Iterator[list[T]]:
    """Yield batches, the last one even if nothing after it can be read."""
    batch: list[T] = []
    try:
        for entry in entries:
            batch.append(entry)
            if is_full(batch):
                yield batch
                batch = []
    except NotAnExport:
        if batch:
            yield batch
        raise
    if batch:
        yield batch
