"""Kept counts, as they add up."""

from collections import Counter
from typing import Any

from blog.models.counters import CounterQuerySet


def sums(rows: CounterQuerySet, *key: str) -> dict[Any, int]:
    """Of each key, a tuple where it has several fields, without those that come to nothing."""
    found: Counter = Counter()
    for *owner, count in rows.values_list(*key, "count"):
        found[tuple(owner) if len(owner) > 1 else owner[0]] += count
    return {owner: count for owner, count in found.items() if count}
