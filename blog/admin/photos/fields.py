"""Form field for the agency of a photo: the name of a source."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.models import Source

MAX_NAME_LENGTH = 400


class AgencyField(forms.CharField):
    """Text input that completes names of sources with `desk/source_names.js`; None if empty.

    Works without scripts as well: the name, or name and affiliation as a source is listed. One
    query on validation.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Agency"), "required": False, "max_length": 403, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {
            "class": "vTextField",
            "autocomplete": "off",
            "data-source-names": reverse_lazy("admin:blog_editor_sources"),
        }

    def prepare_value(self, value: Any) -> Any:
        """Return the name of a source, given itself or its key: one query for a key."""
        if isinstance(value, int):
            value = Source.objects.filter(pk=value).first()
        return "" if value is None else str(value)

    def to_python(self, value: Any) -> Any:
        return " ".join(str(value or "").split())

    def clean(self, value: Any) -> Any:
        name = super().clean(value)
        if not name:
            return None
        matching = list(
            Source.objects.filter(name__iexact=name.partition(" (")[0]).order_by("pk")[:50]
        ) + list(Source.objects.filter(name__iexact=name)[:2])
        exact = [source for source in matching if str(source).casefold() == name.casefold()]
        named = exact or [each for each in matching if each.name.casefold() == name.casefold()]
        if not named:
            raise ValidationError(
                gettext(
                    "There is no source with this name. Choose one of the list, or add it first."
                )
            )
        return named[0]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.to_python(data)
