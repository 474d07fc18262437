"""Second factors: enforce them for staff, and end other sessions when the first one is set up."""

from collections.abc import Callable
from functools import wraps

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from accounts import user_sessions
from accounts.models import Visitor
from accounts.site_protocol import get_site

FACTOR_TYPES = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def has_second_factor(user: Visitor) -> bool:
    """Return whether the user has a second factor other than recovery codes. One query."""
    return user.is_authenticated and get_adapter().is_mfa_enabled(user, FACTOR_TYPES)


def end_other_sessions(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorator for the setup pages: the first second factor ends the user's other sessions.

    They began with the password alone, which may be stolen. A message informs the user.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        is_first = request.method == "POST" and not has_second_factor(request.user)
        response = view(request, *args, **kwargs)
        if (
            is_first
            and has_second_factor(request.user)
            and (ended := user_sessions.end_other_sessions(request))
        ):
            message = ngettext(
                "You were signed out on %(number)d other device that used only your "
                "password. Sign in there again.",
                "You were signed out on %(number)d other devices that used only your "
                "password. Sign in there again.",
                ended,
            )
            messages.info(request, message % {"number": ended})
        return response

    return wrapper


def is_missing(request: HttpRequest) -> bool:
    """Return whether a staff member lacks the second factor that the site settings require.

    One query, only if they require it.
    """
    is_required = get_site(request).staff_second_factor and request.user.is_staff
    return bool(is_required and not has_second_factor(request.user))
