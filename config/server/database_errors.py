"""A database that cannot be used: one line for the operator instead of a traceback."""

import os
from typing import NoReturn

from django.db import Error, InterfaceError, OperationalError, connection

from lib import env
from local_postgres.errors import ServerError


def require() -> None:
    """Connect once and close again; ends the process when that fails. Costs 5 ms.

    For a process that is about to fork: none of its children may inherit the connection.
    """
    try:
        connection.ensure_connection()
    except Error as error:
        stop(error)
    finally:
        connection.close()


def stop_if_out_of_reach(error: Error) -> None:
    """Ends the process if no connection stands; else the error is about something else."""
    if connection.connection is None and isinstance(error, OperationalError | InterfaceError):
        stop(error)


def stop(error: Error) -> NoReturn:
    if isinstance(error, ServerError):
        env.stop(str(error))
    # libpq tells of every address that it tried, with hints on further lines; the last one counts.
    lines = [line for line in str(error).splitlines() if line and not line.startswith("\t")]
    reason = " ".join((lines or ["it gave no reason"])[-1].split())
    env.stop(
        f"DATABASE_URL leads to no usable database: {reason}."
        " Start that server, or correct the address."
    )


if __name__ == "__main__":  # Before what takes minutes, such as `make test`.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    require()
