"""Networks and browsers that users have signed in from, to notify them of new ones."""

import re
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import KnownDevice, User
from accounts.site_protocol import get_site
from lib.client_ip import get_client_ip, get_neighbouring_network
from lib.hashing import keyed_hash


def record_sign_in(request: HttpRequest, user: User) -> bool:
    """Store the network and browser; return whether either is new within the retention period.
    Two queries."""
    now = timezone.now()
    since = now - timedelta(days=get_site(request).retention_days)
    browser = re.sub(r"[\d.]+", "", request.META.get("HTTP_USER_AGENT", ""))  # Drop versions.
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


def delete_old(days: int) -> int:
    """Delete devices not seen for `days` days; return how many. One query."""
    old = KnownDevice.objects.filter(seen_at__lte=timezone.now() - timedelta(days=days))
    return old.delete()[0]
