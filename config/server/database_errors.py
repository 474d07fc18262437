"""Report an unusable database in one line instead of a traceback."""

import os
from typing import NoReturn

from django.db import Error, InterfaceError, OperationalError, connection

from lib import env
from local_postgres.errors import ServerError


def check_connection() -> None:
    """Connect and close again; exit the process if that fails. Costs 5 ms.

    For a process that is about to fork: its children must not inherit the connection.
    """
    try:
        connection.ensure_connection()
    except Error as error:
        exit_with_error(error)
    finally:
        connection.close()


def exit_if_unreachable(error: Error) -> None:
    """Exit the process if there is no connection; otherwise the error has another cause."""
    if connection.connection is None and isinstance(error, OperationalError | InterfaceError):
        exit_with_error(error)


def exit_with_error(error: Error) -> NoReturn:
    if isinstance(error, ServerError):
        env.stop(str(error))
    # libpq reports every address that it tried, with hints on further lines; the last one counts.
    lines = [line for line in str(error).splitlines() if line and not line.startswith("\t")]
    reason = " ".join((lines or ["it gave no reason"])[-1].split())
    env.stop(
        f"DATABASE_URL leads to no usable database: {reason}."
        " Start that server, or correct the address."
    )


if __name__ == "__main__":  # Run before long commands such as `make test`.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    check_connection()
