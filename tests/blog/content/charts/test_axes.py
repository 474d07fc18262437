"""The axes of charts: round ticks, positions in time, and labels that have room."""

import pytest

from blog.content.charts.labels import (
    NARROW_WIDTH,
    WIDE_WIDTH,
    find_dates,
    place_labels,
    shorten_label,
    spread_bands,
    spread_points,
)
from blog.content.charts.scale import build_scale


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (3, 97, [0, 20, 40, 60, 80, 100]),
        (-7, 12, [-10, -5, 0, 5, 10, 15]),
        (-5, -1, [-5, -4, -3, -2, -1, 0]),
        (0.01, 0.04, [0, 0.01, 0.02, 0.03, 0.04]),
        (0, 0, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (5, 5, [0, 1, 2, 3, 4, 5]),
        (1e15, 1e15, [0, 2e14, 4e14, 6e14, 8e14, 1e15]),
    ],
)
def test_axis_of_bars_begins_at_zero_and_has_round_ticks(low, high, ticks):
    scale = build_scale(low, high, has_zero=True)
    assert scale.ticks == ticks
    assert scale.locate(scale.low) == 0
    assert scale.locate(scale.high) == 1


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (98, 102, [98, 99, 100, 101, 102]),
        (10, 100, [0, 20, 40, 60, 80, 100]),
        (-102, -98, [-102, -101, -100, -99, -98]),
        (7, 7, [2, 4, 6, 8, 10, 12]),
        (-7, -7, [-12, -10, -8, -6, -4, -2]),
        (1e-9, 2e-9, None),
        (-1e15, 1e15, None),
    ],
)
def test_axis_of_lines_shows_small_changes(low, high, ticks):
    scale = build_scale(low, high, has_zero=False)
    assert ticks is None or scale.ticks == ticks
    assert scale.low <= low <= high <= scale.high
    assert 2 <= len(scale.ticks) <= 9


@pytest.mark.parametrize(
    ("labels", "positions"),
    [
        (["2000", "2001", "2004"], [0, 366 / 1461, 1]),
        (["2004", "2000"], [1, 0]),
        (["2020-01", "2020-03"], [0, 1]),
        (["1.1.2020", "3.1.2020", "05.01.2020"], [0, 0.5, 1]),
        (["2000", "2000", "2001"], [0, 0.5, 1]),
        (["2000", "2002", "2001"], [0, 0.5, 1]),
        (["a", "b", "c"], [0, 0.5, 1]),
        (["2000-13", "2001-01"], [0, 1]),
        (["2000"], [0.5]),
        ([""], [0.5]),
    ],
)
def test_points_are_at_their_dates_or_at_equal_distances(labels, positions):
    assert spread_points(labels) == pytest.approx(positions)


def test_dates_out_of_order_are_none():
    assert find_dates(["2001", "2003", "2002"]) is None


@pytest.mark.parametrize("count", [1, 2, 3, 12, 47, 200])
@pytest.mark.parametrize("length", [1, 4, 19])
def test_labels_do_not_overlap(count, length):
    labels = [str(index).rjust(length, "x") for index in range(count)]
    placed = place_labels(labels, spread_bands(count))
    for width, shown in (
        (WIDE_WIDTH, placed),
        (NARROW_WIDTH, [label for label in placed if not label.is_wide]),
    ):
        assert shown
        shift = {"start": 0, "middle": 0.5, "end": 1}
        ends = []
        for label in shown:
            size = len(label.text) * 6.5
            left = label.position * width - size * shift[label.anchor]
            ends += [left, left + size]
        assert ends == sorted(ends)


def test_long_label_is_shortened_by_its_width():
    assert shorten_label("Federal Republic of Germany") == "Federal Republic of…"
    assert shorten_label("国家统计局年度报告数据库") == "国家统计局年度报告…"
    assert shorten_label("short") == "short"
