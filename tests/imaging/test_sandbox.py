"""The sandbox limits its resources before it reads a file."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = """
import json, resource, sys
from imaging.sandbox import limit_resources
limit_resources(json.loads(sys.argv[1]))
names = ["RLIMIT_CPU", "RLIMIT_FSIZE", "RLIMIT_CORE"] + ["RLIMIT_AS"] * (sys.platform == "linux")
print(json.dumps({name: resource.getrlimit(getattr(resource, name)) for name in names}))
"""


def test_sandbox_limits_are_enforced():
    limits = {"memory": 400_000_000, "seconds": 7, "output": 5000, "pixels": 1, "frames": 1}
    limits["niceness"] = 5
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(limits)],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    expected = {"RLIMIT_CPU": [7, 7], "RLIMIT_FSIZE": [5000, 5000], "RLIMIT_CORE": [0, 0]}
    if sys.platform == "linux":  # On other systems only the pixel limit bounds memory.
        expected["RLIMIT_AS"] = [400_000_000, 400_000_000]
    assert json.loads(done.stdout) == expected
