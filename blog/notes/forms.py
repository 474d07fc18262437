"""Forms to share unpublished posts and to leave notes on them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from blog.comments.forms import TextField
from blog.common.text.normalize import has_visible_text
from blog.notes.share_links import LINK_DAYS
from blog.workflow.models import MAX_MESSAGE_LENGTH
from lib.names import NameField


class _NamedForm(forms.Form):
    """A form with a required `name`, in which a letter can be seen."""

    def clean_name(self) -> str:
        if not has_visible_text(self.cleaned_data["name"]):
            raise ValidationError(self.fields["name"].error_messages["required"])
        return self.cleaned_data["name"]


class GuestNoteForm(_NamedForm):
    """A note of an invited reader. `places` are the choices, pairs of an anchor's key and text; ''
    is the whole post."""

    place = forms.ChoiceField(
        label=_("About"),
        required=False,
        error_messages={
            "invalid_choice": _(
                "This part of the post has changed in the meantime. Choose the place again."
            )
        },
    )
    text = TextField(
        label=_("Your note"),
        widget=forms.Textarea(attrs={"rows": 5, "maxlength": MAX_MESSAGE_LENGTH, "dir": "auto"}),
        validators=[MaxLengthValidator(MAX_MESSAGE_LENGTH)],
        error_messages={"required": _("Enter your note.")},
    )
    name = NameField(
        label=_("Your name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter your name. It is shown above your note.")},
    )

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        whole = ("", str(_("The whole post")))
        place = self.fields["place"]
        assert isinstance(place, forms.ChoiceField)
        place.choices = [whole, *places]

    def clean_text(self) -> str:
        if not has_visible_text(self.cleaned_data["text"]):
            raise ValidationError(self.fields["text"].error_messages["required"])
        return self.cleaned_data["text"]


class ShareLinkForm(_NamedForm):
    """Creates a share link for an invited reader."""

    name = NameField(
        label=_("Name of the invited reader"),
        max_length=80,
        help_text=_("Shown above the text."),
        widget=forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
        error_messages={"required": _("Enter the name of the invited reader.")},
    )
    days = forms.TypedChoiceField(label=_("Expires after"), coerce=int)
    may_note = forms.BooleanField(label=_("Can leave notes"), required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"days": LINK_DAYS[1]}, **kwargs})
        days: Any = self.fields["days"]
        days.choices = [(n, ngettext("%d day", "%d days", n) % n) for n in LINK_DAYS]
