"""Webs of tests with limits in seconds that a busy machine does not exceed: gunicorn reads this
file instead of gunicorn.conf.py.

Beyond those limits a web answers 503, or with a page that no cache may store, without a fault. Not
for tests in which the database hangs.
"""

import runpy
from pathlib import Path

from config.middleware import body_limits
from page_cache import state_watcher, store, thread_slots
from tests.support.patience import PATIENCE

# For the environment of a web.
PATIENT_WEB = {"GUNICORN_CMD_ARGS": f"--config {Path(__file__).resolve()}"}
LIMITS = (
    (body_limits, "MAX_READ_SECONDS"),
    (state_watcher, "FIRST_ANSWER_TIMEOUT"),
    (state_watcher, "START_TIMEOUT"),
    (store, "RENDER_WAIT_TIMEOUT"),
    (thread_slots, "HEAVY_QUEUE_TIMEOUT"),
    (thread_slots, "QUEUE_TIMEOUT"),
)

if __name__ == "__config__":  # As gunicorn calls it.
    globals().update(runpy.run_path("gunicorn.conf.py"))
    timeout = graceful_timeout = PATIENCE
    for module, name in LIMITS:
        setattr(module, name, PATIENCE)
