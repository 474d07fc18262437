"""Passages that are not speech, read as words of their sentence."""

import pytest

from blog.extraction import prose
from blog.extraction.article import extract_article
from blog.extraction.masked_text import MaskedText
from blog.extraction.speakers import MAX_CONTEXT

TEXT = "“The Ferry” and “The Pier” sail, and “The Mole” does not."
PAIRS = 300


@pytest.mark.parametrize("spans", [[], [(0, 11)], [(0, 26)], [(0, 11), (16, 26)], [(3, 40)]])
def test_masked_slices_have_spaces_for_marks(spans):
    masked, expected = MaskedText(TEXT), list(TEXT)
    for start, end in spans:
        masked.mask(start, end)
        expected[start:end] = [" " if mark in "“”" else mark for mark in expected[start:end]]
    for start in range(len(TEXT)):
        for end in range(start, len(TEXT) + 3):
            assert masked[start:end] == "".join(expected[start:end])


def test_adjacent_spans_are_masked_as_one():
    masked = MaskedText(TEXT)
    masked.mask(0, 11)
    masked.mask(0, 26)
    assert masked[0:27] == " The Ferry  and  The Pier  "


@pytest.mark.parametrize(
    "sentence",
    ["The “Ferry” sailed to Hull. ", "“The ferry sails at noon today,” he said. "],
)
def test_speaker_is_looked_for_near_the_passage_alone(sentence, monkeypatch):
    lengths = []

    def record(text, *arguments):
        lengths.append(len(text))

    monkeypatch.setattr(prose, "find_speaker", record)
    extract_article(sentence * PAIRS)
    assert len(lengths) == PAIRS
    assert max(lengths) <= 2 * MAX_CONTEXT + len(sentence)
