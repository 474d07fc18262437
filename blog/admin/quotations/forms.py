"""The form that asks for the dossier to which quotations are added."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from blog.dossiers.models import Dossier

MAX_DOSSIERS = 50


class ChooseDossierForm(forms.Form):
    """One of the user's dossiers that changed last, or the title of a new one. Two queries."""

    dossier = forms.ModelChoiceField(
        Dossier.objects.none(),
        label=_("Dossier"),
        required=False,
        empty_label=_("A new one"),
    )
    title = forms.CharField(
        label=_("Title of the new dossier"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto", "class": "vTextField"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dossiers = Dossier.objects.editable_by(user).collections()
        latest = dossiers.order_by("-updated_at", "-pk").values("pk")[:MAX_DOSSIERS]
        field: Any = self.fields["dossier"]
        field.queryset = dossiers.filter(pk__in=latest)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "dossier" in cleaned and not cleaned["dossier"] and not cleaned.get("title"):
            self.add_error("title", _("Choose a dossier, or enter a title for a new one."))
        return cleaned
