"""Refuse HTTP methods that no view accepts."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST")  # Views may accept fewer.


def refuse_other_methods(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: answer 405 with `Allow` (RFC 9110, section 15.5.6) to all but `METHODS`.

    It runs before the session, the CSRF check and the views, of which many ignore the method. No
    query.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        if request.method in METHODS:
            return get_response(request)
        return HttpResponseNotAllowed(METHODS)

    return handle
