"""Items that cannot be written: one malformed item costs that item."""

import logging

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError
from django.utils.translation import gettext_noop

from transfer.messages import Message
from transfer.models import ImportedItem

logger = logging.getLogger(__name__)
# What one malformed item may raise; only that item is refused then.
REFUSAL_ERRORS = (
    *(ValueError, ArithmeticError, LookupError, TypeError, AttributeError, RecursionError),
    *(ValidationError, DataError, IntegrityError),
)


class CannotWrite(Exception):
    """The item cannot be saved, for the reason in the message."""


def refuse(item: ImportedItem, reason: str) -> None:
    """Store that an item was refused, for a reason as `Message.stored`. One query."""
    ImportedItem.objects.filter(pk=item.pk).update(
        state=ImportedItem.State.REFUSED, reason=reason[:1000]
    )


def refuse_after(error: Exception, item: ImportedItem, message: str = "") -> None:
    """Log an unexpected error and refuse its item. `message` is English, with `%(error)s`."""
    logger.exception("imported item %s was refused", item.pk)
    message = message or gettext_noop("It could not be saved: %(error)s")
    refuse(item, Message(message, {"error": error}).stored)
