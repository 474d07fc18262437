"""gzip for what is made for one reader: the desk, accounts, searches, what is refused."""

from django.http import HttpRequest, HttpResponseBase
from django.middleware.gzip import GZipMiddleware

from page_cache.store import is_text


class GZipUnlessKept(GZipMiddleware):
    """Django's, which also adds bytes by chance, so that nobody guesses what a page holds from how
    long it is (BREACH). What is public is compressed by the page cache, once for all who ask."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.headers.get("Cache-Control", "").startswith("public"):
            return response
        if not is_text(response.headers.get("Content-Type", "")):
            return response
        return super().process_response(request, response)
