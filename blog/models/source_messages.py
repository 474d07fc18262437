"""What a merge, a split or an undo of sources came to: stored as codes with values in the result of
a background task, shown in the reader's language."""

import json
from contextlib import suppress

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from blog.common.coded_texts import CodedText

# Codes are stored: an old one stays here.
MESSAGES = {
    "already_undone": _("This was already undone."),
    "changed_since": _("These sources have changed since then. Undo the later change first."),
    "conflict": _(
        "Nothing was changed, because someone else changed one of these sources in the meantime. "
        "Check the sources, then try again."
    ),
    "error": _("Nothing was changed, because of an unexpected error, which was logged."),
    "locked": _(
        "Nothing was changed, because others are saving posts with these sources. Try again."
    ),
    "locked_undo": _(
        "Nothing was undone, because others are saving posts with these sources. Try again."
    ),
    "merged": _("Merged into “%(name)s”. You can undo this below."),
    "name_in_use": _("Nothing was changed, because another source has this name or address."),
    "name_in_use_again": _(
        "A newer source uses one of the old names or addresses. Rename it first."
    ),
    "new_source_stays": _("The new source stays, because it was edited or is in use."),
    "no_quotation": _("Nothing was changed, because no quotation matches any more."),
    "not_permitted": _("Nothing was changed, because this person may not do it any more."),
    "others_left": ngettext_lazy(
        "%(count)d other entry, such as a name or a field, was left as it is, because it "
        "was changed or deleted since.",
        "%(count)d other entries, such as names or fields, were left as they are, because "
        "they were changed or deleted since.",
        "count",
    ),
    "quotations_left": ngettext_lazy(
        "%(count)d quotation was left as it is, because it was changed or deleted since.",
        "%(count)d quotations were left as they are, because they were changed or deleted since.",
        "count",
    ),
    "split": ngettext_lazy(
        "%(count)d quotation moved to “%(name)s”. You can undo this below.",
        "%(count)d quotations moved to “%(name)s”. You can undo this below.",
        "count",
    ),
    "stopped": _("This stopped after %(moved)d of %(total)d quotations because of an error."),
    "undo_again": _("Undo it again to move the others."),
    "undo_or_again": _("You can undo this below, or try again."),
    "undone": _("Undone: %(change)s"),
    "worker_stopped": _("Nothing was changed. The worker was stopped %(count)d times."),
}


class SourceMessage(CodedText):
    """A sentence with one of the codes of MESSAGES."""

    texts = MESSAGES


type SourceMessages = tuple[SourceMessage, ...]


def compose(messages: SourceMessages) -> str:
    """Return sentences in the current language."""
    return " ".join(map(str, messages))


def serialize(messages: SourceMessages) -> str:
    return json.dumps([message.stored for message in messages])


def compose_stored(stored: str) -> str:
    """Return what `serialize` returned in the current language; a text of a former version as it
    is."""
    with suppress(ValueError, TypeError):
        return " ".join(SourceMessage.read(item) for item in json.loads(stored))
    return stored
