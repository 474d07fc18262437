"""Two authors at once: what they changed apart is put together, and nothing of either is lost."""

import random

import pytest

from blog import revisions
from blog.content import document
from blog.content.document import ConflictNode
from tests.support import factories as make


def p(*words: str) -> str:
    return "".join(f"<p>{word}</p>" for word in words)


ANA, BEN = (make.quotation("“Said.”", attribution=name) for name in ("Ana", "Ben"))
CASES = {
    "nobody": (p("a", "b"), p("a", "b"), p("a", "b"), p("a", "b")),
    "they alone": (p("a", "b"), p("a", "x"), p("a", "b"), p("a", "x")),
    "I alone": (p("a", "b"), p("a", "b"), p("x", "b"), p("x", "b")),
    "apart": (p("a", "b", "c"), p("x", "b", "c"), p("a", "b", "y"), p("x", "b", "y")),
    "the same": (p("a", "b"), p("a", "x"), p("a", "x"), p("a", "x")),
    "added at both ends": (p("b"), p("a", "b"), p("b", "c"), p("a", "b", "c")),
    "removed and changed apart": (p("a", "b", "c"), p("b", "c"), p("a", "b", "x"), p("b", "x")),
    "a quotation and prose": (p("a") + ANA, p("a") + BEN, p("x") + ANA, p("x") + BEN),
    "all removed": (p("a"), "", p("a"), ""),
}


def blocks_to_html(html: str) -> list[str]:
    return document.blocks_to_html(document.parse(html))


def merged(*three: str) -> revisions.MergeResult:
    return revisions.merge(*map(blocks_to_html, three), "Ana")


def conflict(theirs: str, mine: str) -> str:
    return document.to_html(
        document.Document(
            [ConflictNode(document.parse(theirs).nodes, document.parse(mine).nodes, by="Ana")]
        )
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_merge_of_changes_apart_holds_both(case):
    *three, wanted = case
    found = merged(*three)
    assert (found.html, found.conflicts) == ("".join(blocks_to_html(wanted)), 0)


@pytest.mark.parametrize(
    ("three", "wanted"),
    [
        ((p("a", "b"), p("a", "x"), p("a", "y")), p("a") + conflict(p("x"), p("y"))),
        ((p("a"), p("x"), ""), conflict(p("x"), "")),
        ((p("a"), p("a", "x"), p("a", "y")), p("a") + conflict(p("x"), p("y"))),
        ((p("a") + ANA, p("a") + BEN, p("a")), p("a") + conflict(BEN, "")),
    ],
)
def test_merge_of_overlapping_changes_is_a_conflict_with_both_versions(three, wanted):
    found = merged(*three)
    assert (found.html, found.conflicts) == ("".join(blocks_to_html(wanted)), 1)


@pytest.mark.parametrize("seed", range(30))
def test_no_word_of_either_is_lost(seed):
    """Whatever two authors do to a document of some paragraphs."""
    dice = random.Random(seed)
    base = [f"old{n}" for n in range(8)]

    def edited(name: str) -> list[str]:
        words = list(base)
        for number in range(dice.randrange(4)):
            at = dice.randrange(len(words) + 1)
            words[at : at + dice.randrange(2)] = [f"{name}{number}"]
        return words

    theirs, mine = edited("their"), edited("my")
    html = merged(p(*base), p(*theirs), p(*mine)).html
    for word in {*theirs, *mine} - set(base):
        assert f"<p>{word}</p>" in html
    for word in set(theirs) & set(mine):
        assert f"<p>{word}</p>" in html
