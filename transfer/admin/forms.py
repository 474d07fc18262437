"""Forms of imports: the upload, and what is decided before writing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.models import Authorship
from transfer.admin.preview import AuthorRow
from transfer.models import Import

MAX_ACCOUNTS = 500
NEW_ACCOUNT = "new"
MEGABYTE = 1024 * 1024


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class _FilesField(forms.FileField):
    """One file or several of one export, as a list."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, (list, tuple)) else [data]
        return [super(_FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    export = _FilesField(
        label=gettext_lazy("Exported file"),
        max_length=1000,
        error_messages={
            "required": gettext_lazy("Choose the file that the other platform gave you."),
            "empty": gettext_lazy("The file is empty. Export the blog again."),
        },
    )

    def clean_export(self) -> list[UploadedFile]:
        files: list[UploadedFile] = self.cleaned_data["export"]
        total = sum(file.size or 0 for file in files)
        if total > settings.IMPORT_MAX_BYTES:
            raise ValidationError(
                _("The file has %(size)d MB. It can have at most %(most)d MB.")
                % {
                    "size": -(-total // MEGABYTE),
                    "most": settings.IMPORT_MAX_BYTES // MEGABYTE,
                }
            )
        return files


class WriteForm(forms.Form):
    """Which comments and pictures are written, and an account for each author (`rows`)."""

    comments = forms.ChoiceField(
        label=capfirst(gettext_lazy("comments")),
        choices=Import.Comments.choices,
        widget=forms.RadioSelect,
    )
    fetches_pictures = forms.BooleanField(
        label=gettext_lazy("Fetch pictures and files from the other blog"), required=False
    )

    def __init__(self, data: Any, run: Import, rows: Sequence[AuthorRow]) -> None:
        initial = {"comments": run.comments, "fetches_pictures": run.fetches_pictures}
        super().__init__(data, initial=initial)
        self.rows = rows
        self._accounts = {str(user.pk): user for user in _list_accounts()} if rows else {}
        names = [(key, f"{user} ({user.username})") for key, user in self._accounts.items()]
        for row in rows:
            self.fields[self._get_name(row)] = forms.ChoiceField(
                label=_("Account for %(name)s") % {"name": row.name},
                choices=[("", row.default), (NEW_ACCOUNT, _("A new account")), *names],
                required=False,
            )

    @property
    def author_fields(self) -> list[tuple[AuthorRow, forms.BoundField]]:
        return [(row, self[self._get_name(row)]) for row in self.rows]

    def get_accounts(self) -> dict[int, int]:
        """Return the IDs of the chosen accounts by those of the authors' items."""
        chosen = ((row, self.cleaned_data[self._get_name(row)]) for row in self.rows)
        return {row.item: int(value) for row, value in chosen if value in self._accounts}

    def get_new_accounts(self) -> set[int]:
        """Return the IDs of the items of authors who get a new account."""
        return {
            row.item for row in self.rows if self.cleaned_data[self._get_name(row)] == NEW_ACCOUNT
        }

    @staticmethod
    def _get_name(row: AuthorRow) -> str:
        return f"author-{row.item}"


def _list_accounts() -> list[User]:
    """Return the first accounts that work at the desk or have written something. One query."""
    wrote = Exists(Authorship.objects.filter(user=OuterRef("pk")))
    return list(User.objects.filter(Q(is_staff=True) | wrote).order_by("username")[:MAX_ACCOUNTS])
