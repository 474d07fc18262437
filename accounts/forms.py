"""allauth's forms with our labels and help texts, and without placeholders."""

from collections.abc import Callable
from typing import Any

from allauth.account import forms as account
from allauth.account.models import EmailAddress
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.mfa.webauthn.internal.auth import (
    complete_authentication,
    parse_authentication_response,
)
from django import forms
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.code_limits import limit_attempts
from accounts.models import User
from accounts.password_reset import enqueue_reset_email
from lib.names import NameField

MAX_PASSWORD_LENGTH = 1000  # Longer ones only cost time to hash.


class PlainForm(forms.Form):
    """Base form without placeholders; `labels` and `help_texts` are by field name."""

    labels: dict[str, Any] = {}
    help_texts: dict[str, Any] = {}
    required_css_class = "required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            if isinstance(field.widget, forms.PasswordInput):
                field.help_text = ""
                field.widget.attrs["maxlength"] = MAX_PASSWORD_LENGTH
            field.help_text = self.help_texts.get(name, field.help_text)


NEW_PASSWORD_HELP = _("At least 8 characters, not only digits. A few words are easy to remember.")


class LoginForm(PlainForm, account.LoginForm):
    labels = {
        "login": _("Username or e-mail address"),
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autocomplete": "username webauthn",
            "maxlength": 254,
            "autocapitalize": "none",
            "spellcheck": "false",
        }
        if not self.is_bound:  # Otherwise the errors get the focus.
            self.fields["login"].widget.attrs["autofocus"] = True


def _look_up_addresses(user: User) -> None:
    """Run the same queries as the confirmation of a new account's address in allauth and
    `accounts.login_stages`."""
    addresses = EmailAddress.objects.filter(user=user)
    addresses.filter(email__iexact=user.email).exists()
    addresses.filter(verified=True).exists()
    addresses.get(email=user.email)
    User.objects.get(pk=user.pk)


class SignupForm(PlainForm, account.SignupForm):
    labels = {"email": _("E-mail address"), "password1": _("Password")}
    help_texts = {
        "email": _("You will get a link to confirm it. Never published."),
        "password1": NEW_PASSWORD_HELP,
    }
    byline = NameField(
        label=_("Name"),
        max_length=80,
        help_text=_("Shown with your comments."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    field_order = ["byline", "email", "password1"]
    account_already_exists: bool

    def try_save(self, request: HttpRequest) -> tuple[Any, HttpResponse | None]:
        """Take the same time for known and unknown addresses, so that timing reveals no accounts.

        For a known address an account is created, its password hashed, and rolled back. Both cases
        then queue one e-mail.
        """
        if self.account_already_exists:
            with transaction.atomic():
                self.account_already_exists = False
                _look_up_addresses(self.save(request))
                self.account_already_exists = True
                transaction.set_rollback(True)
        return super().try_save(request)

    def save(self, request: HttpRequest) -> Any:
        """Save without waiting for the disk, as the rolled-back transaction does not wait either.

        The queued e-mail that follows does wait, and flushes the account as well.
        """
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")
            return super().save(request)


class AddEmailForm(PlainForm, account.AddEmailForm):
    labels = {"email": _("New e-mail address")}


class ChangePasswordForm(PlainForm, account.ChangePasswordForm):
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("Repeat the new password"),
    }
    help_texts = {"password1": NEW_PASSWORD_HELP}


class SetPasswordForm(PlainForm, account.SetPasswordForm):
    labels = {"password1": _("New password"), "password2": _("Repeat the new password")}
    help_texts = {"password1": NEW_PASSWORD_HELP}


class ResetPasswordForm(PlainForm, account.ResetPasswordForm):
    labels = {"email": _("E-mail address")}

    def clean_email(self) -> str:
        """Skip allauth's account lookup: its duration depends on whether there is an account."""
        return str(self.cleaned_data["email"])

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        enqueue_reset_email(request, self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class ResetPasswordKeyForm(PlainForm, account.ResetPasswordKeyForm):
    labels = SetPasswordForm.labels
    help_texts = SetPasswordForm.help_texts

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:  # Otherwise the errors get the focus.
            self.fields["password1"].widget.attrs["autofocus"] = True


class ReauthenticateForm(PlainForm, account.ReauthenticateForm):
    labels = {"password": _("Password")}


CODE_LABELS = {"code": _("Code")}


class _CodeForm(PlainForm):
    labels = CODE_LABELS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"maxlength": 20, "spellcheck": "false"}


class _SecondStepForm(_CodeForm):
    """Replace allauth's limit, which counts by user alone: anybody could lock out the owner."""

    user: User
    _emit_authentication_failed: Callable[[Authenticator], None]
    help_texts = {"code": _("From your authenticator app, or one of your recovery codes.")}

    def clean_code(self) -> str:
        with limit_attempts(context.request, self.user, "code"):
            return self._check_code(self.cleaned_data["code"])

    def _check_code(self, code: str) -> str:
        authenticators = Authenticator.objects.filter(user=self.user).exclude(
            type=Authenticator.Type.WEBAUTHN
        )
        app_first = sorted(authenticators, key=lambda one: one.type != Authenticator.Type.TOTP)
        for authenticator in app_first:
            if authenticator.wrap().validate_code(code):
                authenticator.user = self.user
                self.authenticator = authenticator
                return code
        for authenticator in app_first[:1]:
            self._emit_authentication_failed(authenticator)
        raise get_adapter().validation_error("incorrect_code")


class AuthenticateForm(_SecondStepForm, mfa.AuthenticateForm):
    pass


class MFAReauthenticateForm(_SecondStepForm, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(_CodeForm, totp.ActivateTOTPForm):
    help_texts = {"code": _("The six digits shown in the app.")}


KEY_NAME_LABEL = _("Name of the key")


class CredentialForm(forms.Form):
    """Validate a WebAuthn credential that may be forged: fido2 raises arbitrary errors for it."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]  # allauth is untyped
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class LoginWebAuthnForm(CredentialForm, webauthn.LoginWebAuthnForm):
    pass


class _SecondStepKeyForm(forms.Form):
    """Security key form with the limits of `_SecondStepForm` in place of allauth's."""

    user: User

    def clean_credential(self) -> Authenticator:
        credential = self.cleaned_data["credential"]
        with limit_attempts(context.request, self.user, "key"):
            parse_authentication_response(credential)
            return complete_authentication(self.user, credential)


class AuthenticateWebAuthnForm(
    CredentialForm, _SecondStepKeyForm, webauthn.AuthenticateWebAuthnForm
):
    pass


class ReauthenticateWebAuthnForm(
    CredentialForm, _SecondStepKeyForm, webauthn.ReauthenticateWebAuthnForm
):
    pass


class AddWebAuthnForm(PlainForm, webauthn.AddWebAuthnForm):
    labels = {"name": KEY_NAME_LABEL, "passwordless": _("Use it instead of a password")}
    help_texts = {
        "name": _("For example, the device that it is on, so that you can recognise it."),
        "passwordless": _(
            "As a passkey: your device asks for your fingerprint, face or PIN instead."
        ),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean_credential(self) -> dict[str, Any]:
        """Refuse falsy credentials: allauth stores them unvalidated, and cannot load them."""
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            raise get_adapter().validation_error("incorrect_code")
        return credential

    def clean(self) -> dict[str, Any] | None:
        try:
            return super().clean()
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise get_adapter().validation_error("incorrect_code") from error


class EditWebAuthnForm(PlainForm, webauthn.EditWebAuthnForm):
    labels = {"name": KEY_NAME_LABEL}
