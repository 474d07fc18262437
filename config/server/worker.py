"""Background worker: `python -m config.server.worker` runs queued tasks, enqueues periodic ones and
writes exports.

Several may run at once. On SIGTERM it finishes its task and exits. `make demo` starts it with
`--ends-with-stdin`: the kernel closes the pipe however the demo's processes end.
"""

import io
import logging
import os
import signal
import sys
import threading
import time

logger = logging.getLogger(__name__)
RETRY_DELAY = 2  # seconds between attempts while the database is unavailable


def exit_with_stdin() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)


def run_worker(*arguments: str, verbosity: int) -> None:
    """Run tasks until SIGTERM; retry while the database is unavailable."""
    from django.core.management import call_command
    from django.db import DatabaseError, InterfaceError, connection

    from lib.database_errors import is_database_away

    while True:
        try:
            call_command("db_worker", *arguments, verbosity=verbosity)
            return
        except (InterfaceError, DatabaseError) as error:
            if not is_database_away(error):
                raise
            logger.warning("The database is away: %s", " ".join(str(error).split()))
            connection.close()
            time.sleep(RETRY_DELAY)


def check_in() -> None:
    """Touch the WORKER_HEARTBEAT file, for health checks, and look for posts that another version
    has rendered; every 20 seconds while the database answers. The scheduler's thread ends with the
    worker."""
    from django.conf import settings

    from blog.content import html_update

    if settings.WORKER_HEARTBEAT:
        settings.WORKER_HEARTBEAT.touch()
    html_update.check_in()


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command

    from lib.garbage_collection import paused_collection

    # Until the command sets its own handler: exit cleanly, which stops an unused embedded database.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # Requests have priority over background tasks.
    os.nice(10)
    is_demo = sys.argv[1:] == ["--ends-with-stdin"]
    if is_demo:
        threading.Thread(target=exit_with_stdin, daemon=True).start()
    with paused_collection():
        django.setup()
    from django.conf import settings

    from blog.content import site_state
    from clock import scheduler
    from config.schedule import SCHEDULE
    from page_cache.cdn_purge import Purger
    from transfer.exports import background as exports

    # Enqueue renditions that a killed worker left undone.
    call_command("renditions", stdout=io.StringIO())
    stop = threading.Event()
    threads = [
        threading.Thread(target=scheduler.run, args=(SCHEDULE, stop, check_in)),
        threading.Thread(target=exports.run, args=(stop,)),
    ]
    if settings.PURGE_URL:
        purger = Purger(site_state.get_state, settings.PURGE_URL, settings.PURGE_HEADER)
        threads.append(threading.Thread(target=purger.run, args=(stop,)))
    try:
        for thread in threads:
            thread.start()
        # Verbosity 1 also logs task failures and the worker's exit.
        run_worker("--no-startup-delay", "--no-reload", verbosity=0 if is_demo else 1)
    finally:
        # Otherwise they might restart an embedded database that is being stopped, or go on without
        # the worker, which a signal ended before it started all of them.
        stop.set()
        for thread in threads:
            if thread.ident:
                thread.join()


if __name__ == "__main__":
    main()
