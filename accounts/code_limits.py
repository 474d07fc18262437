"""Rate limits of the second sign-in step: strangers who guess codes do not lock out the owner.

Wrong codes count for the person and the known device; on an unknown device for the person and the
client network, and besides for the person on all unknown devices together. A device is known here
once the second step was completed on it: knowing the password alone is not enough.
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
# How many attempts in how many seconds. Three codes of a million are right at a time, so 120
# attempts a day find one within a year in one case of eight.
LIMITS_HERE = ((5, 5 * MINUTE), (20, HOUR))
LIMITS_ON_UNKNOWN_DEVICES = ((60, HOUR), (120, DAY))


@contextmanager
def limit_attempts(request: HttpRequest, user: User, kind: str) -> Iterator[None]:
    """Count the attempt that the block makes, and undo that where the block ends without an error.

    ValidationError with the time to wait, before the block, where there were too many. `kind`
    ('code', 'key') keeps counters apart: wrong codes do not lock out a security key. One query
    for each limit, two or four, and as many to undo them.
    """
    device = device_cookie.find_second_step_device(request, user)
    here = device or device_cookie.network(request)
    counted = [(f"second {kind} here", f"{user.pk} {here}", *one) for one in LIMITS_HERE]
    if not device:
        anywhere = [(f"second {kind}", str(user.pk), *one) for one in LIMITS_ON_UNKNOWN_DEVICES]
        counted += anywhere
    for action, key, most, seconds in counted:
        if wait := rate_limits.wait(f"{action} {seconds}", key, most, seconds):
            raise ValidationError(_say_how_long(wait), code="too_many_attempts")
    yield
    for action, key, _most, seconds in counted:
        rate_limits.undo(f"{action} {seconds}", key, seconds)


def _say_how_long(seconds: int) -> str:
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
