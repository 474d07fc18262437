"""The admin's change history: what the blog records in it, and how readers see it.

Django stores the changes of a form as a list of its own; ours are items with a code in such a list.
Entries from before December 2026 are texts in the language of who made the change.
"""

import json
from contextlib import suppress

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.common.coded_texts import CodedText

# Codes are stored: an old one stays here.
MESSAGES = {
    "block_restored": _("Block restored from %(when)s"),
    "copy": _("Copy of “%(title)s”"),
    "correction_kind": _("Changed from “%(old_kind)s” to “%(new_kind)s”."),
    "correction_published": _("Published again."),
    "correction_text": _("Changed from “%(old)s” to “%(new)s”."),
    "correction_unchanged": _("Saved without changes."),
    "correction_withdrawn": _("Withdrawn."),
    "from_template": _("From the template “%(title)s”"),
    "moved_to_column": _("Moved to “%(column)s”"),
    "moved_to_time": _("Moved to %(when)s"),
    "pick_set": _("Marked as an editors’ pick."),
    "pick_unset": _("No longer an editors’ pick."),
    "restored": _("Restored from %(when)s"),
    "restored_from_trash": _("Restored from the trash"),
    "shared": _("Shared with %(name)s"),
    "template": _("Template from “%(title)s”"),
    "thread_locked": _("Thread locked."),
    "thread_unlocked": _("Thread unlocked."),
    "trashed": _("Moved to trash"),
    "unshared": _("No longer shared with %(name)s"),
}


class ChangeMessage(CodedText):
    """A change with one of the codes of MESSAGES."""

    texts = MESSAGES
    translated = {"column": "", "old_kind": "a change", "new_kind": "a change"}


def record_change(instance: Model, *, by: User, message: ChangeMessage) -> None:
    """Add an entry to an object's change history. One query."""
    _record(instance, CHANGE, by, message)


def record_addition(instance: Model, *, by: User, message: ChangeMessage) -> None:
    """Begin an object's change history. One query."""
    _record(instance, ADDITION, by, message)


def _record(instance: Model, flag: int, by: User, message: ChangeMessage) -> None:
    LogEntry.objects.log_actions(by.pk, [instance], flag, [message.stored], single_object=True)


def describe_change(entry: LogEntry) -> str:
    """Return what an entry says, in the current language unless it was stored as a text."""
    return describe_own_change(entry) or entry.get_change_message()


def describe_own_change(entry: LogEntry) -> str:
    """Return what an entry says if the blog composed it, '' for the changed fields of a form.

    Of a change that this version does not know, only that there was one.
    """
    if not entry.change_message.startswith("["):
        return entry.change_message
    with suppress(ValueError):
        items = json.loads(entry.change_message)
        texts = (ChangeMessage.read(item) for item in items if "code" in item)
        return " ".join(text or str(_("Changed")) for text in texts)
    return entry.change_message
