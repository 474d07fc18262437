"""A database that cannot be used: one line for the operator instead of a traceback."""

import re
from typing import NoReturn

from django.db import Error, connection

from config import env
from config.postgres.errors import ServerError


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
    if connection.connection is None:
        stop(error)


def stop(error: Error) -> NoReturn:
    if isinstance(error, ServerError):
        env.stop(str(error))
    # libpq tells of every address that it tried, with hints on further lines; the last one counts.
    said = [line.strip() for line in str(error).splitlines() if not line.startswith("\t")]
    reason = re.sub(r"^connection to server (at|on) ", "", (said or ["it gave no reason"])[-1])
    env.stop(
        f"the database of DATABASE_URL cannot be used: {reason}; start it, or correct DATABASE_URL."
    )
