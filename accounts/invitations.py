"""Invitations: an administrator creates an account, and its owner chooses the password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import mailers
from django.http import HttpRequest
from django.utils.translation import get_language_from_request, override

from accounts.models import User
from accounts.roles import list_role_names
from accounts.site_protocol import get_site
from lib.languages import translated_languages
from mail.files import FileBackend


def is_open(user: User) -> bool:
    """Return whether the owner of the account has yet to choose a password.

    Those who have been signed in have none because an administrator switched it off.
    """
    return user.is_active and user.last_login is None and not user.has_usable_password()


def build_link(user: User) -> str:
    """Build the URL where the owner of the account chooses the password.

    It is valid as long as the links for new passwords (PASSWORD_RESET_TIMEOUT), and until the
    account is used. Whoever has it can sign in: it may not be logged or stored.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return get_adapter().get_reset_password_from_key_url(key)


def get_valid_days() -> int:
    """Return how many days a link is valid."""
    return settings.PASSWORD_RESET_TIMEOUT // 86_400


def send_invitation(user: User, by: User) -> None:
    """Queue an e-mail with a link to choose a password, in the language of its recipient. Two
    queries."""
    adapter = get_adapter()
    with override(user.get_language(get_site(adapter.request))):
        context = {
            "user": user,
            "inviter": str(by),
            "roles": list_role_names(user),
            "days": get_valid_days(),
            "password_url": build_link(user),
        }
        adapter.send_mail("account/email/invitation", user.email, context)


def choose_language(user: User, request: HttpRequest) -> None:
    """Set the language of the browser for a person who has none, and to whom that of the site may
    be foreign; the caller saves it. No query."""
    language, site_language = get_language_from_request(request), get_site(request).language
    is_foreign = language.partition("-")[0] != site_language.partition("-")[0]
    if not user.language and is_foreign and language in translated_languages():
        user.language = language


def has_mail_server() -> bool:
    """Return whether e-mails leave this site; without EMAIL_URL they are only files."""
    return not isinstance(mailers["delivery"], FileBackend)
