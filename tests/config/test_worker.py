"""The worker ends whenever it is told to."""

import subprocess
import sys

import pytest

from tests.support.patience import PATIENCE

# Terminates the process right after it has started one of its threads.
SCRIPT = """
import os, signal, sys, threading
import django
from django.core import management
from config.server import worker
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from clock import scheduler
from transfer.exports import background
management.call_command = lambda *arguments, **options: None
scheduler.run = lambda schedule, stop, touch: stop.wait()
background.run = lambda stop: stop.wait()
start, numbers, last = threading.Thread.start, iter(range(2)), int(sys.argv.pop())
def start_and_terminate(thread):
    start(thread)
    if next(numbers) == last:
        os.kill(os.getpid(), signal.SIGTERM)
threading.Thread.start = start_and_terminate
worker.main()
"""


@pytest.mark.parametrize("number", [0, 1])
def test_worker_terminated_during_its_start_ends(number):
    command = [sys.executable, "-c", SCRIPT, str(number)]
    assert subprocess.run(command, timeout=PATIENCE).returncode == 128 + 15
