"""The form that begins an export."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy

from accounts.models import User
from blog.models import Authorship, Label
from transfer.exports.formats import FORMATS
from transfer.exports.selection import ExportError, Selection, build_selection

MAX_AUTHORS = MAX_LABELS = 500


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(key, each.name) for key, each in FORMATS.items()],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a format.")},
    )
    author = forms.ChoiceField(label=gettext_lazy("Author"), required=False)
    label = forms.CharField(
        label=gettext_lazy("Label"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "labels", "autocomplete": "off"}),
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=1000, max_value=8999
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"format": "wxr"})
        wrote = Exists(Authorship.objects.filter(user=OuterRef("pk")))
        users = User.objects.filter(wrote).order_by("username")[:MAX_AUTHORS]
        self.authors = {str(user.pk): user for user in users}
        names = [(key, f"{user} ({user.username})") for key, user in self.authors.items()]
        author: Any = self.fields["author"]
        author.choices = [("", gettext_lazy("Everybody")), *names]

    @property
    def format_fields(self) -> list[tuple[BoundWidget, Any]]:
        """The radio button of each format, and what the format is for."""
        return [(radio, FORMATS[radio.data["value"]].purpose) for radio in self["format"]]

    @property
    def labels(self) -> list[str]:
        """The first names of labels, as suggestions. One query."""
        return list(Label.objects.order_by("name").values_list("name", flat=True)[:MAX_LABELS])

    def clean_label(self) -> Label | None:
        try:
            return build_selection(label=self.cleaned_data["label"]).label
        except ExportError as error:
            raise ValidationError(str(error)) from error

    def get_selection(self) -> Selection:
        """Return the selection of a valid form."""
        return Selection(
            author=self.authors.get(self.cleaned_data["author"]),
            label=self.cleaned_data["label"],
            year=self.cleaned_data["year"],
        )
