"""Methods that no address of this site takes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST")  # A view may take fewer, and says so itself.


def refuse_other_methods(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: answer 405 with `Allow` (RFC 9110, section 15.5.6) to all but `METHODS`.

    It stands before the session, the CSRF check and the views, of which many look at no method:
    TRACE and OPTIONS got a whole page, PUT and PROPFIND a complaint about a cookie. No query.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS:
            return get_response(request)
        return HttpResponseNotAllowed(METHODS)

    return handle
