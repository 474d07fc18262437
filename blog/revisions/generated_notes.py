"""Notes of revisions that nobody typed: stored as a code with values, shown in the reader's
language."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from blog.common.coded_texts import CodedText
from blog.common.text.truncate import shorten

MAX_TITLE_LENGTH = 100

# Codes are stored: an old one stays here.
NOTES = {
    "aside": _("Not merged"),
    "block_restored": _("Block restored from %(when)s"),
    "candidates_accepted": _("Quotations of the import"),
    "candidates_undone": _("Undo of the quotations of the import"),
    "copy": _("Copy of “%(title)s”"),
    "files_added": _("Missing files added"),
    "first": _("Before the first recorded save"),
    "from_template": _("From the template “%(title)s”"),
    "imported": _("Imported from %(blog)s"),
    "photo_replaced": _("Picture replaced"),
    "photo_replacement_undone": _("Replacement of a picture undone"),
    "pictures_added": _("Missing pictures added"),
    "planned": _("Planned for %(when)s"),
    "restored": _("Restored from %(when)s"),
    "template": _("Template from “%(title)s”"),
}


class GeneratedNote(CodedText):
    """A note with one of the codes of NOTES; a `title` is shortened."""

    texts = NOTES


def build_title_note(code: str, title: str) -> GeneratedNote:
    return GeneratedNote(code, {"title": shorten(title, MAX_TITLE_LENGTH)})


def build_time_note(code: str, when: datetime) -> GeneratedNote:
    return GeneratedNote(code, {"when": when.isoformat()})
