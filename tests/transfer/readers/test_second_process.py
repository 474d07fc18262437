"""A second process works ahead, whatever the size of its results, and ends with the first.

In a process of its own, because pytest has threads, with which nothing is forked.
"""

import subprocess
import sys

import pytest

from tests.support.patience import PATIENCE

# Each result is larger than what a pipe or a socket holds.
SCRIPT = """
import os, threading
from transfer.readers.second_process import SecondProcess, can_fork
os.cpu_count = lambda: 2
assert can_fork()
done_reader, done_writer = os.pipe()
def work(task):
    os.write(done_writer, b".")
    return str(task) * 3_000_000
second = SecondProcess(work, lambda: None)
for task in range(3):
    assert second.send(task)
done = b""
while len(done) < 3:
    done += os.read(done_reader, 3)
"""
CASES = {
    "received": "assert [second.receive() for _each in range(3)]"
    ' == ["0" * 3_000_000, "1" * 3_000_000, "2" * 3_000_000]',
    "closed": "pass",
}
END = """
second.close()
assert threading.active_count() == 1 and can_fork()
assert not second._process.is_alive()
"""
FAILING_SCRIPT = """
from transfer.readers.second_process import SecondProcess
def work(task):
    if task == 1:
        raise ValueError
    return (lambda: None) if task == 2 else str(task) * 3_000_000
second = SecondProcess(work, lambda: None)
for task in (0, {task}):
    assert second.send(task)
assert second.receive() == "0" * 3_000_000
try:
    second.receive()
except EOFError:
    second.close()
    print("ended")
"""

LOST_RESULT_SCRIPT = """
from multiprocessing.connection import Connection
from transfer.readers.second_process import SecondProcess
def fail_second_time():
    send, sizes = Connection.send_bytes, []
    def send_or_fail(connection, result):
        sizes.append(len(result))
        if len(sizes) == 2:
            raise MemoryError
        send(connection, result)
    Connection.send_bytes = send_or_fail
second = SecondProcess(str, fail_second_time)
for task in range(3):
    second.send(task)
assert second.receive() == "0"
try:
    assert second.receive() == "1"
except (EOFError, ConnectionError):
    second.close()
    print("ended")
"""


def run(script: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


@pytest.mark.parametrize("case", CASES)
def test_second_process_with_large_results_works_ahead(case):
    result = run(SCRIPT + CASES[case] + END)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("task", [1, 2], ids=["error", "result that cannot be sent"])
def test_failing_second_process_sends_what_came_before_and_ends(task):
    result = run(FAILING_SCRIPT.format(task=task))

    assert (result.returncode, result.stdout) == (0, "ended\n"), result.stderr


def test_result_that_is_not_sent_is_not_replaced_by_the_next():
    result = run(LOST_RESULT_SCRIPT)

    assert (result.returncode, result.stdout) == (0, "ended\n"), result.stderr
