#!/usr/bin/env python
"""Django's command-line utility: `python manage.py help` lists the commands."""

import os
import signal
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    # Exit cleanly on SIGTERM, so that the embedded server stops.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    from django.core.management import execute_from_command_line
    from django.db import Error

    try:
        execute_from_command_line(sys.argv)
    except Error as error:
        from config.server import database_errors

        database_errors.exit_if_unreachable(error)
        raise


if __name__ == "__main__":
    main()
