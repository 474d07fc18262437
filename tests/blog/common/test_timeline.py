"""Positions of dates on a timeline: shares of its length, breaks, marks and labels. No database."""

from datetime import date, timedelta

import pytest

from blog.common.timeline import draw, group_into_periods


def day(*parts: int, count: int = 1):
    return (date(*parts), "day", count)


def month(year: int, month: int, count: int = 1):
    return (date(year, month, 1), "month", count)


def year(year: int, count: int = 1):
    return (date(year, 1, 1), "year", count)


def marks(*rows, **options) -> list[tuple[str, str, str, int]]:
    """Return the kind, start, width and number of quotations of each mark."""
    (line,) = draw([rows], **options).lines
    return [(mark.kind, mark.x, mark.width, mark.quotations) for mark in line.marks]


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [
        # A day is a stroke in the middle of its 365th or 366th of the year.
        ([day(2023, 1, 1)], [("day", "0.14%", "0.00%", 1)]),
        ([day(2024, 2, 29)], [("day", "16.26%", "0.00%", 1)]),
        ([day(2023, 12, 31)], [("day", "99.86%", "0.00%", 1)]),
        ([day(1, 1, 1)], [("day", "0.14%", "0.00%", 1)]),
        ([day(9999, 12, 31)], [("day", "99.86%", "0.00%", 1)]),
        # What is known to the month or year is as long as that.
        ([month(2023, 2)], [("month", "8.49%", "7.67%", 1)]),
        ([month(2024, 2)], [("month", "8.47%", "7.92%", 1)]),
        ([month(2023, 12)], [("month", "91.51%", "8.49%", 1)]),
        ([month(9999, 12)], [("month", "91.51%", "8.49%", 1)]),
        ([year(2023)], [("year", "0.00%", "100.00%", 1)]),
        ([year(9999)], [("year", "0.00%", "100.00%", 1)]),
        # Many on one day are one mark with a number, and days that would touch are too.
        ([day(2023, 5, 5, count=12)], [("day", "34.11%", "0.00%", 12)]),
        ([day(2023, 5, 5), day(2023, 5, 6)], [("day", "34.25%", "0.00%", 2)]),
        # A day, a month and a year never make one mark.
        (
            [day(2023, 1, 1), month(2023, 1), year(2023)],
            [
                ("day", "0.14%", "0.00%", 1),
                ("month", "0.00%", "8.49%", 1),
                ("year", "0.00%", "100.00%", 1),
            ],
        ),
        ([(None, "", 3)], []),
        ([], []),
    ],
)
def test_marks_have_positions_and_counts(rows, drawn):
    assert sorted(marks(*rows)) == sorted(drawn)


@pytest.mark.parametrize(
    ("rows", "drawn"),
    [
        ([day(2023, 1, 1)], [("day", "99.86%", "0.00%", 1)]),
        ([month(2023, 2)], [("month", "83.84%", "7.67%", 1)]),
    ],
)
def test_timeline_from_right_to_left_is_mirrored(rows, drawn):
    assert marks(*rows, mirrored=True) == drawn


def test_undated_quotations_are_counted_without_mark():
    line, other = draw([[day(2023, 1, 1, count=2), (None, "", 3)], [(None, "", 1)]]).lines
    assert (line.count, line.undated, len(line.marks)) == (5, 3, 1)
    assert (other.count, other.undated, other.marks) == (1, 1, [])


@pytest.mark.parametrize(
    ("years", "cuts", "labels"),
    [
        ([2023], 0, ["2023", "4", "7", "10"]),
        ([2022, 2024], 0, ["2022", "7", "2023", "7", "2024", "7"]),
        ([1990, 2000, 2010, 2019], 0, ["1990", "1995", "2000", "2005", "2010", "2015"]),
        # The empty time between is cut out where it would be most of the line.
        ([1215, 2024], 1, ["1215", "4", "7", "10", "2024", "4", "7", "10"]),
        ([1, 9999], 1, ["1", "4", "7", "10", "9999", "4", "7", "10"]),
        ([1215, *range(1995, 2025)], 1, ["1215", "1995", "2000", "2005", "2010", "2015", "2020"]),
        ([1215, 1500, 1789, 2024], 0, ["1215", *(f"{n}00" for n in range(14, 20))]),
    ],
)
def test_axis_has_labels_at_round_dates(years, cuts, labels):
    drawn = draw([[day(number, 6, 1) for number in years]])
    assert len(drawn.breaks) == cuts
    written = [t.day.year if t.span == "year" else t.day.month for t in drawn.ticks]
    assert [str(label) for label in written] == labels


@pytest.mark.parametrize("step", [1, 31, 400, 5000, 40_000])
def test_marks_and_labels_never_overlap(step):
    """3,000 dates, or as many as the calendar has."""
    last = min(date.max.toordinal(), 2_800_000)
    days = range(max(1, last - 3000 * step), last, step)
    rows = [(date.fromordinal(number), "day", 1) for number in days]
    drawn = draw([rows])
    (line,) = drawn.lines
    positions = sorted(float(mark.x.rstrip("%")) for mark in line.marks)
    assert len(positions) <= 100
    assert positions[0] >= 0 and positions[-1] <= 100
    assert sum(mark.quotations for mark in line.marks) == len(rows)
    labels = [float(tick.x.rstrip("%")) for tick in drawn.ticks]
    assert 1 <= len(labels) <= 10
    assert min((b - a for a, b in zip(labels, labels[1:], strict=False)), default=11) >= 10.99
    numbers = sorted(float(mark.middle.rstrip("%")) for mark in line.marks if mark.label)
    assert min((b - a for a, b in zip(numbers, numbers[1:], strict=False)), default=3) >= 3


def test_overlapping_numbers_show_only_the_largest():
    rows = [day(2023, 5, 1, count=2), day(2023, 5, 12, count=30), day(2023, 9, 1, count=2)]
    (line,) = draw([rows]).lines
    written = [(mark.quotations, bool(mark.label)) for mark in line.marks]
    assert written == [(2, False), (30, True), (2, True)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], []),
        ([(None, "", 2)], []),
        ([day(2023, 1, 1), year(2023), day(2021, 1, 1)], [(2023, 2023, 2), (2021, 2021, 1)]),
        (
            [year(number) for number in range(2005, 2025)],
            [(2020, 2029, 5), (2010, 2019, 10), (2000, 2009, 5)],
        ),
        ([day(1, 1, 1), day(9999, 1, 1)], [(9999, 9999, 1), (1, 1, 1)]),
        ([year(number) for number in (1, 5, *range(1200, 1400, 10))], None),
    ],
)
def test_periods_group_years_by_size(rows, expected):
    grouped = group_into_periods(rows)
    assert len(grouped) <= 12
    assert sum(period.quotations for period in grouped) == sum(row[2] for row in rows if row[0])
    if expected is not None:
        assert [tuple(period) for period in grouped] == expected


def test_timeline_of_one_date_has_no_several_dates():
    assert not draw([[]]).has_several_dates
    assert not draw([[day(2023, 1, 1, count=9), (None, "", 1)]]).has_several_dates
    assert draw([[day(2023, 1, 1), month(2023, 1)]]).has_several_dates
    assert draw([[day(2023, 1, 1), day(2023, 1, 2)]]).has_several_dates


def test_bar_in_a_long_timeline_has_a_minimum_width():
    rows = [month(1900, 1), *(day(number, 6, 1) for number in range(1900, 2024, 10))]
    (line,) = draw([rows]).lines
    assert [mark.width for mark in line.marks if mark.kind == "month"] == ["0.80%"]


def test_leap_day_has_its_own_position():
    around = [date(2024, 2, 29) + timedelta(days=7 * step) for step in (-1, 0, 1)]
    (line,) = draw([[(moment, "day", 1) for moment in around]]).lines
    assert [mark.first for mark in line.marks] == around


def test_days_of_a_month_share_one_mark():
    rows = [day(2003, 5, 4), (date(2023, 5, 4), "day", 3, date(2023, 5, 28))]
    drawn = draw([rows])
    mark = drawn.lines[0].marks[-1]
    assert (mark.quotations, mark.first, mark.last) == (3, date(2023, 5, 4), date(2023, 5, 28))
    assert drawn.last and drawn.last.first == date(2023, 5, 28)
    # Told apart from a single day by where it stands: in the middle of both.
    assert mark.middle == draw([[rows[0], day(2023, 5, 16, count=3)]]).lines[0].marks[-1].middle
    assert draw([rows[1:]]).has_several_dates
