"""Where the Chromium of the tests is, and how it is started: it asks nobody anything."""

import os
from pathlib import Path

PATIENCE = 60_000  # ms: only what never comes is waited for so long. A busy machine is no fault.
# ms. All browser tests of a process share one browser, so one late start would fail them all.
START_TIMEOUT = 5 * PATIENCE
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
