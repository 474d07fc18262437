"""Pytest plugin that writes tests/slow_tests.txt, the tests that `make fast` leaves out:

.venv/bin/python -m pytest -n 2 -p tests.support.cpu_times -m "not slow"

Tests are measured by CPU time without child processes, and the rows of a parametrised test by their
average. The tests that ran are listed anew, all others stay as they are.
"""

import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

LIST = Path(__file__).parents[1] / "slow_tests.txt"
LIMIT = 0.025  # seconds
_times: dict[str, float] = {}  # of each test, in the process that prints the summary
_phase_start = 0.0


def pytest_runtest_logstart() -> None:
    global _phase_start
    _phase_start = time.process_time()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, Any, Any]:
    """Add the CPU time of each phase to its report, which xdist sends to the main process."""
    global _phase_start
    now = time.process_time()
    report = yield
    report.cpu_time = now - _phase_start
    _phase_start = now
    return report


def pytest_runtest_logreport(report: Any) -> None:
    _times[report.nodeid] = _times.get(report.nodeid, 0) + report.cpu_time


def pytest_terminal_summary(terminalreporter: Any) -> None:
    former = set(LIST.read_text().split())
    slow = update(former, _times)
    LIST.write_text("".join(f"{name}\n" for name in sorted(slow)))
    terminalreporter.section(f"{sum(_times.values()):.0f} s of CPU time; over {LIMIT} s each:")
    for name in sorted(former - slow):
        terminalreporter.line(f"no longer slow: {name}")
    for name, seconds in sorted(_average(_times).items(), key=lambda entry: -entry[1]):
        if seconds > LIMIT:
            terminalreporter.line(f"{seconds:.2f} {name}")


def update(names: set[str], times: dict[str, float]) -> set[str]:
    """Return the names of slow tests, with those anew that have a time.

    A file without other tests is listed as a file, which is not even imported.
    """
    averages = _average(times)
    slow = {name for name, seconds in averages.items() if seconds > LIMIT}
    files = set(map(_file, averages))
    slow_files = files - set(map(_file, averages.keys() - slow))
    others = names - averages.keys() - files
    return slow_files | {name for name in slow | others if _file(name) not in slow_files}


def _file(name: str) -> str:
    return name.partition("::")[0]


def _average(times: dict[str, float]) -> dict[str, float]:
    """Return the average of each function's rows, as `file::function` below `tests/`."""
    rows: dict[str, list[float]] = {}
    for test, seconds in times.items():
        rows.setdefault(test.partition("[")[0].removeprefix("tests/"), []).append(seconds)
    return {name: sum(values) / len(values) for name, values in rows.items()}
