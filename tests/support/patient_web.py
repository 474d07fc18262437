"""Webs of tests with limits in seconds that a busy machine does not exceed.

Beyond those limits a web answers 503, or with a page that no cache may store, without a fault. Not
for tests in which the database hangs.

gunicorn reads this file instead of gunicorn.conf.py; other servers run as
`python -m tests.support.patient_web MODULE`.
"""

import runpy
import sys
from importlib import import_module
from pathlib import Path

from config.server import serve
from page_cache import state_watcher, store, thread_slots
from tests.support.patience import PATIENCE

# For the environment of a web.
PATIENT_WEB = {"GUNICORN_CMD_ARGS": f"--config {Path(__file__).resolve()}"}
LIMITS = (
    (serve, "START_TIMEOUT"),
    (state_watcher, "FIRST_ANSWER_TIMEOUT"),
    (state_watcher, "START_TIMEOUT"),
    (store, "RENDER_WAIT_TIMEOUT"),
    (thread_slots, "HEAVY_QUEUE_TIMEOUT"),
    (thread_slots, "QUEUE_TIMEOUT"),
)


def raise_limits() -> None:
    for module, name in LIMITS:
        setattr(module, name, PATIENCE)


if __name__ == "__config__":  # As gunicorn calls it.
    globals().update(runpy.run_path("gunicorn.conf.py"))
    timeout = graceful_timeout = PATIENCE
    raise_limits()
elif __name__ == "__main__":
    raise_limits()
    import_module(sys.argv.pop(1)).main()
