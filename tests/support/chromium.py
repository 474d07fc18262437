"""The tests' Chromium and its flags, which disable all background requests."""

import os
from pathlib import Path

TIMEOUT = 300_000  # ms: long, so that a busy machine does not fail tests.
# ms. All browser tests of a process share one browser, so one late start would fail them all.
START_TIMEOUT = 2 * TIMEOUT
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def executable() -> Path:
    return Path(os.environ.get("PULLQUOTE_CHROMIUM") or "/usr/bin/chromium")
