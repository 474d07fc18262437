"""What was made for one person is kept by no cache: neither a shared one nor the browser's, where
the next person at the same machine would find it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import has_vary_header, patch_cache_control


def private_pages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware, outside of the session's: whatever looked at a cookie is private. That holds for
    the desk, for accounts, for drafts at public addresses, and for whatever is refused there."""

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if has_vary_header(response, "Cookie"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    return handle
