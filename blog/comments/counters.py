"""Counters of comments by state: of each writer, and of each day."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.db import connection, models

from blog.comments.models import Comment
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


class CommentDayCounterQuerySet(CounterQuerySet):
    def in_state(self, state: str) -> int:
        """How many comments are in it. One query, for a row of each day on which one was written
        that still is."""
        return self.filter(state=state).aggregate(n=models.Sum("count"))["n"] or 0

    def by_day(self, since: date) -> dict[tuple[date, str], int]:
        """How many of the comments of each day since are in each state. One query."""
        recent = self.filter(state__in=Comment.State.values, day__gte=since)
        counted = recent.values("day", "state").annotate(n=models.Sum("count"))
        return {(row["day"], row["state"]): row["n"] for row in counted}


class CommentDayCounter(Counter):
    """How many of the comments that were written on a day, in the site's time zone, are in a state
    now: the sum of the rows of both."""

    day = models.DateField()
    state = models.CharField(max_length=8)

    objects: ClassVar[Any] = CommentDayCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # How many wait; the last days of each state; and the trigger that folds its rows.
            models.Index(fields=["state", "day"], name="commentdaycounter_by_state"),
        ]
