"""How many posts came out on which day: kept, as `counters` are."""

from datetime import date
from typing import Any, ClassVar

from django.db import models

from blog.models.counters import Counter, CounterQuerySet


class PostDayCounterQuerySet(CounterQuerySet):
    def by_day(self, since: date) -> dict[date, int]:
        """Of the days since, those on which posts came out. One query."""
        recent = self.counting().filter(day__gte=since)
        counted = recent.values("day").annotate(n=models.Sum("count"))
        return {row["day"]: row["n"] for row in counted}


class PostDayCounter(Counter):
    """How many posts have a day, in the site's time zone, as their date: the sum of its rows."""

    day = models.DateField()

    objects: ClassVar[Any] = PostDayCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # The last days, and the trigger that folds the rows of one.
            models.Index(fields=["day"], name="postdaycounter_by_day"),
        ]
