"""The question that a change of a published post asks: a typo, an update or a correction?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from blog.common.conflict_forms import MeetingForm
from blog.corrections import CorrectionNote
from blog.corrections.models import MOST_LETTERS, Correction

Kind = Correction.Kind
KINDS = [
    (Kind.TYPO, _("A typo: it says the same as before. Readers are told nothing.")),
    (Kind.UPDATE, _("An update: something was added, or has happened since.")),
    (Kind.CORRECTION, _("A correction: something was wrong.")),
]


def sentence_field() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField", "dir": "auto"})


class Telling(forms.Form):
    """Beside other fields of a form. Call `ask` where it is validated; the answer is
    `correction`."""

    is_asked = False
    change_kind = forms.ChoiceField(
        label=_("What did you change?"), required=False, choices=KINDS, widget=forms.RadioSelect
    )
    change_text = forms.CharField(
        label=_("A sentence for readers"),
        required=False,
        max_length=MOST_LETTERS,
        widget=sentence_field(),
        help_text=_(
            "In the language of the post: what was wrong and what is right, or what is new. It"
            " stands on the post, with the date and what changed."
        ),
    )

    def ask(self, is_asked: bool) -> None:
        """An answer where none is asked for is none: nothing changed that readers see."""
        self.is_asked = is_asked
        kind = self.cleaned_data.get("change_kind")
        if not self.is_asked:
            return
        if not kind:
            text = _("Readers have seen this post: say what you changed, and save again.")
            self.add_error("change_kind", text)
        elif kind != Kind.TYPO and not self.cleaned_data.get("change_text"):
            self.add_error("change_text", _("Write a sentence for readers, and save again."))

    @property
    def correction(self) -> CorrectionNote | None:
        """None where nothing is asked, or no kind was chosen."""
        kind = self.cleaned_data.get("change_kind")
        text = self.cleaned_data.get("change_text", "")
        return CorrectionNote(kind, text) if self.is_asked and kind else None


class CorrectionForm(MeetingForm):
    """Mends what readers were told."""

    is_withdrawn = forms.BooleanField(
        label=_("Withdrawn"),
        required=False,
        help_text=_("Readers are not told of it any more; untick it to tell them again."),
    )

    class Meta:
        model = Correction
        fields = ("kind", "text")
        widgets = {"kind": forms.RadioSelect, "text": sentence_field()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["is_withdrawn"] = self.instance.withdrawn_at is not None
        kind = self.fields.get("kind")
        if isinstance(kind, forms.ChoiceField):
            kind.choices = KINDS

    def clean(self) -> dict[str, Any]:
        """A typo has no text: nobody would read it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Kind.TYPO:
            cleaned["text"] = ""
        elif cleaned.get("kind") and "text" in cleaned and not cleaned["text"].strip():
            self.add_error("text", _("Write a sentence for readers; a typo has none."))
        return cleaned
