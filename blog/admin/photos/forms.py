"""Forms of the photo library: one photo, and several at once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blog.admin.photos.fields import AgencyField
from blog.common.conflict_forms import EditConflictForm
from blog.models import Photo


class PhotoForm(EditConflictForm):
    agency = AgencyField(help_text=Photo._meta.get_field("agency").help_text)

    class Media:
        js = (
            Script("desk/focus.js", type="module"),
            Script("desk/source_names.js", type="module"),
        )

    class Meta:
        model = Photo
        fields = (
            *("focus_x", "focus_y", "alt", "decorative", "caption"),
            *("credit", "copyright", "licence_url", "original_url"),
            *("rights", "rights_until"),
        )
        widgets = {
            "caption": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
            "focus_x": forms.NumberInput(attrs={"max": 100}),
            "focus_y": forms.NumberInput(attrs={"max": 100}),
            "rights_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("focus_x", "focus_y", "rights"):
            if name in self.fields:  # A view-only form has no fields.
                self.fields[name].required = False
        self.initial["agency"] = self.instance.agency

    def clean_rights(self) -> str:
        """An empty value leaves the rights unchanged."""
        return self.cleaned_data["rights"] or self.initial.get("rights", Photo.Rights.UNKNOWN)

    def clean_focus_x(self) -> int:
        return self._clean_focus("focus_x")

    def clean_focus_y(self) -> int:
        return self._clean_focus("focus_y")

    def _clean_focus(self, name: str) -> int:
        """An empty input leaves the value unchanged."""
        value = self.cleaned_data[name]
        return self.initial.get(name, 50) if value is None else value


class PhotoBatchForm(forms.Form):
    """New values for several photos. Empty fields leave theirs unchanged."""

    credit = forms.CharField(
        label=_("Credit"),
        required=False,
        max_length=300,
        help_text=Photo._meta.get_field("credit").help_text,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    rights = forms.ChoiceField(
        label=_("Rights"),
        required=False,
        choices=[("", _("Leave unchanged")), *Photo.Rights.choices],
    )
    rights_until = forms.DateField(
        label=_("Rights end on"),
        required=False,
        help_text=Photo._meta.get_field("rights_until").help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    agency = AgencyField(help_text=Photo._meta.get_field("agency").help_text)
    licence_url = forms.URLField(
        label=_("Licence"),
        required=False,
        max_length=500,
        assume_scheme="https",
        validators=Photo._meta.get_field("licence_url").default_validators,
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not self.get_changes(cleaned):
            raise forms.ValidationError(gettext("Fill in at least one field."))
        return cleaned

    @staticmethod
    def get_changes(cleaned: Mapping[str, Any]) -> dict[str, Any]:
        """Return the filled fields."""
        return {name: value for name, value in cleaned.items() if value not in ("", None)}
