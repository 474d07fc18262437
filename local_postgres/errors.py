"""Errors of the embedded server, as one line for the operator."""

from django.db.utils import OperationalError


class ServerError(OperationalError):
    """The embedded server cannot run. The message is one line with advice."""
