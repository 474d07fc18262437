"""How many comments of each writer are in each state: kept, as `counters` are."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import connection, models

from blog.models.counters import Counter, CounterQuerySet


class WriterCounterQuerySet(CounterQuerySet):
    def of(self, writers: Iterable[str]) -> dict[str, dict[str, int]]:
        """Of each `Comment.writer`, how many comments are in which state. One query."""
        counted = self.filter(writer__in=set(writers) - {""}).values("writer", "state")
        found: dict[str, dict[str, int]] = defaultdict(dict)
        for row in counted.annotate(n=models.Sum("count")):
            found[row["writer"]][row["state"]] = row["n"]
        return found

    def forget(self) -> None:
        """Rows that come to nothing: while somebody else was folding, those of a writer who was
        forgotten stayed. One query, and it waits for whoever is folding."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT blog_writercounter_forget()")


class WriterCounter(Counter):
    """How many comments of a writer are in a state: the sum of the rows of both. `writer` is as
    `Comment.writer`; who was forgotten is in no row."""

    writer = models.CharField(max_length=32)
    state = models.CharField(max_length=8)

    objects: ClassVar[Any] = WriterCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # What is known of a writer; and the trigger that folds the rows of both.
            models.Index(fields=["writer", "state"], name="writercounter_of_writer"),
        ]
