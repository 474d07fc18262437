"""How many comments were written on which day, and what became of them: kept, as `counters` are."""

from datetime import date
from typing import Any, ClassVar

from django.db import models

from blog.comments.models import Comment
from blog.models.counters import Counter, CounterQuerySet


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
