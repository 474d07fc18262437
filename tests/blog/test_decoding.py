"""However many pictures come at once, few are decoded at the same time."""

import sys
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import accumulate

import pytest

from blog import decoding
from blog.images import clean_upload
from tests import factories as make


@pytest.mark.slow
def test_only_so_many_processes_decode_at_once(monkeypatch, tmp_path):
    log, program = tmp_path / "log", tmp_path / "python"
    program.write_text(
        f'#!/bin/sh\necho 1 >> {log}\n{sys.executable} "$@"\nstatus=$?\necho -1 >> {log}\n'
        "exit $status\n"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    uploads = [BytesIO(make.picture((n, n, n))) for n in range(6)]
    with ThreadPoolExecutor(6) as pool:
        cleaned = list(pool.map(clean_upload, uploads))
    assert len({picture.sha256 for picture in cleaned}) == 6
    running = list(accumulate(map(int, log.read_text().split())))
    assert (len(running), running[-1]) == (12, 0)
    assert max(running) <= decoding.MAX_PROCESSES
