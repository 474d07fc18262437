"""Regular expressions that are compiled when they are first used."""

import re

import pytest

from lib.lazy_regex import compile_lazily


def test_lazy_pattern_matches_like_a_compiled_one():
    lazy = compile_lazily(r"(?P<word>b+)", re.IGNORECASE)

    assert lazy.search("aBb")["word"] == "Bb"
    assert lazy.sub("-", "abcb") == "a-c-"
    assert re.split(lazy, "abc") == ["a", "b", "c"]
    assert (lazy.pattern, lazy.flags) == (r"(?P<word>b+)", re.IGNORECASE | re.UNICODE)


def test_lazy_pattern_is_compiled_at_its_first_use():
    invalid = compile_lazily("(")

    with pytest.raises(re.error):
        invalid.search("")
