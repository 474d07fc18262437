"""What two rows of words, or of blocks, have in common; the time it takes does not explode."""

from collections.abc import Sequence
from difflib import SequenceMatcher

# From so many in both on, what they are full of (spaces, “the”, empty paragraphs) begins no match:
# to compare each with each took minutes for 3,000 words.
LONG = 1000


def matcher(one: Sequence[str], two: Sequence[str]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, one, two, autojunk=len(one) + len(two) >= LONG)


def are_alike(one: Sequence[str], two: Sequence[str], least: float) -> bool:
    """Is at least that share of both in the same order?"""
    found = matcher(one, two)
    # The first two are bounds from above that cost little.
    ratios = (found.real_quick_ratio, found.quick_ratio, found.ratio)
    return all(ratio() >= least for ratio in ratios)
