"""A large export is converted by two processes: the same items, and nothing is lost if one ends.

In a process of its own, because pytest has threads, with which nothing is forked.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.patience import PATIENCE
from tests.transfer.readers.wxr.conftest import HEAD, TAIL, build_comment, build_item
from transfer.readers.wxr import WordPressReader

SCRIPT = """
import os, sys
from pathlib import Path
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from transfer.readers.base import NotAnExport
from transfer.readers.second_process import SecondProcess, can_fork
from transfer.readers.wxr import reader
os.cpu_count = lambda: 2
assert can_fork()
reader.MIN_SHARED_BYTES = 0
counts = {"sent": 0, "alone": 0}
send = SecondProcess.send
build = reader.build_post
first = os.getpid()
def count_sent(second, task):
    counts["sent"] += len(task)
    return send(second, task)
def count_alone(*arguments):
    counts["alone"] += 1
    if os.getpid() != first and sys.argv[3] == "killed":
        os.kill(os.getpid(), 9)
    if sys.argv[3] == "error" and counts["alone"] == 30:
        raise ValueError("a mistake")
    return build(*arguments)
SecondProcess.send = count_sent
reader.build_post = count_alone
try:
    for entry in reader.WordPressReader(Path(sys.argv[1])).read(sys.argv[2]):
        print(repr(entry))
except NotAnExport as error:
    print(error)
assert counts["sent"] > 0
assert (counts["alone"] > 100) == (sys.argv[3] == "killed"), counts
"""


@pytest.fixture
def large_export(tmp_path) -> Path:
    items = [
        build_item(
            {
                "wp:post_id": str(number),
                "content:encoded": f"Text {number}. " * (900 if number % 50 == 0 else 200),
            },
            build_comment(number),
            _thumbnail_id="900",
        )
        for number in range(1, 121)
    ]
    items[70] = "<item><title>No end</title>"
    picture = build_item(
        {
            "wp:post_id": "900",
            "wp:post_type": "attachment",
            "wp:attachment_url": "https://blog.example/a.jpg",
        }
    )
    path = tmp_path / "export.xml"
    path.write_text(HEAD + "".join(items) + picture + TAIL)
    return path


def run(path: Path, cursor: str = "", case: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(path), cursor, case],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def list_entries(path: Path, cursor: str = "") -> list[str]:
    return [repr(entry) for entry in WordPressReader(path).read(cursor)]


@pytest.mark.parametrize("case", ["", "killed"])
def test_two_processes_yield_what_one_does(large_export, case):
    result = run(large_export, case=case)

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == list_entries(large_export)


def test_two_processes_resume_after_any_item(large_export):
    cursor = list(WordPressReader(large_export).read())[25].cursor

    result = run(large_export, cursor)

    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == list_entries(large_export, cursor)


def test_two_processes_read_a_cut_file_up_to_the_cut(large_export):
    text = large_export.read_text()
    large_export.write_text(text[: text.index("Text 110.")])

    result = run(large_export)

    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[-1].startswith("The file is cut off")
    assert "key='109'" in lines[-2]


def test_error_of_the_second_process_is_raised_by_the_first(large_export):
    result = run(large_export, case="error")

    assert result.returncode == 1
    assert "ValueError: a mistake" in result.stderr
