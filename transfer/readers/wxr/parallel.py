"""Items of a file, converted in their order by two processes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

from transfer.items import DumpedItem, Item
from transfer.readers.base import NotAnExport
from transfer.readers.batches import split_into_batches
from transfer.readers.second_process import SecondProcess
from transfer.readers.wxr.places import Place

MAX_BATCH_ITEMS, MAX_BATCH_BYTES = 40, 250_000
# Batches that the second process has at a time, enough for it to work while the first one stores
# 500 items; and bytes that are converted before their turn.
MAX_SENT, MAX_WAITING_BYTES = 8, 5_000_000


type Converted = list[tuple[Item, DumpedItem]]
type Results = list[Converted]
type ConvertAll = Callable[[list[Place]], Results]


@dataclass(slots=True)
class _Batch:
    """Items of one process; `results` is None while the second one works on them."""

    places: list[Place]
    results: Results | None

    @property
    def size(self) -> int:
        return self.places[-1].end - self.places[0].start


def convert_shared(
    places: Iterable[Place], convert_all: ConvertAll, prepare: Callable[[], None]
) -> Iterator[tuple[Place, Converted]]:
    """Convert items, most of them in a second process, in which `prepare` is called first.

    If that ends, this one does its work. Raises what `places` raises, after the items before.
    Memory: 5 MB of items, with what becomes of them.
    """
    waiting: deque[_Batch] = deque()
    error = None
    with closing(SecondProcess(convert_all, prepare)) as second:
        try:
            for batch in split_into_batches(places, _is_full):
                # One at a time, so that the second process never waits for all that it has done
                # to be stored.
                if second.waiting_count == MAX_SENT and second.is_ready():
                    yield from _take(waiting.popleft(), second, convert_all)
                is_sent = second.waiting_count < MAX_SENT and second.send(batch)
                waiting.append(_Batch(batch, None if is_sent else convert_all(batch)))
                while waiting and (
                    waiting[0].results is not None
                    or sum(each.size for each in waiting) > MAX_WAITING_BYTES
                ):
                    yield from _take(waiting.popleft(), second, convert_all)
        except NotAnExport as cut:
            error = cut
        while waiting:
            yield from _take(waiting.popleft(), second, convert_all)
    if error:
        raise error


def _is_full(places: list[Place]) -> bool:
    return len(places) == MAX_BATCH_ITEMS or places[-1].end - places[0].start >= MAX_BATCH_BYTES


def _take(
    batch: _Batch, second: SecondProcess[list[Place], Results], convert_all: ConvertAll
) -> Iterator[tuple[Place, Converted]]:
    results = batch.results
    if results is None:
        try:
            results = second.receive()
        except (EOFError, OSError):
            results = convert_all(batch.places)
    yield from zip(batch.places, results, strict=True)
