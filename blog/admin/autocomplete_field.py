"""The admin's autocompletion with our own script, which is a tenth of Select2."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.forms.widgets import Script
from django.utils.translation import gettext as _


class Autocomplete(AutocompleteSelect):
    """Select with a text field over it that searches, by desk/autocomplete.js."""

    @property
    def media(self) -> forms.Media:
        script: Any = Script("desk/autocomplete.js", type="module")
        return forms.Media(
            css={"screen": ["desk/combobox.css", "desk/picture_options.css"]}, js=[script]
        )

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs=extra_attrs)
        return attrs | {"data-placeholder": _("Type to search")}
