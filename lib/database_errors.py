"""Errors of a database that is away."""

from django.db import DatabaseError, InterfaceError, OperationalError


def is_database_away(error: Exception) -> bool:
    """Return whether an error may mean that the database is away, so that a retry helps.

    A connection that ends during a query may raise DatabaseError itself, without an SQLSTATE.
    """
    if isinstance(error, InterfaceError | OperationalError):
        return True
    cause = error.__cause__
    return type(error) is DatabaseError and cause is not None and not getattr(cause, "pgcode", None)
