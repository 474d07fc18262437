"""Who has to have a second factor, and has none."""

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from accounts.models import Visitor
from accounts.site import site_of

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_one(user: Visitor) -> bool:
    """One query. Recovery codes alone are none: they come with one."""
    return get_adapter().is_mfa_enabled(user, FACTORS)


def is_missing(request: HttpRequest) -> bool:
    """Of a staff member, where the site's settings require it. A query only then."""
    is_required = site_of(request).staff_second_factor and request.user.is_staff
    return bool(is_required and not has_one(request.user))
