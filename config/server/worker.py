"""The worker: `python -m config.server.worker` does what nobody waits for, and keeps the clock.

As many as one likes may run. It ends in good order at SIGTERM, once the task in hand is done.
`make demo` starts it with `--ends-with-stdin`: the other end of the pipe is held by the demo's
processes, and the kernel closes it however they end.
"""

import io
import logging
import os
import signal
import sys
import threading
import time

logger = logging.getLogger(__name__)
PATIENCE = 2  # seconds, until a database that went away is asked again


def end_with_stdin() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def work(*arguments: str, verbosity: int) -> None:
    """Until it is told to end; a database that is away is waited for."""
    from django.core.management import call_command
    from django.db import InterfaceError, OperationalError, connection

    while True:
        try:
            call_command("db_worker", *arguments, verbosity=verbosity)
            return
        except (InterfaceError, OperationalError) as error:
            logger.warning("The database is away: %s", " ".join(str(error).split()))
            connection.close()
            time.sleep(PATIENCE)


def show_life() -> None:
    """For whoever looks how old the file is that WORKER_HEARTBEAT names: every 20 seconds, while
    the database answers. A worker whose other half ends has no clock any more either."""
    from django.conf import settings

    if settings.WORKER_HEARTBEAT:
        settings.WORKER_HEARTBEAT.touch()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    # Until the command sets its own: an end in good order, which stops a database nobody else uses.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # Readers go first; what is done here nobody waits for.
    os.nice(10)
    in_the_demo = sys.argv[1:] == ["--ends-with-stdin"]
    if in_the_demo:
        threading.Thread(target=end_with_stdin, daemon=True).start()
    django.setup()
    from django.conf import settings

    from blog.content import site_state
    from clock import scheduler
    from config.schedule import SCHEDULE
    from page_cache.cdn_purge import Purging

    # Also what a worker was about to do when it was killed.
    call_command("renditions", stdout=io.StringIO())
    stop = threading.Event()
    beside = [threading.Thread(target=scheduler.run, args=(SCHEDULE, stop, show_life))]
    if settings.PURGE_URL:
        purging = Purging(site_state.state, settings.PURGE_URL, settings.PURGE_HEADER)
        beside.append(threading.Thread(target=purging.run, args=(stop,)))
    for thread in beside:
        thread.start()
    try:
        # At 1, what a task failed with is logged as well, and that the worker ends.
        work("--no-startup-delay", "--no-reload", verbosity=0 if in_the_demo else 1)
    finally:
        # Or they might start an embedded database again that is being left.
        stop.set()
        for thread in beside:
            thread.join()


if __name__ == "__main__":
    main()
