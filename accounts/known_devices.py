"""Where somebody has signed in from before: a network, a browser."""

import re
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import KnownDevice, User
from accounts.site_protocol import site_of
from lib.client_ip import get_client_ip, get_neighbouring_network
from lib.hashing import keyed_hash


def is_news(request: HttpRequest, user: User) -> bool:
    """Has the person not signed in from this network, or not with this browser, in the days for
    which the site keeps addresses? Remembers both. Two queries."""
    now = timezone.now()
    since = now - timedelta(days=site_of(request).retention_days)
    browser = re.sub(r"[\d.]+", "", request.META.get("HTTP_USER_AGENT", ""))  # Of any version.
    here = {
        keyed_hash("network", get_neighbouring_network(get_client_ip(request))),
        keyed_hash("browser", browser or "-"),
    }
    known = KnownDevice.objects.filter(user=user, hash__in=here, seen_at__gt=since)
    is_known = known.count() == len(here)
    KnownDevice.objects.bulk_create(
        [KnownDevice(user=user, hash=one, seen_at=now) for one in sorted(here)],
        update_conflicts=True,
        unique_fields=["user", "hash"],
        update_fields=["seen_at"],
    )
    return not is_known


def forget(days: int) -> int:
    """Of everybody, what was not seen for so many days; how many. One query."""
    return KnownDevice.objects.filter(seen_at__lte=timezone.now() - timedelta(days=days)).delete()[
        0
    ]
