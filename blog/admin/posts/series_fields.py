"""The fields of a post's form for its place in a series."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from blog.content.series import SeriesPlace, describe_full, is_full
from blog.models import Series, SeriesPart
from blog.models.series import MAX_NAME_LENGTH, MAX_PARTS

MAX_SUGGESTED = 500


class SeriesWidget(AdminTextInputWidget):
    """Text field that completes the names of series, without JavaScript."""

    template_name = "admin/blog/series/field.html"
    suggestions: list[str] = []

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs']['id']}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        return context | {"list_id": list_id, "suggestions": self.suggestions}


class SeriesFieldsForm(forms.ModelForm):
    """The hidden initial values say what this form showed, so that it saves only what was changed
    in it: somebody else may have put the post into a series meanwhile."""

    series = forms.CharField(
        label=_("Series"),
        required=False,
        max_length=MAX_NAME_LENGTH,
        widget=SeriesWidget,
        show_hidden_initial=True,
        help_text=_("A new name begins a new series."),
    )
    series_number = forms.IntegerField(
        label=_("Part"),
        required=False,
        min_value=1,
        max_value=MAX_PARTS,
        show_hidden_initial=True,
        help_text=_("Empty: in order of the dates."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "series" in self.fields:
            self._set_series()

    def _set_series(self) -> None:
        """Set the initial values and the suggestions. One query."""
        parts = SeriesPart.objects.filter(series=OuterRef("pk"), post=self.instance.pk or 0)
        rows = Series.objects.annotate(
            is_own=Exists(parts), own_number=Subquery(parts.values("number"))
        ).order_by("-is_own", "name")
        names = list(rows.values_list("name", "is_own", "own_number")[:MAX_SUGGESTED])
        self.fields["series"].widget.suggestions = sorted(name for name, *_own in names)
        if not self.is_bound and names and names[0][1]:
            self.initial.update(series=names[0][0], series_number=names[0][2])

    def clean_series(self) -> str:
        name = " ".join(self.cleaned_data["series"].split())
        if name and "series" in self.changed_data and is_full(SeriesPlace(name), self.instance):
            raise ValidationError(describe_full(name))
        return name

    def get_series_place(self) -> SeriesPlace | None:
        """Return the place of the post, None if it was not changed in this form."""
        if not {"series", "series_number"} & set(self.changed_data):
            return None
        return SeriesPlace(self.cleaned_data["series"], self.cleaned_data["series_number"])
