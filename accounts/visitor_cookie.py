"""Cookie for static/theme/visitor.js: set while there may be visitor state to fetch.

Pages are the same for all visitors, and the session cookie is hidden from scripts. This one, always
"1", makes the script request the signed-in user and pending comments; other browsers request
nothing.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

COOKIE_NAME = "visitor"


def set_cookie(response: HttpResponse, max_age: int | None) -> None:
    """Set the cookie for `max_age` seconds; for the browser session if None."""
    response.set_cookie(
        COOKIE_NAME,
        "1",
        max_age=max_age,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=False,
        samesite="Lax",
    )


def follow_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware after SessionMiddleware: set the cookie on sign-in. No query.

    The script removes it once there is no visitor state.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if request.method == "POST" and session.modified and SESSION_KEY in session:
            is_short = session.get_expire_at_browser_close()
            set_cookie(response, None if is_short else session.get_expiry_age())
        return response

    return handle
