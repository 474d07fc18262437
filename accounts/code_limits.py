"""Rate limits of the second sign-in step: guessing codes does not lock out the owner.

Wrong codes are counted for each user and known device; on unknown devices for each user and client
network, and for each user on all unknown devices together. A device is known here once the second
step was completed on it: knowing the password alone is not enough.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import ngettext

from accounts import device_cookie, rate_limits
from accounts.models import User

MINUTE, HOUR, DAY = 60, 3600, 86_400
# Pairs of maximum attempts and seconds. Three codes of a million are valid at a time, so 120
# attempts a day guess one within a year with a probability of 1/8.
DEVICE_LIMITS = ((5, 5 * MINUTE), (20, HOUR))
UNKNOWN_DEVICES_LIMITS = ((60, HOUR), (120, DAY))


@contextmanager
def limit_attempts(request: HttpRequest, user: User, kind: str) -> Iterator[None]:
    """Count an attempt, and undo the count if the block ends without an error.

    Raises ValidationError with the time to wait, before the block, once a limit is exceeded. Each
    `kind` ('code', 'key') has its own counters: wrong codes do not lock out a security key. One
    query for each limit, two or four, and as many to undo them.
    """
    device = device_cookie.find_second_step_device(request, user)
    here = device or device_cookie.get_network(request)
    counted = [(f"second {kind} here", f"{user.pk} {here}", *one) for one in DEVICE_LIMITS]
    if not device:
        anywhere = [(f"second {kind}", str(user.pk), *one) for one in UNKNOWN_DEVICES_LIMITS]
        counted += anywhere
    for action, key, most, seconds in counted:
        if wait := rate_limits.count_attempt(f"{action} {seconds}", key, most, seconds):
            raise ValidationError(_format_wait(wait), code="too_many_attempts")
    yield
    for action, key, _most, seconds in counted:
        rate_limits.undo_attempt(f"{action} {seconds}", key, seconds)


def _format_wait(seconds: int) -> str:
    if seconds <= 2 * HOUR:
        number = ceil(seconds / MINUTE)
        text = ngettext(
            "Too many attempts. Try again in %(number)d minute.",
            "Too many attempts. Try again in %(number)d minutes.",
            number,
        )
    else:
        number = ceil(seconds / HOUR)
        text = ngettext(
            "Too many attempts. Try again in %(number)d hour.",
            "Too many attempts. Try again in %(number)d hours.",
            number,
        )
    return text % {"number": number}
