"""Password reset by e-mail: the request does the same for every address, a task does the rest.

Looking up the account, making the link and rendering the e-mail took longer for an address with an
account than for one without, which told who has one.
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
from django.utils.translation import get_language, override

from accounts.site_protocol import site_of
from lib.encryption import decrypt, encrypt
from mail.delivery import PRIORITY

MAX_AGE = timedelta(days=1)  # After which nobody waits for the e-mail any more.


@dataclass
class _EmailSite:
    """What an e-mail shows of the site's settings."""

    name: str


def enqueue_reset_email(request: HttpRequest, email: str) -> None:
    """Whether the address has an account or not. One query.

    The address, which may be that of somebody who was never here, is encrypted in the task.
    """
    details = {"email": email, "site": site_of(request).name, "language": get_language()}
    send_reset_email.enqueue(encrypt(details))


@task(priority=PRIORITY)
def send_reset_email(encrypted: str) -> None:
    """Queue the e-mail with the link, where the address has an account that can sign in. Two
    queries, and a few more for each e-mail."""
    details = decrypt(encrypted, MAX_AGE)
    if details is None:
        return
    request = HttpRequest()
    request.user = AnonymousUser()
    # In the stubs `site` is that of contrib.sites.
    request.site = _EmailSite(details["site"])  # type: ignore[assignment]  # as above
    with request_context(request), override(details["language"]), transaction.atomic():
        email = details["email"]
        users = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
        request_password_reset(request, email, users, default_token_generator)
