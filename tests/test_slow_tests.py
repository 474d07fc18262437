"""The list of tests that `make fast` leaves out: a renamed one would be run again unnoticed."""

import ast

import pytest

from tests.conftest import HERE, SLOW_TESTS
from tests.support import cpu_times


def list_names(file: str) -> set[str]:
    """Return the names of a file and its tests as they are listed, or none of a missing file."""
    if not (HERE / file).is_file():
        return set()
    names = {file}
    for node in ast.parse((HERE / file).read_bytes()).body:
        if isinstance(node, ast.FunctionDef):
            names.add(f"{file}::{node.name}")
        elif isinstance(node, ast.ClassDef):
            names |= {f"{file}::{node.name}::{getattr(part, 'name', '')}" for part in node.body}
    return names


def test_listed_slow_tests_exist():
    files = {name.partition("::")[0] for name in SLOW_TESTS}
    assert sorted(SLOW_TESTS - set().union(*map(list_names, files))) == []


SLOW, FAST = cpu_times.LIMIT * 2, cpu_times.LIMIT / 2


@pytest.mark.parametrize(
    ("names", "times", "expected"),
    [
        ({"b.py", "c.py::f"}, {"tests/a.py::f": FAST}, {"b.py", "c.py::f"}),
        (set(), {"tests/a.py::f": SLOW, "tests/a.py::g": FAST}, {"a.py::f"}),
        (
            set(),
            {"tests/a.py::f[1]": SLOW, "tests/a.py::f[2]": FAST, "tests/a.py::g": 0},
            {"a.py::f"},
        ),
        (set(), {"tests/a.py::f[1]": SLOW, "tests/a.py::f[2]": 0, "tests/a.py::f[3]": 0}, set()),
        ({"a.py::f"}, {"tests/a.py::f": FAST}, set()),
        ({"a.py"}, {"tests/a.py::f": FAST, "tests/a.py::A::g": SLOW}, {"a.py::A::g"}),
        ({"a.py::f"}, {"tests/a.py::g": SLOW, "tests/a.py::h": SLOW}, {"a.py"}),
    ],
)
def test_list_of_slow_tests_is_updated_by_a_run(names, times, expected):
    assert cpu_times.update(names, times) == expected
