"""gzip for every text that the page cache does not compress: the desk, accounts, searches, what is
refused; public pages as well where nothing is cached."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from page_cache.request_key import FOR_CACHE
from page_cache.store import is_text


class GZipUnlessKept(GZipMiddleware):
    """Django's, which also adds bytes by chance, so that nobody guesses what a page holds from how
    long it is (BREACH). What is public and made for the page cache is compressed there, once for
    all who ask."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        is_public = response.headers.get("Cache-Control", "").startswith("public")
        if is_public and FOR_CACHE in request.META:
            return response
        if not is_text(response.headers.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
