"""Known devices: where a person has signed in before, so that strangers who guess a password use up
their own tries and not the owner's.

Whoever signs in gets a signed cookie, which goes to the pages of accounts alone. With it, wrong
passwords are counted for that device; without it, for the network that they come from, and for the
name from wherever they come. A network that the person has signed in from is spared the last.

The cookie's value is the device and the people who signed in on it, '<device>.12.34s'; with an 's'
those who completed a second step there.
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
from accounts.site_protocol import site_of
from lib.client_ip import get_client_ip, get_neighbouring_network
from lib.hashing import keyed_hash
from lib.parsing import parse_pk

COOKIE = "device"
MAX_PEOPLE = 5  # of one device, the last to sign in first
SECOND_STEP = "s"  # behind a person in the cookie


def login_of(credentials: dict[str, Any]) -> str:
    """The name or e-mail address that somebody signs in with, as it is counted."""
    return str(credentials.get("email") or credentials.get("username") or "").casefold()


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Make the device known as one of this person's. No query."""
    device, people = _read(request)
    records = get_authentication_records(request, user)
    has_second_step = any(record.get("method") == "mfa" for record in records)
    people.pop(user.pk, None)
    people = {user.pk: has_second_step, **people}
    marked = [f"{pk}{SECOND_STEP if second else ''}" for pk, second in people.items()]
    value = ".".join([device or token_urlsafe(12), *marked[:MAX_PEOPLE]])
    response.set_signed_cookie(
        COOKIE,
        value,
        salt=COOKIE,
        max_age=_max_age(request),
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request: HttpRequest, login: str) -> str:
    """The device that asks, where the person of that login has signed in on it; '' where not. A
    query only where the device is known at all."""
    device, people = _read(request)
    is_theirs = people and User.objects.filter(_called(login), pk__in=people).exists()
    return device if is_theirs else ""


def find_second_step_device(request: HttpRequest, user: User) -> str:
    """The device that asks, where this person has completed a second step on it; '' where not. No
    query."""
    device, people = _read(request)
    return device if people.get(user.pk) else ""


def network(request: HttpRequest) -> str:
    return get_neighbouring_network(get_client_ip(request))


def is_known_network(request: HttpRequest, login: str) -> bool:
    """Has the person of that login signed in from this network, in the days for which the site
    keeps addresses? One query, whether there is such a person or not."""
    since = timezone.now() - timedelta(seconds=_max_age(request))
    people = User.objects.filter(_called(login)).values("pk")
    here = keyed_hash("network", network(request))
    return KnownDevice.objects.filter(user__in=people, hash=here, seen_at__gt=since).exists()


def _read(request: HttpRequest) -> tuple[str, dict[int, bool]]:
    """The device, and who has signed in on it: whether with a second step."""
    cookie = request.get_signed_cookie(COOKIE, "", salt=COOKIE, max_age=_max_age(request)) or ""
    device, *marked = cookie.split(".")
    people = {parse_pk(one.removesuffix(SECOND_STEP)): one.endswith(SECOND_STEP) for one in marked}
    return device, {pk: second for pk, second in people.items() if pk is not None}


def _called(login: str) -> Q:
    return Q(username__iexact=login) | Q(email__iexact=login)


def _max_age(request: HttpRequest) -> int:
    return int(timedelta(days=site_of(request).retention_days).total_seconds())
