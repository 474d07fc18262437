"""A picture cut for a place of another shape keeps what must be seen in it."""

from types import SimpleNamespace

import pytest

from blog.cropping import crop_box


@pytest.mark.parametrize(
    ("size", "focus", "ratio", "box"),
    [
        ((1600, 900), (50, 50), 16 / 9, (0, 0, 1600, 900)),
        ((1600, 900), (50, 50), 1, (350, 0, 1250, 900)),
        ((1600, 900), (0, 50), 1, (0, 0, 900, 900)),
        ((1600, 900), (100, 50), 1, (700, 0, 1600, 900)),
        ((1600, 900), (60, 50), 1, (510, 0, 1410, 900)),
        ((900, 1600), (50, 0), 1.91, (0, 0, 900, 471)),
        ((900, 1600), (50, 30), 1.91, (0, 244, 900, 715)),
        ((900, 1600), (50, 100), 1.91, (0, 1129, 900, 1600)),
        ((1, 1), (50, 50), 1.91, (0, 0, 1, 1)),
        ((30000, 1), (0, 0), 1.91, (0, 0, 2, 1)),
        ((1, 30000), (0, 100), 0.001, (0, 29000, 1, 30000)),
    ],
)
def test_crop_is_the_largest_part_around_the_focal_point(size, focus, ratio, box):
    width, height = size
    photo = SimpleNamespace(width=width, height=height, focus_x=focus[0], focus_y=focus[1])
    assert crop_box(photo, ratio) == box
