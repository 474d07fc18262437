"""Invitations: an administrator creates an account, and its owner chooses the password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import mailers

from accounts.models import User
from accounts.roles import ROLE_NAMES
from mail.files import FileBackend


def is_open(user: User) -> bool:
    """Return whether the owner of the account has yet to choose a password."""
    return user.is_active and not user.has_usable_password()


def build_link(user: User) -> str:
    """Build the URL where the owner of the account chooses the password.

    It is valid as long as the links for new passwords (PASSWORD_RESET_TIMEOUT), and until the
    account is used. Whoever has it can sign in: it may not be logged or stored.
    """
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return get_adapter().get_reset_password_from_key_url(key)


def send_invitation(user: User, by: User) -> None:
    """Queue an e-mail with a link to choose a password. Two queries."""
    names = [str(ROLE_NAMES.get(name, name)) for name in user.groups.values_list("name", flat=True)]
    context = {
        "user": user,
        "inviter": str(by),
        "roles": ", ".join(sorted(names)),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "password_url": build_link(user),
    }
    get_adapter().send_mail("account/email/invitation", user.email, context)


def has_mail_server() -> bool:
    """Return whether e-mails leave this site; without EMAIL_URL they are only files."""
    return not isinstance(mailers["delivery"], FileBackend)
