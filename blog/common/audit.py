"""The history that the admin shows of each object."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model

from accounts.models import User


def record_change(instance: Model, *, by: User, message: str) -> None:
    """Record a change in the history of an object. One query."""
    LogEntry.objects.log_actions(by.pk, [instance], CHANGE, message, single_object=True)
