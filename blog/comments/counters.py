"""Counters of comments by author and state, and by day and state."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import connection, models

from blog.comments.models import Comment
from blog.models.counters import Counter, CounterQuerySet


class WriterCounterQuerySet(CounterQuerySet):
    def count_by_state(self, authors: Iterable[str]) -> dict[str, dict[str, int]]:
        """Count comments by `Comment.author_key`, then by state. One query."""
        rows = self.filter(writer__in=set(authors) - {""}).values("writer", "state")
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for row in rows.annotate(n=models.Sum("count")):
            counts[row["writer"]][row["state"]] = row["n"]
        return counts

    def delete_zero_rows(self) -> None:
        """Delete rows that sum to zero: the trigger leaves those of a deleted author if another
        transaction is merging shards. One query, which waits for such transactions."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT blog_writercounter_forget()")


class WriterCounter(Counter):
    """Counter shards of comments by author and state. `writer` is `Comment.author_key`; authors
    whose hashes were deleted have no row."""

    writer = models.CharField(max_length=32)
    state = models.CharField(max_length=8)

    objects: ClassVar[Any] = WriterCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # The counts of an author, and the trigger that merges shards.
            models.Index(fields=["writer", "state"], name="writercounter_of_writer"),
        ]


class CommentDayCounterQuerySet(CounterQuerySet):
    def count_in_state(self, state: str) -> int:
        """Count comments in a state. One query over one row or more for each day with such
        comments."""
        return self.filter(state=state).aggregate(n=models.Sum("count"))["n"] or 0

    def count_by_day(self, since: date) -> dict[tuple[date, str], int]:
        """Count comments by day and state, from the day `since`. One query."""
        recent = self.filter(state__in=Comment.State.values, day__gte=since)
        rows = recent.values("day", "state").annotate(n=models.Sum("count"))
        return {(row["day"], row["state"]): row["n"] for row in rows}


class CommentDayCounter(Counter):
    """Counter shards of comments by day of writing, in the site's time zone, and current state."""

    day = models.DateField()
    state = models.CharField(max_length=8)

    objects: ClassVar[Any] = CommentDayCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # Counts by state, the last days of each state, and the trigger that merges shards.
            models.Index(fields=["state", "day"], name="commentdaycounter_by_state"),
        ]
