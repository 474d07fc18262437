"""Attribution lines and captions in batches, of which most are read rightly."""

import pytest

from tests.blog.extraction.batches import BATCHES, score_batch

# How many are right. They may rise, and never fall.
FLOORS = {
    "lines_4": 42,
    "captions_4": 40,
    "lines_6": 73,
    "captions_6": 41,
    "lines_7": 31,
    "captions_7": 16,
}


@pytest.mark.parametrize("name", FLOORS)
def test_batch_is_read_as_well_as_before(name):
    ratio = score_batch(BATCHES / f"{name}.tsv")
    assert ratio.right >= FLOORS[name], ratio.missed


def test_floors_cover_every_batch():
    assert {path.stem for path in BATCHES.glob("*.tsv")} == set(FLOORS)
