"""CSRF check for views that show the form again instead of a 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def private_form(view: View) -> View:
    """Decorator for form views, GET and POST: not cached, not indexed, and exempt from the CSRF
    middleware. The view calls `is_csrf_invalid` itself."""

    @wraps(view)
    def wrapper(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(wrapper))


def _return_empty(*_: object) -> HttpResponse:
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def is_csrf_invalid(request: HttpRequest) -> bool:
    """Return whether a POST lacks a valid CSRF token, for example after its cookie expired.

    The view, a `private_form`, then shows the submitted form again with a new token, and stores
    nothing.
    """
    return _Check(_return_empty).process_view(request, _return_empty, (), {}) is not None
