"""Rotation of backups."""

from datetime import UTC, datetime, timedelta

import pytest

from operations.backup.rotation import find_expired, format_name, parse_time

NOW = datetime(2026, 11, 25, 3, tzinfo=UTC)  # A Wednesday.


def names(*moments: datetime) -> list[str]:
    return [format_name(moment, is_encrypted=False) for moment in moments]


def days(*ago: int) -> list[str]:
    return names(*(NOW - timedelta(days=number) for number in ago))


@pytest.mark.parametrize(
    ("existing", "retention", "expired"),
    [
        (days(0), (0, 0, 0), []),  # The newest always stays.
        (days(0, 1), (0, 0, 0), days(1)),
        (days(0, 1, 2, 3), (2, 0, 0), days(3, 2)),
        (days(30, 60, 90), (2, 0, 0), days(90)),  # Days without one do not count.
        (days(0, 1, 2, 3, 4), (1, 2, 0), days(4, 2, 1)),  # Sunday was three days ago.
        (days(0, 20, 30, 40, 60), (1, 0, 3), days(40, 20)),
        (names(NOW, NOW - timedelta(hours=1)), (7, 4, 12), names(NOW - timedelta(hours=1))),
        ([], (7, 4, 12), []),
    ],
)
def test_newest_of_each_day_week_and_month_is_retained(existing, retention, expired):
    assert find_expired(existing, retention) == expired
    assert find_expired(reversed(existing), retention) == expired


def test_year_of_daily_backups_with_default_retention():
    existing = days(*range(365))
    retained = set(existing)
    for day in reversed(range(365)):  # Each day one is added and expired ones are deleted.
        now = [name for name in existing[day:] if name in retained]
        retained -= set(find_expired(now, (7, 4, 12)))
    ages = [existing.index(name) for name in sorted(retained, reverse=True)]
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(ages) == 7 + 2 + 11  # weeks and months whose newest backup is not among those days


def test_week_across_new_year_is_one_week():
    friday, thursday = datetime(2027, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)
    assert find_expired(names(friday, thursday), (0, 5, 0)) == names(thursday)


@pytest.mark.parametrize(
    "name",
    [
        "pullquote-20261125T030000Z.tar.part",
        "pullquote-20261325T030000Z.tar",
        "pullquote-20261125T030000Z.tar.gz",
        "pullquote-20261125T030000Z.tar\n",
        "old-pullquote-20261125T030000Z.tar",
        "photo.jpg",
    ],
)
def test_other_files_are_not_deleted(name):
    assert parse_time(name) is None
    assert find_expired([*days(0), name], (0, 0, 0)) == []


def test_names_contain_time_and_encryption():
    local = datetime.fromisoformat("2026-11-25T05:00:00+02:00")
    assert format_name(local, is_encrypted=True) == "pullquote-20261125T030000Z.tar.age"
    assert parse_time("pullquote-20261125T030000Z.tar.age") == NOW
