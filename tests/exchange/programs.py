"""The counterparts in `var/exchange`, which `make test-exchange` installs."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var" / "exchange"
MISSING = "{} is not installed: run `make test-exchange`, and see what it prints first."


def require(path: Path, name: str) -> Path:
    """Return the path of a program, or fail the test."""
    if not path.exists():
        pytest.fail(MISSING.format(name), pytrace=False)
    return path


def run(*command: str | Path, folder: Path, environment: dict[str, str] | None = None) -> str:
    """Run a program and return what it prints; fail the test with that if it fails."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        pytest.fail(f"{command[0]} failed with {done.returncode}:\n{done.stdout}", pytrace=False)
    return done.stdout
