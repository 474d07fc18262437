"""gzip for text that the page cache does not compress: the desk, accounts, searches, errors; public
pages as well if nothing is cached."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from page_cache.request_key import FOR_CACHE_KEY
from page_cache.store import is_text


class UncachedGZipMiddleware(GZipMiddleware):
    """Django's middleware, which also adds random bytes against BREACH, except for public responses
    to the page cache, which compresses them once."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_public = response.headers.get("Cache-Control", "").startswith("public")
        if is_public and FOR_CACHE_KEY in request.META:
            return response
        if not is_text(response.headers.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
