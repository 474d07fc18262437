"""Names of people, as they type them."""

import re

from django import forms

# Control characters, surrogates and bidirectional controls. The joiners U+200C and U+200D stay:
# names in Persian and in Indic scripts are spelled with them.
_DROPPED_RE = re.compile(
    "[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff"
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)


def clean_name(name: str) -> str:
    """Remove control characters, bidirectional ones included, and collapse whitespace."""
    return " ".join(_DROPPED_RE.sub("", name).split())


class NameField(forms.CharField):
    """Form field of a name on one line; '' where only dropped characters were typed."""

    def to_python(self, value: object) -> str:
        return clean_name(super().to_python(value) or "")
