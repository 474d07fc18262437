"""What went wrong, in one line for the person at the keyboard."""

from django.db.utils import OperationalError


class ServerError(OperationalError):
    """The embedded server cannot run. The message is one line that says what to do about it."""
