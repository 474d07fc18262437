"""The time left of an import, whose items take different times."""

import pytest

from transfer.items import Kind
from transfer.pace import Workload

BLOG = {Kind.LABEL: 6, Kind.POST: 10, Kind.COMMENT: 300}


@pytest.mark.parametrize(
    ("count", "seconds", "left"),
    [
        (0, 5, 0),  # Nothing is known yet.
        (6, 60, 900),
        (11, 360, 600),
        (16, 660, 300),
        (166, 810, 150),
        (316, 960, 0),
        (400, 960, 0),
    ],
)
def test_time_left_counts_posts_like_sixty_comments(count, seconds, left):
    assert Workload(BLOG).estimate_seconds(count, seconds) == pytest.approx(left)


def test_workload_without_items_has_no_time_left():
    assert Workload({}).estimate_seconds(3, 60) == 0


def test_workload_counts_items_of_all_kinds():
    assert Workload(BLOG).total == 316
