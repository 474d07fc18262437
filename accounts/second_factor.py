"""Who has to have a second factor, and has none; what happens when there is one."""

from collections.abc import Callable
from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from accounts import user_sessions
from accounts.models import Visitor
from accounts.site_protocol import site_of

FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_one(user: Visitor) -> bool:
    """One query. Recovery codes alone are none: they come with one."""
    return user.is_authenticated and get_adapter().is_mfa_enabled(user, FACTORS)


def ending_others(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around the pages that set one up: with the first, all that began with the password alone
    ends, as whoever knows the password may be there. The person is told on the next page."""

    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        is_first = request.method == "POST" and not has_one(request.user)
        response = view(request, *args, **kwargs)
        if is_first and has_one(request.user) and (ended := user_sessions.end_others(request)):
            said = ngettext(
                "You were signed out on %(number)d other device that used only your "
                "password. Sign in there again.",
                "You were signed out on %(number)d other devices that used only your "
                "password. Sign in there again.",
                ended,
            )
            messages.info(request, said % {"number": ended})
        return response

    return shown


def is_missing(request: HttpRequest) -> bool:
    """Of a staff member, where the site's settings require it. A query only then."""
    is_required = site_of(request).staff_second_factor and request.user.is_staff
    return bool(is_required and not has_one(request.user))
