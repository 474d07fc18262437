"""The fields of a post's form for its place in a series."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from blog.content.series import SeriesPlace, describe_full, is_full
from blog.models import Post, Series, SeriesPart
from blog.models.series import MAX_NAME_LENGTH, MAX_PARTS

MAX_SUGGESTED = 500


class SeriesWidget(AdminTextInputWidget):
    """Text field that completes the names of series, without JavaScript."""

    template_name = "admin/blog/series/field.html"
    suggestions: list[str] | None = None

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """One query, unless `load_series` was called."""
        context = super().get_context(name, value, attrs)
        list_id = f"{context['widget']['attrs']['id']}_list"
        context["widget"]["attrs"] |= {"list": list_id, "autocomplete": "off"}
        if self.suggestions is None:
            names = Series.objects.order_by("name").values_list("name", flat=True)
            self.suggestions = list(names[:MAX_SUGGESTED])
        return context | {"list_id": list_id, "suggestions": self.suggestions}


class SeriesFieldsForm(forms.ModelForm):
    """The fields. Their hidden initial values say what this form showed, so that it saves only what
    was changed in it: somebody else may have put the post into a series meanwhile."""

    series = forms.CharField(
        label=pgettext_lazy("one series", "Series"),
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
        help_text=_("Leave empty to sort by date."),
    )


def load_series(form: Any) -> None:
    """Set the initial values of an unbound form, and the suggestions. One query."""
    parts = SeriesPart.objects.filter(series=OuterRef("pk"), post=form.instance.pk or 0)
    rows = Series.objects.annotate(
        is_own=Exists(parts), own_number=Subquery(parts.values("number"))
    ).order_by("-is_own", "name")
    names = list(rows.values_list("name", "is_own", "own_number")[:MAX_SUGGESTED])
    form.fields["series"].widget.suggestions = sorted(name for name, *_own in names)
    if names and names[0][1]:
        form.initial.update(series=names[0][0], series_number=names[0][2])


def require_room(name: str, post: Post) -> None:
    """Raise ValidationError if the series has no room for the post. Two queries, in a
    transaction."""
    if is_full(SeriesPlace(name), post):
        raise ValidationError(describe_full(name))
