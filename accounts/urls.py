"""URLs of accounts: our own views, in the namespace `accounts`, and the views of allauth in use.

allauth reverses its URLs by their names, so these have no namespace. Each page has its heading
from here.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, include, path, re_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView

from accounts import rate_limits, second_factor
from accounts.views import data, profile, sessions
from lib.client_ip import get_client_ip, get_client_network
from lib.error_pages import too_many

View = Callable[..., HttpResponse]


def with_heading(view: View, title: str | Promise) -> View:
    """allauth's `site`, a row that this project does not use, would stand where the templates have
    the site's settings."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            # A page that asked for the password first, and answers there, keeps its own heading.
            theirs = {"title": title, **(response.context_data or {})}
            response.context_data = theirs | {"site": request.site}
        return response

    return shown


def limited(view: View, action: str, most: int, seconds: int) -> View:
    """For what allauth does not count: each of these answers begins a session, which is a row."""

    @wraps(view)
    def counted(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        network = get_client_network(get_client_ip(request))
        if wait := rate_limits.wait(action, network, most, seconds):
            return too_many(request, wait)
        return view(request, *args, **kwargs)

    return counted


def page(route: str, view: View, name: str, title: str | Promise) -> URLPattern:
    return path(route, with_heading(view, title), name=name)


SECOND = _("Two-step sign-in")
CODES = _("Recovery codes")
KEYS = _("Passkeys and security keys")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
IS_IT_YOU = _("Confirm your identity")

account_urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:profile")),
    page("profile/", profile.profile, "profile", _("Profile")),
    page("sessions/", sessions.sessions, "sessions", _("Devices")),
    page("data/", data.data, "data", _("Your data")),
    path("data/account.json", data.data_export, name="data-export"),
    page("erase/", data.erase, "erase", _("Delete account")),
    page("erased/", data.erase_done, "erase-done", _("Account deleted")),
]

urlpatterns = [
    path("", include((account_urlpatterns, "accounts"))),
    page("login/", account.login, "account_login", _("Sign in")),
    page("logout/", account.logout, "account_logout", _("Sign out")),
    page("inactive/", account.account_inactive, "account_inactive", _("Account deactivated")),
    page("signup/", account.signup, "account_signup", _("Sign up")),
    page("reauthenticate/", account.reauthenticate, "account_reauthenticate", IS_IT_YOU),
    page("email/", account.email, "account_email", _("E-mail address")),
    page(
        "confirm-email/",
        account.email_verification_sent,
        "account_email_verification_sent",
        _("Check your e-mail"),
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        with_heading(account.confirm_email, _("Confirm your e-mail address")),
        name="account_confirm_email",
    ),
    page("password/change/", account.password_change, "account_change_password", PASSWORD),
    page("password/set/", account.password_set, "account_set_password", PASSWORD),
    page("password/reset/", account.password_reset, "account_reset_password", NEW_PASSWORD),
    page(
        "password/reset/done/",
        account.password_reset_done,
        "account_reset_password_done",
        _("Check your e-mail"),
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        with_heading(account.password_reset_from_key, NEW_PASSWORD),
        name="account_reset_password_from_key",
    ),
    page(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        NEW_PASSWORD,
    ),
    page("2fa/", mfa.index, "mfa_index", SECOND),
    page("2fa/authenticate/", mfa.authenticate, "mfa_authenticate", _("Second step")),
    page("2fa/reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate", IS_IT_YOU),
    page(
        "2fa/totp/activate/",
        second_factor.ending_others(totp.activate_totp),
        "mfa_activate_totp",
        _("Authenticator app"),
    ),
    page(
        "2fa/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp", _("Authenticator app")
    ),
    page(
        "2fa/recovery-codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes", CODES
    ),
    page(
        "2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        CODES,
    ),
    page("2fa/webauthn/", webauthn.list_webauthn, "mfa_list_webauthn", KEYS),
    page(
        "2fa/webauthn/add/",
        second_factor.ending_others(webauthn.add_webauthn),
        "mfa_add_webauthn",
        KEYS,
    ),
    page(
        "2fa/webauthn/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
        IS_IT_YOU,
    ),
    page(
        "2fa/webauthn/login/",
        limited(webauthn.login_webauthn, "passkey", 30, 60),
        "mfa_login_webauthn",
        _("Sign in"),
    ),
    page(
        "2fa/webauthn/keys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn", KEYS
    ),
    page("2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn", KEYS),
]
