"""Forms to split and rename sources, and to say why."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.content.sources.proposals import MAX_REASON_LENGTH
from blog.content.sources.splitting import QuotationFilter
from blog.models import Source, SourceName

_FORMER_NAME_KINDS = (
    (SourceName.Kind.FORMER, _("Keep it as a former name")),
    (SourceName.Kind.SPELLING, _("Keep it as another spelling")),
    ("", _("Forget it")),
)


def _date_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )


def _part_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=200)


class QuotationFilterForm(forms.Form):
    said_from = _date_field(_("Said from"))
    said_until = _date_field(_("Said until"))
    attribution = _part_field(_("Part of the attribution"))
    text = _part_field(_("Part of the quotation"))
    post = _part_field(_("Part of the title of the post"))

    def get_filter(self, keys: tuple[int, ...] = ()) -> QuotationFilter:
        return QuotationFilter(**self.cleaned_data, keys=keys)


class SplitTargetForm(forms.Form):
    """The source that gets the quotations: the one with this name and affiliation, or a new one."""

    name = forms.CharField(label=_("Name"), max_length=200)
    affiliation = forms.CharField(
        label=_("Affiliation"),
        required=False,
        max_length=200,
        help_text=_(
            "If there is a source with this name and affiliation, it gets the quotations. "
            "Otherwise a new one is created."
        ),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Source.Kind.choices)

    def find_source(self) -> Source | None:
        """Return the existing source with the name and affiliation. One query."""
        values = self.get_values()
        return Source.objects.filter(
            name__iexact=values["name"], affiliation__iexact=values["affiliation"]
        ).first()

    def get_values(self) -> dict[str, str]:
        return {name: " ".join(value.split()) for name, value in self.cleaned_data.items()}


class RenameForm(forms.ModelForm):
    former_name = forms.ChoiceField(
        label=_("The former name"),
        choices=_FORMER_NAME_KINDS,
        required=False,
        widget=forms.RadioSelect,
        initial=SourceName.Kind.FORMER,
        help_text=_("Search still finds the source by a name that you keep."),
    )

    class Meta:
        model = Source
        fields = ("name", "family_name", "slug")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = True

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Refuse the name of another source with the same affiliation. One query."""
        cleaned = super().clean() or self.cleaned_data
        namesakes = Source.objects.filter(name__iexact=cleaned.get("name", ""))
        affiliation = self.instance.affiliation
        if namesakes.filter(affiliation__iexact=affiliation).exclude(pk=self.instance.pk).exists():
            message = _("Another source has this name. If they are the same, merge them.")
            self.add_error("name", message)
        return cleaned

    def validate_constraints(self) -> None:
        """Skip it: `clean` has a message that says what to do."""

    def get_values(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("name", "family_name", "slug")}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=MAX_REASON_LENGTH,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For the editor who decides. A link or a date helps."),
    )
