"""Rows of words that are no longer than most are compared to the last of them."""

import random
from difflib import SequenceMatcher

import pytest

from blog.common.text import similarity


@pytest.mark.parametrize("seed", range(20))
def test_short_sequences_are_compared_exactly(seed):
    dice = random.Random(seed)
    # Few words, again and again: what a long text would leave out is half of these.
    one, two = (dice.choices(["the", "the", *"abcdefgh"], k=400) for _ in range(2))
    exact = SequenceMatcher(None, one, two, autojunk=False)
    result = similarity.build_matcher(one, two)
    assert result.get_opcodes() == exact.get_opcodes()
    ratio = exact.ratio()
    assert similarity.are_similar(one, two, ratio)
    assert not similarity.are_similar(one, two, ratio + 0.01)


def test_long_sequences_with_few_changes_are_similar():
    one = ["the" if n % 2 else f"word{n}" for n in range(10_000)]
    two = [f"x{n}" if n % 10 == 0 else word for n, word in enumerate(one)]
    assert similarity.are_similar(one, two, 0.8)
    assert not similarity.are_similar(one, [f"y{n}" for n in range(10_000)], 0.1)


def test_repetitive_sequences_are_compared_quickly():
    for one, two in (("the " * 100_000, "the " * 100_001), ("a b " * 50_000, "b a a " * 40_000)):
        parts = similarity.build_matcher(one.split(), two.split()).get_opcodes()
        assert sum(n - k for _tag, _i, _j, k, n in parts) == len(two.split())
