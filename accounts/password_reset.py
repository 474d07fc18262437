"""Password reset by e-mail: the request does the same for every address, a task does the rest.

Looking up the account, generating the link and rendering the e-mail takes longer for an address
with an account than for one without: in the request, timing would reveal accounts.
"""

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.context import request_context
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest
from django.tasks import task
from django.utils.translation import override

from accounts.site_protocol import get_site
from lib.encryption import decrypt, encrypt
from mail.delivery import MAIL_PRIORITY

EMAIL_MAX_AGE = timedelta(days=1)  # Older tasks send nothing.


@dataclass
class _EmailSite:
    """The site settings that allauth's e-mail templates use."""

    name: str
    language: str


def enqueue_reset_email(request: HttpRequest, email: str) -> None:
    """Enqueue the task, whether the address has an account or not. One query.

    The address is encrypted in the task, as it may belong to somebody without an account.
    """
    site = get_site(request)
    details = {"email": email, "site": site.name, "language": site.language}
    send_reset_email.enqueue(encrypt(details))


@task(priority=MAIL_PRIORITY)
def send_reset_email(encrypted: str) -> None:
    """Queue an e-mail with the link if the address has an active account. Two queries, and a few
    more for each e-mail."""
    details = decrypt(encrypted, EMAIL_MAX_AGE)
    if details is None:
        return
    request = HttpRequest()
    request.user = AnonymousUser()
    site = _EmailSite(details["site"], details["language"])
    request.site = site  # type: ignore[assignment]  # contrib.sites in the stubs
    with request_context(request), override(details["language"]), transaction.atomic():
        email = details["email"]
        users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
        request_password_reset(request, email, users, default_token_generator)
