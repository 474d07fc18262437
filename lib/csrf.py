"""The check against forged requests, for views that have something better to say than 403."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    """A form for whoever asks alone, by GET and POST: no cache and no search engine keeps it. The
    view looks at the token itself, by `is_csrf_invalid`."""

    @wraps(view)
    def answer(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(answer))


def _anything(*_: object) -> HttpResponse:
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def is_csrf_invalid(request: HttpRequest) -> bool:
    """Has a POST no token of ours, or one of a cookie that is gone? The view, which is `private`,
    then shows what was sent once more, with a fresh token, and stores nothing."""
    return _Check(_anything).process_view(request, _anything, (), {}) is not None
