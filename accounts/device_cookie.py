"""Cookie of known devices: guessing a password uses up the guesser's attempts, not the owner's.

Signing in sets a signed cookie, sent to the account pages only. With it, wrong passwords are
counted for that device; without it, for the client network, and for the login from all unknown
networks together. Networks that the user has signed in from are exempt from the latter.

The cookie's value is a device ID and the users who signed in on it, '<device>.12.34s'; an 's' marks
users who completed a second step there.
"""

from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import KnownDevice, User
from accounts.site_protocol import get_site
from lib.client_ip import get_client_ip, get_neighbouring_network
from lib.hashing import keyed_hash
from lib.parsing import parse_pk

COOKIE_NAME = "device"
MAX_USERS = 5  # per device, the most recent first
SECOND_STEP_MARK = "s"  # suffix of a user's ID in the cookie


def get_login(credentials: dict[str, Any]) -> str:
    """Return the username or e-mail address of a sign-in, case-folded for counting."""
    return str(credentials.get("email") or credentials.get("username") or "").casefold()


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Set the cookie that marks the device as known for this user. No query."""
    device, users = _read_cookie(request)
    records = get_authentication_records(request, user)
    has_second_step = any(record.get("method") == "mfa" for record in records)
    users.pop(user.pk, None)
    users = {user.pk: has_second_step, **users}
    marked = [f"{pk}{SECOND_STEP_MARK if second else ''}" for pk, second in users.items()]
    value = ".".join([device or token_urlsafe(12), *marked[:MAX_USERS]])
    response.set_signed_cookie(
        COOKIE_NAME,
        value,
        salt=COOKIE_NAME,
        max_age=_get_max_age(request),
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def find_device(request: HttpRequest, login: str) -> str:
    """Return the ID of the request's device if the login's user has signed in on it, else ''.

    One query, only if the device is known at all.
    """
    device, users = _read_cookie(request)
    is_theirs = users and User.objects.filter(_matches_login(login), pk__in=users).exists()
    return device if is_theirs else ""


def find_second_step_device(request: HttpRequest, user: User) -> str:
    """Return the ID of the request's device if the user has completed a second step on it, else ''.
    No query."""
    device, users = _read_cookie(request)
    return device if users.get(user.pk) else ""


def get_network(request: HttpRequest) -> str:
    return get_neighbouring_network(get_client_ip(request))


def is_known_network(request: HttpRequest, login: str) -> bool:
    """Return whether the login's user signed in from this network within the retention period.

    One query, also for an unknown login.
    """
    since = timezone.now() - timedelta(seconds=_get_max_age(request))
    users = User.objects.filter(_matches_login(login)).values("pk")
    here = keyed_hash("network", get_network(request))
    return KnownDevice.objects.filter(user__in=users, hash=here, seen_at__gt=since).exists()


def _read_cookie(request: HttpRequest) -> tuple[str, dict[int, bool]]:
    """Return the device ID, and for each user ID whether a second step was completed."""
    cookie = (
        request.get_signed_cookie(COOKIE_NAME, "", salt=COOKIE_NAME, max_age=_get_max_age(request))
        or ""
    )
    device, *marked = cookie.split(".")
    users = {
        parse_pk(one.removesuffix(SECOND_STEP_MARK)): one.endswith(SECOND_STEP_MARK)
        for one in marked
    }
    return device, {pk: second for pk, second in users.items() if pk is not None}


def _matches_login(login: str) -> Q:
    return Q(username__iexact=login) | Q(email__iexact=login)


def _get_max_age(request: HttpRequest) -> int:
    return int(timedelta(days=get_site(request).retention_days).total_seconds())
