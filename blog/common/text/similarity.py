"""Comparison of two sequences of words or blocks in bounded time."""

from collections.abc import Sequence
from difflib import SequenceMatcher

# Combined length from which frequent items, such as “the” or empty paragraphs, start no match.
# Otherwise 3,000 words take minutes.
AUTOJUNK_THRESHOLD = 1000


def build_matcher(one: Sequence[str], two: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, one, two, autojunk=len(one) + len(two) >= AUTOJUNK_THRESHOLD)


def are_similar(one: Sequence[str], two: Sequence[str], least: float) -> bool:
    """Return whether the similarity ratio of two sequences is at least `least`."""
    matcher = build_matcher(one, two)
    # The first two are cheap upper bounds.
    ratios = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(ratio() >= least for ratio in ratios)
