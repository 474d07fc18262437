"""The admin's change history."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import Model

from accounts.models import User


def record_change(instance: Model, *, by: User, message: str) -> None:
    """Add an entry to an object's change history. One query."""
    LogEntry.objects.log_actions(by.pk, [instance], CHANGE, message, single_object=True)
