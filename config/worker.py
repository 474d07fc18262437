"""The worker of background tasks that `make demo` starts beside itself: `python -m config.worker`.

It ends when its standard input does: the pipe's other end is held by the demo's processes, and the
kernel closes it however they end. Elsewhere `manage.py db_worker` runs under a supervisor.
"""

import io
import os
import signal
import sys
import threading


def end_with_the_parent() -> None:
    sys.stdin.buffer.read()
    os.kill(os.getpid(), signal.SIGTERM)  # Once the task in hand is done.


def main() -> None:
    import django
    from django.core.management import call_command

    # Until the command sets its own: an end in good order, which stops a database nobody else uses.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    # Readers go first; what is done here nobody waits for.
    os.nice(10)
    threading.Thread(target=end_with_the_parent, daemon=True).start()
    django.setup()
    # Also what a worker was about to do when it was killed.
    call_command("derivatives", stdout=io.StringIO())
    call_command("db_worker", "--no-startup-delay", "--no-reload", verbosity=0)


if __name__ == "__main__":
    main()
