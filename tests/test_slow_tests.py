"""The list of tests that `make fast` leaves out: a renamed one would be run again unnoticed."""

import ast

import pytest

from tests.conftest import HERE, SLOW_TESTS
from tests.support import cpu_times


def list_functions(file: str) -> set[str]:
    """Return `function` and `Class::function` of a file."""
    names = set()
    for node in ast.parse((HERE / file).read_bytes()).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names |= {f"{node.name}::{getattr(part, 'name', '')}" for part in node.body}
    return names


def test_listed_slow_tests_exist():
    missing = []
    functions: dict[str, set[str]] = {}
    for name in sorted(SLOW_TESTS):
        file, _, function = name.partition("::")
        if not (HERE / file).is_file():
            missing.append(name)
        elif function and function not in functions.setdefault(file, list_functions(file)):
            missing.append(name)
    assert missing == []


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
