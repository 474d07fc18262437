"""Installation of the development tools by DEVTOOLS."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMMANDS = {"demo", "populate"}


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    inherited = {key: value for key, value in os.environ.items() if key != "DEVTOOLS"}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**inherited, **variables},
        capture_output=True,
        text=True,
    )


def list_commands(**variables: str) -> set[str]:
    return set(run("manage.py", "help", "--commands", **variables).stdout.split())


@pytest.mark.slow
def test_commands_of_devtools_without_the_setting_are_absent() -> None:
    commands = list_commands()
    assert "migrate" in commands
    assert not commands & COMMANDS


@pytest.mark.slow
def test_commands_of_devtools_with_the_setting_are_listed() -> None:
    assert list_commands(DEVTOOLS="1") >= COMMANDS


@pytest.mark.slow
def test_setting_without_the_package_exits_with_message(tmp_path: Path) -> None:
    """Container images do not contain devtools/."""
    code = (
        "import importlib.util, sys\n"
        "find_spec = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name: name != 'devtools' and find_spec(name)\n"
        "import config.settings\n"
    )
    result = run("-c", code, DEVTOOLS="1", VAR_DIR=str(tmp_path))
    assert result.returncode == 2
    assert result.stderr == (
        "pullquote: DEVTOOLS is 1, but devtools/ is not installed here; run it in a checkout.\n"
    )


def test_no_other_package_imports_devtools() -> None:
    """In addition to the layers contract, this finds imports in functions and strings."""
    packages = [file.parent for file in ROOT.glob("*/__init__.py")]
    others = [folder for folder in packages if folder.name not in {"devtools", "tests"}]
    importing = [
        file
        for folder in others
        for file in folder.rglob("*.py")
        if re.search(r"\bdevtools\.\w|import devtools", file.read_text())
    ]
    assert importing == []
