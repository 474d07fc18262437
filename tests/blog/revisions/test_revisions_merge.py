"""Three-way merge of documents."""

import random

import pytest

from blog import revisions
from blog.content import document
from blog.content.document import ConflictNode
from tests.support import factories as make


def p(*edited: str) -> str:
    return "".join(f"<p>{word}</p>" for word in edited)


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


def merge_html(*versions: str, is_own: bool = False) -> revisions.MergeResult:
    return revisions.merge(*map(blocks_to_html, versions), "Ana", is_own=is_own)


def build_conflict(theirs: str, mine: str) -> str:
    return document.to_html(
        document.Document(
            [ConflictNode(document.parse(theirs).nodes, document.parse(mine).nodes, by="Ana")]
        )
    )


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_merge_of_separate_changes_contains_both(case):
    *versions, expected = case
    result = merge_html(*versions)
    assert (result.html, result.conflicts) == ("".join(blocks_to_html(expected)), 0)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ((p("a", "b"), p("a", "x"), p("a", "y")), p("a") + build_conflict(p("x"), p("y"))),
        ((p("a"), p("x"), ""), build_conflict(p("x"), "")),
        ((p("a"), p("a", "x"), p("a", "y")), p("a") + build_conflict(p("x"), p("y"))),
        ((p("a") + ANA, p("a") + BEN, p("a")), p("a") + build_conflict(BEN, "")),
    ],
)
def test_merge_of_overlapping_changes_is_conflict_of_versions(versions, expected):
    result = merge_html(*versions)
    assert (result.html, result.conflicts) == ("".join(blocks_to_html(expected)), 1)


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ((p("Rain."), p("Rain. It ro"), p("Rain. It rose.")), p("Rain. It rose.")),
        ((p("Rain."), p("Rain. It rose."), p("Rain. It ro")), p("Rain. It rose.")),
        ((p("Rain."), p("Rain.", "It"), p("Rain.", "It rose.")), p("Rain.", "It rose.")),
        (("", p("Rain."), p("Rain.", "Wind.")), p("Rain.", "Wind.")),
        ((p("雨"), p("雨が"), p("雨が降る")), p("雨が降る")),
    ],
)
def test_merge_of_own_continued_text_is_no_conflict(versions, expected):
    result = merge_html(*versions, is_own=True)
    assert (result.html, result.conflicts) == ("".join(blocks_to_html(expected)), 0)


@pytest.mark.parametrize(
    "versions",
    [
        (p("Rain and wind."), p("Rain."), p("Rain and wind. More.")),  # A deletion.
        (p("Rain."), p("Rain. One."), p("Rain. Two.")),
        (p("Rain."), p("Rain. Here."), p("Rain. There.")),
        (p("Rain."), p("Rain. <strong>One.</strong>"), p("Rain. One. Two.")),
    ],
)
def test_merge_of_own_overlapping_changes_is_conflict(versions):
    assert merge_html(*versions, is_own=True).conflicts == 1


@pytest.mark.parametrize("seed", range(30))
def test_merge_of_random_changes_loses_no_text(seed):
    """Apply random changes of two authors to a document of some paragraphs."""
    rng = random.Random(seed)
    base = [f"old{n}" for n in range(8)]

    def edit_randomly(name: str) -> list[str]:
        edited = list(base)
        for number in range(rng.randrange(4)):
            index = rng.randrange(len(edited) + 1)
            edited[index : index + rng.randrange(2)] = [f"{name}{number}"]
        return edited

    theirs, mine = edit_randomly("their"), edit_randomly("my")
    html = merge_html(p(*base), p(*theirs), p(*mine)).html
    for word in {*theirs, *mine} - set(base):
        assert f"<p>{word}</p>" in html
    for word in set(theirs) & set(mine):
        assert f"<p>{word}</p>" in html
