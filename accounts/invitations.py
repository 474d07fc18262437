"""Invitations: an administrator creates an account, and its owner chooses the password."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings

from accounts.models import User


def send_invitation(user: User, by: User) -> None:
    """Queue an e-mail with a link to choose a password. It is valid as long as the links for new
    passwords (PASSWORD_RESET_TIMEOUT), and until the account is used. One query."""
    adapter = get_adapter()
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    context = {
        "user": user,
        "inviter": str(by),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "password_url": adapter.get_reset_password_from_key_url(key),
    }
    adapter.send_mail("account/email/invitation", user.email, context)
