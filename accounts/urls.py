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
from accounts.views import data, invitations, profile, sessions, sign_in
from lib.client_ip import get_client_ip, get_client_network
from lib.error_pages import too_many_requests

View = Callable[..., HttpResponse]


def add_heading(view: View, title: str | Promise) -> View:
    """Decorator: add `title` to the context, and replace allauth's `site` by the site settings."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse) and not response.is_rendered:
            # After reauthentication another view may have set its own title.
            context = {"title": title, **(response.context_data or {})}
            response.context_data = context | {"site": request.site}
        return response

    return wrapper


def limit_rate(view: View, action: str, most: int, seconds: int) -> View:
    """Decorator: limit requests that allauth does not limit and that each create a session row."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        network = get_client_network(get_client_ip(request))
        if wait := rate_limits.count_attempt(action, network, most, seconds):
            return too_many_requests(request, wait)
        return view(request, *args, **kwargs)

    return wrapper


def page_path(route: str, view: View, name: str, title: str | Promise) -> URLPattern:
    return path(route, add_heading(view, title), name=name)


TWO_STEP_TITLE = _("Two-step sign-in")
CODES_TITLE = _("Recovery codes")
KEYS_TITLE = _("Passkeys and security keys")
PASSWORD_TITLE = _("Password")
NEW_PASSWORD_TITLE = _("New password")
CONFIRM_TITLE = _("Confirm your identity")

account_urlpatterns = [
    path("", RedirectView.as_view(pattern_name="accounts:profile")),
    page_path("profile/", profile.profile, "profile", _("Profile")),
    page_path("sessions/", sessions.sessions, "sessions", _("Devices")),
    page_path("data/", data.data, "data", _("Your data")),
    path("data/account.json", data.data_export, name="data-export"),
    page_path("erase/", data.erase, "erase", _("Delete account")),
    page_path("erased/", data.erase_done, "erase-done", _("Account deleted")),
]

urlpatterns = [
    path("", include((account_urlpatterns, "accounts"))),
    page_path("login/", sign_in.sign_in, "account_login", _("Sign in")),
    page_path("logout/", account.logout, "account_logout", _("Sign out")),
    page_path("inactive/", account.account_inactive, "account_inactive", _("Account deactivated")),
    page_path("signup/", account.signup, "account_signup", _("Sign up")),
    page_path("reauthenticate/", account.reauthenticate, "account_reauthenticate", CONFIRM_TITLE),
    page_path("email/", account.email, "account_email", _("E-mail address")),
    page_path(
        "confirm-email/",
        account.email_verification_sent,
        "account_email_verification_sent",
        _("Check your e-mail"),
    ),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$",
        add_heading(account.confirm_email, _("Confirm your e-mail address")),
        name="account_confirm_email",
    ),
    page_path(
        "password/change/", account.password_change, "account_change_password", PASSWORD_TITLE
    ),
    page_path("password/set/", account.password_set, "account_set_password", PASSWORD_TITLE),
    page_path(
        "password/reset/", account.password_reset, "account_reset_password", NEW_PASSWORD_TITLE
    ),
    page_path(
        "password/reset/done/",
        account.password_reset_done,
        "account_reset_password_done",
        _("Check your e-mail"),
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        add_heading(invitations.choose_password, NEW_PASSWORD_TITLE),
        name="account_reset_password_from_key",
    ),
    page_path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        NEW_PASSWORD_TITLE,
    ),
    page_path("2fa/", mfa.index, "mfa_index", TWO_STEP_TITLE),
    page_path("2fa/authenticate/", mfa.authenticate, "mfa_authenticate", _("Second step")),
    page_path("2fa/reauthenticate/", mfa.reauthenticate, "mfa_reauthenticate", CONFIRM_TITLE),
    page_path(
        "2fa/totp/activate/",
        second_factor.end_other_sessions(totp.activate_totp),
        "mfa_activate_totp",
        _("Authenticator app"),
    ),
    page_path(
        "2fa/totp/deactivate/", totp.deactivate_totp, "mfa_deactivate_totp", _("Authenticator app")
    ),
    page_path(
        "2fa/recovery-codes/",
        recovery_codes.view_recovery_codes,
        "mfa_view_recovery_codes",
        CODES_TITLE,
    ),
    page_path(
        "2fa/recovery-codes/generate/",
        recovery_codes.generate_recovery_codes,
        "mfa_generate_recovery_codes",
        CODES_TITLE,
    ),
    page_path("2fa/webauthn/", webauthn.list_webauthn, "mfa_list_webauthn", KEYS_TITLE),
    page_path(
        "2fa/webauthn/add/",
        second_factor.end_other_sessions(webauthn.add_webauthn),
        "mfa_add_webauthn",
        KEYS_TITLE,
    ),
    page_path(
        "2fa/webauthn/reauthenticate/",
        webauthn.reauthenticate_webauthn,
        "mfa_reauthenticate_webauthn",
        CONFIRM_TITLE,
    ),
    page_path(
        "2fa/webauthn/login/",
        limit_rate(webauthn.login_webauthn, "passkey", 30, 60),
        "mfa_login_webauthn",
        _("Sign in"),
    ),
    page_path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        webauthn.remove_webauthn,
        "mfa_remove_webauthn",
        KEYS_TITLE,
    ),
    page_path(
        "2fa/webauthn/keys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn", KEYS_TITLE
    ),
]
