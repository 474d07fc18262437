"""Totals of counters, for tests."""

from collections import Counter
from typing import Any

from blog.models.counters import CounterQuerySet


def sums(rows: CounterQuerySet, *key: str) -> dict[Any, int]:
    """Return the nonzero totals by key, which is a tuple if it has several fields."""
    totals: Counter = Counter()
    for *owner, count in rows.values_list(*key, "count"):
        totals[tuple(owner) if len(owner) > 1 else owner[0]] += count
    return {owner: count for owner, count in totals.items() if count}
