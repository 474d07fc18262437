"""What each process imports when it starts."""

import subprocess
import sys

import pytest

from tests.support.site import ROOT, SETUP_CODE

# Each takes 0.005 to 0.05 s of CPU time, and few processes need it.
UNNEEDED = {"fontTools", "rapidfuzz", "redis", "unittest", "warcio", "xdist"}


@pytest.mark.slow
def test_start_of_a_process_imports_no_unneeded_package():
    code = f"{SETUP_CODE}\nimport sys\nprint(*sorted({UNNEEDED!r} & sys.modules.keys()))"

    completed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert completed.stdout.split() == []
