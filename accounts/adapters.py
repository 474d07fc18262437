"""Adapters for allauth: messages, e-mails, rate limits of sign-in and two-step sign-in."""

import hmac
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_lazy, override

from accounts import device_cookie, known_devices
from accounts.models import User
from accounts.site_protocol import get_site
from lib.client_ip import get_client_ip
from mail.sender import format_sender

# Wrong passwords for one username, from all unknown networks together.
ANY_NETWORK_LIMIT = {"app": "allauth.account", "action": "login_failed_anywhere"}

# Labels of the buttons in e-mails, by template.
BUTTON_LABELS = {
    "account_already_exists": gettext_lazy("Reset your password"),
    "email_confirmation": gettext_lazy("Confirm"),
    "email_confirmation_signup": gettext_lazy("Confirm"),
    "invitation": gettext_lazy("Choose a password"),
    "password_reset_key": gettext_lazy("Choose a new password"),
    "second_factors_removed": gettext_lazy("Set up two-step sign-in"),
    "signed_in": gettext_lazy("Change your password"),
}


def _is_url(paragraph: str) -> bool:
    return paragraph.startswith(f"{settings.SITE_URL}/") and not set(paragraph) & set(" \n")


class AccountAdapter(DefaultAccountAdapter):
    mismatch = gettext_lazy("The username (or e-mail address) and password do not match.")
    error_messages = DefaultAccountAdapter.error_messages | {
        # The same message for both, so that it does not reveal which accounts exist.
        "email_password_mismatch": mismatch,
        "username_password_mismatch": mismatch,
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. Wait a few minutes, or reset your password."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return get_site(request).sign_up

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """Generate a username; readers sign in with their e-mail address and never see it."""
        user.username = f"reader-{get_random_string(12).lower()}"

    def save_user(self, request: HttpRequest, user: Any, form: Form, commit: bool = True) -> User:
        user.byline = form.cleaned_data["byline"]
        return super().save_user(request, user, form, commit)

    def get_client_ip(self, request: HttpRequest) -> str:
        return str(get_client_ip(request))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer with JSON only to the passkey script."""
        return request.path == reverse("mfa_login_webauthn") and super().is_ajax(request)

    def is_safe_url(self, url: str) -> bool:
        """Accept redirects to the requested host and to SITE_URL only."""
        hosts = {self.request.get_host(), urlsplit(settings.SITE_URL).netloc}
        return url_has_allowed_host_and_scheme(url, hosts, require_https=self.request.is_secure())

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Redirect staff to the desk, readers to their profile."""
        if getattr(request.user, "is_staff", False):
            return reverse("admin:index")
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_login_stages(self) -> list[str]:
        stage = "allauth.account.stages.EmailVerificationStage"
        ours = "accounts.login_stages.EmailVerificationStage"
        return [ours if name == stage else name for name in super().get_login_stages()]

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        response = super().post_login(request, user, **details)
        device_cookie.remember_device(request, response, user)
        if known_devices.record_sign_in(request, user) and not details["signup"]:
            self.send_notification_mail("account/email/signed_in", user)
        return response

    # Wrong passwords. `accounts.device_cookie` explains whose attempts they count against.

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        login = device_cookie.get_login(credentials)
        device = device_cookie.find_device(request, login)
        return f"{device or device_cookie.get_network(request)} {login}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        login = device_cookie.get_login(credentials)
        is_known = device_cookie.find_device(request, login)
        if is_known or device_cookie.is_known_network(request, login):
            return
        anywhere = ratelimit.consume(request, **ANY_NETWORK_LIMIT, key=login)
        if not anywhere:
            raise self.validation_error("too_many_login_attempts")
        self._login_failed_rl_usage.usage += anywhere.usage  # A right password gives them back.

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        """Clear all limits after a password reset, so that the owner can sign in at once."""
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(request, **ANY_NETWORK_LIMIT, key=device_cookie.get_login(credentials))

    # E-mails. Their links begin with SITE_URL, whatever host the request was sent to.

    def get_from_email(self) -> str:
        return format_sender(get_site(self.request).name)

    def format_email_subject(self, subject: str) -> str:
        name = " ".join(get_site(self.request).name.split())  # A header is one line.
        return f"{name}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict) -> None:
        """Queue an e-mail in the language of the `user` in its context, else the site's."""
        site, person = get_site(self.request), context.get("user")
        language = person.get_language(site) if isinstance(person, User) else site.language
        current_site = {"name": site.name, "domain": settings.SITE_URL}
        for_site = {"request": self.request, "email": email, "current_site": current_site}
        addresses = {
            "signup_url": settings.SITE_URL + reverse("account_signup"),
            "password_reset_url": settings.SITE_URL + reverse("account_reset_password"),
        }
        with override(language):
            self.render_mail(template_prefix, email, for_site | addresses | context).send()

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: Any = None, email: str | None = None
    ) -> None:
        context = {**(context or {}), "user": user}
        super().send_notification_mail(template_prefix, user, context, email)

    def render_mail(
        self, template_prefix: str, *args: Any, **kwargs: Any
    ) -> EmailMultiAlternatives:
        """Add an HTML alternative to every e-mail, rendered from its text. The first paragraph that
        is a URL becomes the button."""
        message = super().render_mail(template_prefix, *args, **kwargs)
        text, _dashes, _signature = message.body.partition("\n-- \n")
        first, *paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
        context_data = {
            "subject": message.subject,
            "first_paragraph": first,
            "paragraphs": paragraphs,
            "button_url": next(filter(_is_url, paragraphs), ""),
            "button_label": BUTTON_LABELS.get(template_prefix.rpartition("/")[2], ""),
            "site": get_site(self.request),
            "site_url": settings.SITE_URL,
        }
        message.attach_alternative(
            render_to_string("account/email/html.html", context_data), "text/html"
        )
        return message

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, token = key.partition("-")
        kwargs = {"uidb36": uidb36, "key": token}
        return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=kwargs)

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        key = {"key": emailconfirmation.key}
        return settings.SITE_URL + reverse("account_confirm_email", kwargs=key)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("The code or key was not accepted. Try again."),
    }

    def encrypt(self, text: str) -> str:
        """Encrypt TOTP secrets, so that a copy of the database alone does not reveal them."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a TOTP secret. With another SECRET_KEY return a random one: no code matches."""
        try:
            return _fernet().decrypt(encrypted_text).decode()
        except InvalidToken:
            return generate_totp_secret()

    def get_totp_issuer(self) -> str:
        return get_site(context.request).name

    def get_totp_label(self, user: Any) -> str:
        return str(user.email or user.username)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)d") % {"number": number}

    def build_totp_svg(self, url: str) -> str:
        """Draw the QR code as inline SVG; the CSP forbids `data:` URLs."""
        code = qrcode.QRCode(border=4)
        code.add_data(url)
        rows = code.get_matrix()
        squares = "".join(
            f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
        )
        return format_html(
            '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="{1}">'
            '<path d="{2}"/></svg>',
            len(rows),
            gettext("QR code for an authenticator app"),
            squares,
        )

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the relying party: a passkey is bound to the site's host name."""
        host = str(urlsplit(settings.SITE_URL).hostname)
        return {"id": host, "name": get_site(context.request).name}


def _fernet() -> Fernet:
    key = hmac.digest(settings.SECRET_KEY.encode(), b"second factor", "sha256")
    return Fernet(urlsafe_b64encode(key))
