"""Which errors mean that the database is away."""

import psycopg2
import psycopg2.errors
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError

from lib.database_errors import is_database_away


def build_error(kind: type[Exception], cause: Exception | None = None) -> Exception:
    error = kind("message")
    error.__cause__ = cause
    return error


class CodedError(psycopg2.DatabaseError):
    """An error that the server sent."""

    pgcode = "22000"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (build_error(OperationalError), True),
        (build_error(InterfaceError), True),
        # A server process was killed during the query.
        (build_error(DatabaseError, psycopg2.DatabaseError()), True),
        (build_error(DatabaseError, CodedError()), False),
        (build_error(IntegrityError, psycopg2.IntegrityError()), False),
        # Django itself raises it, for example for a row that is gone.
        (build_error(DatabaseError), False),
        (build_error(ValueError), False),
    ],
)
def test_error_of_database_that_is_away_is_recognised(error, expected):
    assert is_database_away(error) is expected
