"""The check against forged requests, for views that have something better to say than 403."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


def _anything(*_: object) -> HttpResponse:
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(reason, status=403)


def is_forged(request: HttpRequest) -> bool:
    """Has a POST no token of ours, or one of a cookie that is gone? The view is `csrf_exempt`, and
    shows what was sent once more, with a fresh token; it stores nothing."""
    return _Check(_anything).process_view(request, _anything, (), {}) is not None
