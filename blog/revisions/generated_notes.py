"""Notes of revisions that nobody typed: stored as a code with values, shown in the reader's
language."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from blog.common.formatting.dates import full_datetime
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


@dataclass(frozen=True)
class GeneratedNote:
    """A note with one of the codes of NOTES.

    `values` are those of its text: a `when` is a time in the ISO format, a `title` is shortened.
    """

    code: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text in the current language."""
        values = dict(self.values)
        if "when" in values:
            values["when"] = full_datetime(datetime.fromisoformat(values["when"]))
        return str(NOTES[self.code] % values)


def build_title_note(code: str, title: str) -> GeneratedNote:
    return GeneratedNote(code, {"title": shorten(title, MAX_TITLE_LENGTH)})


def build_time_note(code: str, when: datetime) -> GeneratedNote:
    return GeneratedNote(code, {"when": when.isoformat()})


def read_generated_note(stored: Mapping[str, str] | None) -> str:
    """Return the text of a column `generated_note` in the current language, '' for None and for
    what this version does not know, such as a code in an archive of a later one."""
    if stored:
        values = {name: value for name, value in stored.items() if name != "code"}
        with suppress(KeyError, ValueError):
            return str(GeneratedNote(stored["code"], values))
    return ""
