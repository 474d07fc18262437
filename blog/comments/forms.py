"""Forms for writing and reporting comments; their views are in blog/views/comments.py."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.invitations import has_mail_server
from blog.comments.models import MAX_COMMENT_LENGTH
from blog.comments.moderation.honeypot import HoneypotFields
from blog.comments.refusals import describe_excess_length
from blog.common import markup
from blog.common.text.normalize import has_visible_text
from lib.names import NameField
from lib.urls import validate_web_address


class LineField(forms.CharField):
    """One line of text, with single spaces and without control characters."""

    def to_python(self, value: Any) -> str:
        return " ".join(markup.clean_text(super().to_python(value) or "").split())


class _EmailField(forms.EmailField):
    def to_python(self, value: Any) -> str:
        return markup.clean_text(super().to_python(value) or "")


class _WebsiteField(forms.URLField):
    default_validators = [validate_web_address]

    def to_python(self, value: Any) -> str:
        return super().to_python(markup.clean_text(value or "")) or ""


class TextField(forms.CharField):
    """Several lines of text; a line break counts as one character, as in browsers."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return markup.clean_text(text.replace("\r\n", "\n").replace("\r", "\n"))


class CommentForm(forms.Form):
    """The text of a comment: the form for editing, and the base of those for new comments."""

    required_css_class = "required"
    text = TextField(
        label=_("Your comment"),
        help_text=_("Plain text. Begin a line with > to quote it. Web addresses become links."),
        # No `maxlength`: browsers would silently truncate pasted text.
        widget=forms.Textarea(
            attrs={"rows": 8, "data-max-length": MAX_COMMENT_LENGTH, "dir": "auto"}
        ),
        error_messages={"required": _("Enter your comment.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if not has_mail_server():
            self.fields.pop("wants_replies", None)

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if not has_visible_text(text.replace(">", "")):
            raise ValidationError(_("Enter your comment."))
        if problem := describe_excess_length(text):
            raise ValidationError(problem)
        return text

    def list_fields(self) -> list[forms.BoundField]:
        """List all fields except the honeypot, which blog/comments/honeypot.html renders."""
        return [self[name] for name in self.fields if name not in HoneypotFields.base_fields]

    def is_valid_for_preview(self) -> bool:
        """Validate for a preview, which does not require the other fields: empty ones are no
        errors."""
        for name in set(self.errors) - {"text"}:
            if not str(self[name].value() or "").strip():
                del self.errors[name]
        return not self.errors

    def focus_on_error(self) -> None:
        """Set autofocus on the first field with an error."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                break


class AccountCommentForm(CommentForm):
    """The comment form for signed-in users."""

    wants_replies = forms.BooleanField(label=_("E-mail me when someone replies"), required=False)


class GuestCommentForm(CommentForm, HoneypotFields):
    name = NameField(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter a name to be shown with your comment.")},
    )
    email = _EmailField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_(
            "Never published. We store only a fingerprint of it, to recognise you next time."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Enter your e-mail address.")},
    )
    website = _WebsiteField(
        label=_("Website (optional)"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=_("Your name becomes a link to it."),
        # Not of type url: browsers would reject input without https://, which is added here.
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )

    wants_replies = forms.BooleanField(
        label=_("E-mail me when someone replies"),
        required=False,
        help_text=_(
            "You will first get an e-mail to confirm the address. For these e-mails the address"
            " itself is stored, until you unsubscribe."
        ),
    )

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not has_visible_text(name):
            raise ValidationError(self.fields["name"].error_messages["required"])
        return name


class ReportForm(forms.Form):
    reason = LineField(
        label=_("What is the problem? (optional)"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
