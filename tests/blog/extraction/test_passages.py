"""Passages of newspapers, courts, sports and interviews in many languages, with their speakers."""

import pytest

from tests.blog.extraction.passages import PASSAGES, read_passages, score_passages

# How many are right. They may rise, and never fall.
FLOORS = {
    "1": {"quotations": 140, "speakers": 133, "roles and affiliations": 27},
    "2": {"quotations": 125, "speakers": 116, "roles and affiliations": 19},
    "3": {"quotations": 109, "speakers": 100, "roles and affiliations": 18},
    "5": {"quotations": 47, "speakers": 43},
    "4": {"quotations": 121, "speakers": 112, "roles and affiliations": 14},
    "6": {"quotations": 176, "speakers": 171, "roles and affiliations": 5},
    "7": {"quotations": 39, "speakers": 37, "roles and affiliations": 2},
}
# How many passages in marks are raised and are no quotations.
MAX_RAISED_WRONGLY = {"1": 0, "2": 3, "3": 2, "4": 1, "5": 0, "6": 0, "7": 0}


@pytest.mark.parametrize("name", FLOORS)
def test_passages_are_read_as_well_as_before(name):
    scores = score_passages(PASSAGES / f"{name}.txt")
    assert {
        what: scores[what].missed
        for what, least in FLOORS[name].items()
        if scores[what].right < least
    } == {}
    assert len(scores["raised rightly"].missed) <= MAX_RAISED_WRONGLY[name]


def test_marks_of_a_passage_are_no_part_of_its_text():
    for path in PASSAGES.glob("*.txt"):
        for passage in read_passages(path):
            assert not any(mark in passage.text for mark in "⟦⟧{}"), passage.kind
            assert passage.quotations, passage.kind
