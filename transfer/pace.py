"""How much of an import is left to write, by the kinds of its items.

A post takes some sixty times as long as a comment, and comments are written last.
"""

from collections.abc import Mapping

from transfer.items import Kind

# Time for an item in that for a comment, in the order of `stages.write.write_items`.
WEIGHTS = {Kind.AUTHOR: 10, Kind.LABEL: 10, Kind.POST: 60, Kind.COMMENT: 1}


class Workload:
    """Items to write, by kind, and the time for them in that for a comment."""

    def __init__(self, pending: Mapping[str, int]) -> None:
        self._pending = pending
        self.total = sum(pending.values())

    def estimate_seconds(self, count: int, seconds: float) -> float:
        """Estimate the time for the rest, after `count` items took `seconds`; 0 if nothing did."""
        left, done_weight, left_weight = count, 0, 0
        for kind, weight in WEIGHTS.items():
            pending = self._pending.get(kind, 0)
            done = min(left, pending)
            left -= done
            done_weight += done * weight
            left_weight += (pending - done) * weight
        return seconds * left_weight / done_weight if done_weight else 0.0
