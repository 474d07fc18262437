"""Pytest plugin that lists the tests over the limit of `make fast`, by CPU time without children:

.venv/bin/python -m pytest -p tests.support.cpu_times -m "not slow"
"""

import time
from collections.abc import Generator
from typing import Any

import pytest

LIMIT = 0.05  # seconds
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
    terminalreporter.section(f"over {LIMIT} s of CPU time, of {sum(_times.values()):.0f} s")
    for test, seconds in sorted(_times.items(), key=lambda entry: -entry[1]):
        if seconds > LIMIT:
            terminalreporter.line(f"{seconds:.2f} {test}")
