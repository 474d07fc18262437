"""Files that `make fast` leaves out exist: a renamed one would be run again unnoticed."""

from tests.conftest import HERE, SLOW_FILES


def test_listed_slow_files_exist():
    assert [name for name in sorted(SLOW_FILES) if not (HERE / name).is_file()] == []
