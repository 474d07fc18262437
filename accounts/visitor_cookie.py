"""The cookie that scripts may read: it says that the site has something to tell this browser.

Pages are the same for all, and the session's cookie is hidden from scripts. With this one, which
holds nothing but "1", static/theme/visitor.js knows whether to ask who is signed in, and which
comments wait; a reader's browser, which has none, asks nothing.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

NAME = "visitor"


def set_cookie(response: HttpResponse, max_age: int | None) -> None:
    """`max_age` in seconds; None until the browser is closed."""
    response.set_cookie(
        NAME,
        "1",
        max_age=max_age,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=False,
        samesite="Lax",
    )


def follow_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware, inside of the session's: the cookie comes with signing in. The script removes it
    once the site has nothing to say. No query."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if request.method == "POST" and session.modified and SESSION_KEY in session:
            is_short = session.get_expire_at_browser_close()
            set_cookie(response, None if is_short else session.get_expiry_age())
        return response

    return handle
