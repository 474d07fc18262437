"""Form field for a date of which perhaps only the month or the year is known."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from blog.common.date_precision import parse_partial_date


class PartialDateField(forms.CharField):
    """Accepts '2017', '2017-05', '2017-05-17' and what `read_text` reads; cleans to the former.

    `read_text` returns '2017-05' for 'May 2017', '' for a text that it cannot read.
    """

    default_error_messages = {
        "invalid": _("Enter a date as 2017, 2017-05, 2017-05-17 or 17 May 2017."),
    }

    def __init__(self, *, read_text: Any = None, **kwargs: Any) -> None:
        super().__init__(max_length=60, **kwargs)
        self.read_text = read_text

    def clean(self, value: Any) -> str:
        text = " ".join(super().clean(value).split())
        iso = text if not text or parse_partial_date(text) else self._read(text)
        if text and not iso:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return iso

    def _read(self, text: str) -> str:
        return self.read_text(text) if self.read_text else ""
