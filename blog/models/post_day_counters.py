"""Counter of published posts per day. See `counters`."""

from datetime import date
from typing import Any, ClassVar

from django.db import models

from blog.models.counters import Counter, CounterQuerySet


class PostDayCounterQuerySet(CounterQuerySet):
    def by_day(self, since: date) -> dict[date, int]:
        """Count posts by day since a date, leaving out days without posts. One query."""
        recent = self.current().filter(day__gte=since)
        counted = recent.values("day").annotate(n=models.Sum("count"))
        return {row["day"]: row["n"] for row in counted}


class PostDayCounter(Counter):
    """Posts published on a day in the site's time zone."""

    day = models.DateField()

    objects: ClassVar[Any] = PostDayCounterQuerySet.as_manager()

    class Meta(Counter.Meta):
        indexes = [
            # The last days, and the trigger that merges the shards of a day.
            models.Index(fields=["day"], name="postdaycounter_by_day"),
        ]
